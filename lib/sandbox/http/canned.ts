import type { RequestRecord } from "./record.ts";
import type { RequestMatch } from "./request_match.ts";

/** A response that a test makes up. */
export interface CannedResponse {
  /** HTTP status. @default {200} */
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
  return made instanceof Response ? made.clone() : cannedResponse(made);
}
