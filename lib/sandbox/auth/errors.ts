import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** Fields of `errors[0]`: one sentence, and what else a client can use. */
type AuthErrorFields = { detail: string } & JsonDocument;

/**
 * An error document of Auth: `errors[]` beside the OAuth fields.
 *
 * @param context The request that is refused.
 * @param status HTTP status.
 * @param code Code in capitals, for example `FORBIDDEN`.
 * @param detail One sentence, or the sentence with further fields of `errors[0]`.
 */
export function authErrorDocument(
  context: Context,
  status: number,
  code: string,
  detail: string | AuthErrorFields,
): JsonDocument {
  const { detail: sentence, ...extra } = typeof detail === "string" ? { detail } : detail;
  const words = code.charAt(0) + code.slice(1).toLowerCase().replaceAll("_", " ");
  const title = String(extra.title ?? words);
  return {
    errors: [{
      status: String(status),
      id: context.random.uuid(),
      code,
      detail: sentence,
      title,
      ...extra,
    }],
    error_description: title,
    error: extra.title === undefined ? code.toLowerCase() : title.toLowerCase(),
  };
}

/** Refuses a request to Auth's API: see {@linkcode authErrorDocument}. */
export function authError(
  context: Context,
  status: number,
  code: string,
  detail: string | AuthErrorFields,
): Refusal {
  const headers = status === 401 ? { "www-authenticate": 'Bearer realm="globus"' } : undefined;
  return new Refusal(
    json(authErrorDocument(context, status, code, detail), status, headers),
  );
}

/** Refuses for want of a token that is active. */
export function unauthorized(context: Context): Refusal {
  return authError(context, 401, "UNAUTHORIZED", "Call must be authenticated");
}

/** Refuses for want of a right. */
export function forbidden(context: Context, detail = "Call is not allowed"): Refusal {
  return authError(context, 403, "FORBIDDEN", detail);
}

/** Refuses what is not there, or not visible to the caller. */
export function notFound(context: Context, what: string): Refusal {
  return authError(context, 404, "NOT_FOUND", `${what} not found`);
}

/**
 * Refuses at the token endpoint (RFC 6749 section 5.2).
 *
 * `invalid_grant` alone has no more fields, as the fixtures show.
 *
 * @param context The request that is refused.
 * @param error The OAuth error code.
 * @param description One sentence.
 * @param status HTTP status. @default {400}
 */
export function oauthError(
  context: Context,
  error: string,
  description: string,
  status = 400,
): Refusal {
  const noStore = { "cache-control": "no-store" };
  if (error === "invalid_grant") {
    return new Refusal(json({ error }, context.settings.invalidGrantStatus, noStore));
  }
  const document = authErrorDocument(context, status, error.toUpperCase(), description);
  const headers: Record<string, string> = status === 401
    ? { ...noStore, "www-authenticate": 'Basic realm="globus"' }
    : noStore;
  return new Refusal(json({ ...document, error_description: description }, status, headers));
}
