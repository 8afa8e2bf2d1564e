import { isListOfObjects } from "./guards.ts";

/** A fault in a request, with its place. */
export interface ErrorDetail {
  /** What is wrong, in a sentence. */
  readonly msg?: string;
  /** Where in the request it is, such as `["body", "start"]` or `["$.path"]`. */
  readonly loc?: readonly (string | number)[];
  /** Kind of fault, such as `value_error`. */
  readonly type?: string;
}

/** The faults that an error lists; empty where it lists none. */
export function errorDetails(detail: unknown): readonly ErrorDetail[] {
  return isListOfObjects(detail) ? detail : [];
}
