import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** Headers of every answer, as recorded from the live service. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  server: "Apache/2.4",
  "strict-transport-security": "max-age=31536000",
  "access-control-allow-origin": "*",
};

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [409, "Conflict"],
  [413, "Content Too Large"],
  [416, "Range Not Satisfiable"],
]);

/**
 * Refuses with a page, as a web server does.
 *
 * @param status HTTP status.
 * @param text A sentence for people.
 * @param headers Further headers.
 */
export function pageRefusal(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Refusal {
  const reason = REASONS.get(status) ?? "Error";
  const page = `<!doctype html>\n<html><head><title>${status} ${reason}</title></head>\n` +
    `<body><h1>${reason}</h1>\n<p>${text}</p></body></html>\n`;
  return new Refusal(
    new Response(page, {
      status,
      headers: { ...COMMON_HEADERS, "content-type": "text/html; charset=utf-8", ...headers },
    }),
  );
}

/**
 * Refuses what another login, or one more consent, would allow (403). The form is that of Connect
 * Server's manager API; that its data server uses it too is assumed.
 *
 * @param message A sentence for people.
 * @param detail What is missing, as the manager API writes it.
 * @param parameters What a login must fulfill.
 */
export function loginRefusal(
  message: string,
  detail: JsonDocument,
  parameters: JsonDocument,
): Refusal {
  const document = {
    DATA_TYPE: "result#1.1.0",
    code: "permission_denied",
    http_response_code: 403,
    message,
    detail,
    has_next_page: false,
    authorization_parameters: parameters,
  };
  return new Refusal(json(document, 403, { ...COMMON_HEADERS }));
}
