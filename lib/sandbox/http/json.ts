/** A JSON document, as read from a body. */
export type JsonDocument = { [key: string]: unknown };

/**
 * Whether a value is a JSON object.
 *
 * @param value Anything.
 */
export function isObject(value: unknown): value is JsonDocument {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * An answer in JSON.
 *
 * @param document The body.
 * @param status HTTP status. @default {200}
 * @param headers Further headers.
 */
export function json(document: unknown, status = 200, headers?: Record<string, string>): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}
