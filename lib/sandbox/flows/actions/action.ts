import type { ServiceName } from "../../http/hosts.ts";
import type { InternalAnswer } from "../../http/internal_call.ts";
import type { JsonDocument } from "../../http/json.ts";

/** How an action stands, as its provider says. */
export interface ActionProgress {
  /** `ACTIVE` while it goes on; the run waits until it is `SUCCEEDED` or `FAILED`. */
  status: "ACTIVE" | "SUCCEEDED" | "FAILED";
  /** What the provider says of it. */
  details: JsonDocument;
  /** When it ended, in milliseconds since 1970. @default {now} */
  endMs?: number;
}

/** A request of a run to a service, in the name of the run's owner. */
export type ActionRequest = (
  service: ServiceName,
  route: string,
  body?: JsonDocument,
) => Promise<InternalAnswer>;

/** What a provider knows of an action. */
export interface ActionCall {
  /** UUID of the action. */
  readonly id: string;
  /** Its input. */
  readonly parameters: JsonDocument;
  /** UUID of the run. */
  readonly runId: string;
  /** UUID of the flow. */
  readonly flowId: string;
  /** Name that the owner gave the run. */
  readonly label: string | null;
  /** UUID of the identity that started the run. */
  readonly ownerId: string;
  /** When the action is started or looked at, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Asks a service of the sandbox. */
  readonly request: ActionRequest;
}

/** Does the work of an action. */
export interface ActionProvider {
  /**
   * Starts an action.
   *
   * @throws {ActionRefused} If the service says no.
   */
  start(call: ActionCall): ActionProgress | Promise<ActionProgress>;
  /** How an action that goes on stands now. */
  poll?(call: ActionCall, last: ActionProgress): ActionProgress | Promise<ActionProgress>;
  /** Ends an action that the run gives up. */
  cancel?(call: ActionCall, last: ActionProgress): void | Promise<void>;
}

/** Thrown where a provider does not start an action. */
export class ActionRefused extends Error {
  /** HTTP status of the refusal. */
  readonly status: number;
  /** What was said. */
  readonly body: JsonDocument;

  /** Keeps what was said. */
  constructor(status: number, body: JsonDocument) {
    super(`The action was refused with ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** The body of an answer, where it is a good one. */
export function accepted({ status, body }: InternalAnswer): JsonDocument {
  if (status >= 400) throw new ActionRefused(status, body);
  return body;
}

/**
 * Refuses the input of an action (400).
 *
 * @param problem What is wrong, in a sentence.
 */
export function badInput(problem: string): ActionRefused {
  return new ActionRefused(400, { code: "ActionInputError", description: problem });
}

/** Reads a text of an action's input. */
export function textOf(parameters: JsonDocument, ...names: string[]): string {
  for (const name of names) {
    const value = parameters[name];
    if (typeof value === "string" && value !== "") return value;
  }
  throw badInput(`'${names[0]}' is a required property`);
}
