import type { Exchange } from "../http/context.ts";
import { oauthError } from "./errors.ts";

/** What belongs into the body, where no log of addresses keeps it. */
const inBodyOnly = [
  "access_token",
  "assertion",
  "client_assertion",
  "client_id",
  "client_secret",
  "code",
  "code_verifier",
  "grant_type",
  "refresh_token",
  "token",
];

/**
 * Checks the form of a request to the token endpoints (RFC 6749 sections 2.3.1 and 3.2): declared as
 * a form, each field once, and nothing of it in the address.
 *
 * @throws {Refusal} 400 `invalid_request`.
 */
export function checkForm(x: Exchange): void {
  const type = (x.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw oauthError(x, "invalid_request", "The body must be a form");
  }
  const misplaced = inBodyOnly.find((name) => x.query.has(name));
  if (misplaced !== undefined) {
    throw oauthError(x, "invalid_request", `${misplaced} belongs into the body`);
  }
  const { form } = x;
  for (const name of new Set(form.keys())) {
    if (form.getAll(name).length > 1) {
      throw oauthError(x, "invalid_request", `${name} is given twice`);
    }
  }
}
