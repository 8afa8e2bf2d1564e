import { objectsOrNull, placeOf } from "./error_body.ts";
import type { ErrorSubdocument, JsonObject } from "./error_shapes.ts";
import { givesTokens, lengthOf, maskAny, maskText } from "./mask.ts";
import type { Masking } from "./masking.ts";

/** As {@link Masking.describeError}. */
export function describeError(
  ...[response, { text, body, parsed, condense, plainText }]: Parameters<Masking["describeError"]>
): ReturnType<Masking["describeError"]> {
  const { errors } = parsed;
  const codes = new Set(errors.map((error) => error.code));
  codes.delete(null);
  const code = parsed.code ?? (codes.size === 1 ? [...codes][0] : null);
  const messages = (parsed.messages ?? errors.flatMap(({ message }) => message ?? []))
    .map(maskText);
  const requestId = parsed.requestId ?? null;
  const httpReason = maskText(response.statusText);
  const reason = plainText(httpReason, 200);
  const said = messages.length > 0
    ? plainText(messages.map(condense).join("; "))
    : body
    ? oauthText(body, plainText) || reason
    : describeBody(condense(text), response.url, reason, plainText);
  const notes = [
    requestId && `request ${plainText(requestId, 100)}`,
    response.retryAtMs !== undefined &&
    `try again at ${new Date(response.retryAtMs).toISOString()}`,
    response.advice,
  ].filter(Boolean);
  const summary = [
    code && plainText(code, 100),
    said,
    notes.length > 0 && `(${notes.join("; ")})`,
  ].filter(Boolean).join(" ");
  return { code, messages, requestId, httpReason, errors: errors.map(hideRaw), summary };
}

/** Describes a body that is not JSON. Of one from a token endpoint, only the length is shown. */
function describeBody(
  text: string,
  url: string,
  reason: string,
  plainText: (text: string, maxLength: number) => string,
): string {
  return givesTokens(url)
    ? [reason, text && lengthOf(text)].filter(Boolean).join(" ")
    : plainText(maskAny(text), 200) || reason;
}

/** The message of an OAuth error response (RFC 6749 section 5.2). */
function oauthText(
  body: JsonObject,
  plainText: (text: string, maxLength: number) => string,
): string {
  return [body.error, body.error_description].filter((text) => typeof text === "string")
    .map((text) => plainText(maskText(text), 300)).join(": ");
}

/** Hides the body from printed errors, which show `errors`. */
function hideRaw({ code, message, raw }: ErrorSubdocument): ErrorSubdocument {
  const shown = { code, message: message && maskText(message), raw };
  return Object.defineProperty(shown, "raw", { enumerable: false });
}

/** As {@link Masking.shownPlaces}. */
export function shownPlaces(
  ...[details, plainText]: Parameters<Masking["shownPlaces"]>
): string {
  const places = details.map(({ loc }) => placeOf(loc)).filter(Boolean);
  return places.length > 0 ? ` (at ${plainText(places.join(", "), 300)})` : "";
}

/** As {@link Masking.shownProblems}. */
export function shownProblems(
  ...[problems, plainText]: Parameters<Masking["shownProblems"]>
): string {
  return (objectsOrNull(problems) ?? []).map(({ property, message }) =>
    typeof message === "string" ? plainText(`; ${property ?? "request"}: ${message}`, 200) : ""
  ).join("");
}
