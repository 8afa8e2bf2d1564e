import { refuseUnknownFields } from "../known_fields.ts";
import { checkHeaders, checkMatch, checkStatus, MATCH_FIELDS } from "./check_match.ts";
import { isObject } from "./json.ts";
import type { RequestRecord } from "./record.ts";
import type { RequestMatch } from "./request_match.ts";

/** A response that a test makes up. */
export interface CannedResponse {
  /** HTTP status, from 200 to 599. @default {200} */
  status?: number;
  /** Headers; an object as body adds the content type of JSON. */
  headers?: Record<string, string>;
  /** Body: text and bytes are sent unchanged, all else as JSON. @default no body */
  body?: unknown;
}

/** Makes up a response for a request. Address, headers and body of the request are in the record. */
export type CannedAnswer = (
  record: RequestRecord,
) => CannedResponse | Response | Promise<CannedResponse | Response>;

/** What {@linkcode Sandbox.respond} has been told. */
export interface CannedSpec extends RequestMatch {
  /** The response, or what makes it. */
  readonly answer: CannedResponse | CannedAnswer;
}

const ACTION = "add a response";

/**
 * Refuses what {@linkcode Sandbox.respond} would misunderstand.
 *
 * @throws {TypeError} If a field is unknown, or has an impossible value.
 */
export function checkCanned(match: unknown, answer: unknown): void {
  if (!isObject(match) || !(isObject(answer) || typeof answer === "function")) {
    throw new TypeError(
      `Cannot ${ACTION}: write respond({ method: "GET", path: "/v0.10/task/:task_id" }, { status: 200, body })`,
    );
  }
  refuseUnknownFields(`${ACTION} for these requests`, match, MATCH_FIELDS);
  checkMatch(ACTION, match as RequestMatch);
  if (typeof answer !== "function" && !(answer instanceof Response)) checkAnswer(ACTION, answer);
}

function checkAnswer(action: string, answer: unknown): asserts answer is CannedResponse {
  if (!isObject(answer)) {
    throw new TypeError(`Cannot ${action}: it must be a Response or { status, headers, body }`);
  }
  refuseUnknownFields(action, answer, ["status", "headers", "body"]);
  checkStatus(action, answer.status, answer.body);
  checkHeaders(action, answer.headers);
}

/** Writes a response that a test made up. */
export function cannedResponse({ status = 200, headers = {}, body }: CannedResponse): Response {
  const isRaw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  if (isRaw) return new Response(body as BodyInit | undefined ?? null, { status, headers });
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** The response to a request. */
export async function answerCanned(
  { answer }: CannedSpec,
  record: RequestRecord,
): Promise<Response> {
  const made = typeof answer === "function" ? await answer(record) : answer;
  if (made instanceof Response) return made.clone();
  checkAnswer("send the response of a test", made);
  return cannedResponse(made);
}
