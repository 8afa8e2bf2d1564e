import type { Context } from "../http/context.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { computeError, type ComputeProblem, invalidRequest } from "./errors.ts";
import { isLonger, MAX_BYTES } from "./payload.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** Reads the fields of a request body, and collects what is wrong with them. */
export class ComputeBody {
  /** The body. */
  readonly document: JsonDocument;
  readonly #problems: ComputeProblem[] = [];

  /**
   * Reads the body of a request.
   *
   * @throws {Refusal} 413 where it is too long; 422 where it is not a JSON object.
   */
  constructor(context: Context) {
    if (isLonger(context.body, MAX_BYTES)) {
      const detail = `The request is longer than ${MAX_BYTES} bytes`;
      throw computeError(413, "TASK_PAYLOAD_TOO_LARGE", detail);
    }
    const document = context.jsonObject();
    if (!document) {
      const msg = "value is not a valid dict";
      throw invalidRequest([{ loc: ["body"], msg, type: "type_error.dict" }]);
    }
    this.document = document;
  }

  /** Notes what is wrong with a field. */
  problem(msg: string, type: string, ...place: (string | number)[]): void {
    this.#problems.push({ loc: ["body", ...place], msg, type });
  }

  /** Refuses the request, if something is wrong with it. */
  check(): void {
    if (this.#problems.length > 0) throw invalidRequest(this.#problems);
  }

  /** A text that must be there. */
  text(name: string): string {
    const value = this.#own(name);
    if (typeof value === "string" && value !== "") return value;
    this.#missingOr(value, "str", name);
    return "";
  }

  /** A text; null where it is missing. */
  textOrNull(name: string): string | null {
    const value = this.#own(name) ?? null;
    if (value !== null && typeof value !== "string") this.#wrong("str", name);
    return typeof value === "string" ? value : null;
  }

  /** A UUID that must be there, in lower case. */
  uuid(name: string): string {
    const value = this.#own(name);
    if (isUuid(value)) return value.toLowerCase();
    this.#missingOr(value, "uuid", name);
    return "";
  }

  /** A UUID in lower case, or null. */
  uuidOrNull(name: string): string | null {
    return (this.#own(name) ?? null) === null ? null : this.uuid(name);
  }

  /** UUIDs in lower case, or null. */
  uuidsOrNull(name: string): string[] | null {
    const value = this.#own(name) ?? null;
    if (value === null) return null;
    if (Array.isArray(value) && value.every(isUuid)) return value.map((id) => id.toLowerCase());
    this.#wrong("list of uuid", name);
    return null;
  }

  /** Yes or no. */
  flag(name: string, otherwise: boolean): boolean {
    const value = this.#own(name) ?? otherwise;
    if (typeof value !== "boolean") this.#wrong("bool", name);
    return value === true;
  }

  /** An object that must be there. */
  object(name: string): JsonDocument {
    const value = this.#own(name);
    if (isObject(value)) return value;
    this.#missingOr(value, "dict", name);
    return {};
  }

  /** An object; an empty one where it is missing. */
  objectOrNone(name: string): JsonDocument {
    return (this.#own(name) ?? null) === null ? {} : this.object(name);
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.document, name) ? this.document[name] : undefined;
  }

  #missingOr(value: unknown, kind: string, name: string): void {
    if (value === undefined) this.problem("field required", "value_error.missing", name);
    else this.#wrong(kind, name);
  }

  #wrong(kind: string, name: string): void {
    this.problem(`value is not a valid ${kind}`, `type_error.${kind.replaceAll(" ", "_")}`, name);
  }
}
