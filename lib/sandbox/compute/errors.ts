import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** What is wrong with a part of a request. */
export interface ComputeProblem {
  /** Where it stands: `body`, `query` or `path`, then names. */
  loc: (string | number)[];
  /** What is wrong, in a sentence. */
  msg: string;
  /** Kind of problem. */
  type: string;
}

/** What an error says beside its status and code. */
export interface ComputeErrorMore {
  /** Headers of the answer. */
  headers?: Record<string, string>;
  /** Fields beside those that all errors have. */
  fields?: JsonDocument;
}

/** An error of Compute. `reason` repeats `detail` for older programs. */
export function computeError(
  status: number,
  code: string,
  detail: string | ComputeProblem[],
  { headers, fields }: ComputeErrorMore = {},
): Refusal {
  const document = {
    status: "Failed",
    code,
    error_args: [],
    http_status_code: status,
    detail,
    reason: detail,
    ...fields,
  };
  return new Refusal(json(document, status, headers));
}

/** Refuses a request (422), with each problem and its place. */
export function invalidRequest(problems: ComputeProblem[]): Refusal {
  return computeError(422, "REQUEST_VALIDATION_ERROR", problems);
}
