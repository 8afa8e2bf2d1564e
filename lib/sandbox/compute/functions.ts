import { isObject, type JsonDocument } from "../http/json.ts";

/** A registered function, as the sandbox keeps it. */
export interface ComputeFunctionRecord {
  /** UUID of the function. */
  readonly id: string;
  /** UUID of the owner's primary identity. */
  readonly ownerId: string;
  /** Name of the function in its code. A handler may be registered by it. */
  readonly name: string;
  /** The serialized code, which the sandbox does not run. */
  readonly code: string;
  /** What the function does; null where the owner did not say. */
  readonly description: string | null;
  /** What it was serialized with. */
  readonly metadata: JsonDocument;
  /** UUID of the group whose members may use it; null for none. */
  readonly groupId: string | null;
  /** Whether all users may use it. */
  readonly isPublic: boolean;
}

/** The call of a function that a handler plays. */
export interface FunctionInput {
  /** Arguments by position. */
  // deno-lint-ignore no-explicit-any -- what a test sends, it knows the types of
  args: any[];
  /** Arguments by name. */
  // deno-lint-ignore no-explicit-any -- what a test sends, it knows the types of
  kwargs: Record<string, any>;
  /** UUID of the task. */
  task_id: string;
  /** UUID of the function. */
  function_id: string;
  /** UUID of the endpoint. */
  endpoint_id: string;
}

/** What became of a call. */
export interface FunctionOutcome {
  /**
   * What the function returns: a value that JSON has. The task fails for one that it has not, such as
   * NaN, a function or a Map.
   *
   * @default {null}
   */
  result?: unknown;
  /** Seconds that it takes, by the sandbox's clock. @default {1} */
  seconds?: number;
  /** The serialized result, in place of `result`, such as one that only Python can read. */
  payload?: string;
}

const OUTCOME_FIELDS = ["result", "seconds", "payload"];

/**
 * Refuses what a handler returned in place of an outcome, such as the bare result.
 *
 * @throws {TypeError} If it is not an object of these fields, or a field has an impossible value.
 */
export function checkOutcome(outcome: unknown): asserts outcome is FunctionOutcome {
  const write = "return { result: value } from the handler, and throw an error to fail the task";
  const text = typeof outcome === "number" ? `${outcome}` : `a value of type ${typeof outcome}`;
  if (!isObject(outcome)) throw new TypeError(`The handler returned ${text}: ${write}`);
  const strange = Object.keys(outcome).find((name) => !OUTCOME_FIELDS.includes(name));
  if (strange !== undefined) {
    throw new TypeError(`The handler returned an object with the field "${strange}": ${write}`);
  }
  const { seconds, payload } = outcome;
  if (seconds !== undefined && !(Number.isFinite(seconds) && Number(seconds) >= 0)) {
    throw new TypeError("The handler's seconds must be a number from 0");
  }
  if (payload !== undefined && typeof payload !== "string") {
    throw new TypeError("The handler's payload must be a text");
  }
}

/**
 * Plays a function. An error that it throws fails the task, with the error's text as the traceback.
 * An outcome of another form, such as the bare result, fails it too.
 */
export type FunctionHandler = (input: FunctionInput) => FunctionOutcome | Promise<FunctionOutcome>;
