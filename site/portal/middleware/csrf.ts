/**
 * Keeps other sites from sending forms in the visitor's name (cross-site request forgery). There are
 * two defenses: the request must come from a page of this site, and its form must carry the token of
 * the visitor's session.
 *
 * @module
 */
import { HttpError } from "fresh";
import { site } from "../site.ts";
import { define } from "../state.ts";
import { changesSomething } from "./forms.ts";

/** Refuses a change that a page of another site sends, and one that does not say where it comes from. */
export const sameOrigin = define.middleware((ctx) => {
  if (changesSomething(ctx.req) && !isFromHere(ctx.req.headers)) throw new HttpError(403);
  return ctx.next();
});

function isFromHere(headers: Headers): boolean {
  const origin = headers.get("origin");
  const sender = headers.get("sec-fetch-site");
  if (origin === null) return sender === "same-origin";
  return origin === site.config.publicOrigin.origin &&
    (sender === null || sender === "same-origin");
}

/** Refuses a form without the token of the visitor's session. */
export const formToken = define.middleware((ctx) => {
  const { form, session } = ctx.state;
  if (form) {
    const tokens = form.getAll("form_token");
    if (tokens.length !== 1 || !isSameText(tokens[0], session.formToken)) throw new HttpError(403);
  }
  return ctx.next();
});

/** Compares in constant time, so that the time reveals nothing about the expected text. */
function isSameText(given: FormDataEntryValue, expected: string): boolean {
  if (typeof given !== "string" || given.length !== expected.length) return false;
  let difference = 0;
  for (let at = 0; at < given.length; at++) {
    difference |= given.charCodeAt(at) ^ expected.charCodeAt(at);
  }
  return difference === 0;
}
