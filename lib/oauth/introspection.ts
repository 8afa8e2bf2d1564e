import { type AcceptedToken, acceptToken, type ExpectedToken } from "./accept_token.ts";
import { TokenRefusedError } from "./token_refused.ts";

/**
 * Checks the result of {@link ConfidentialAppAuthClient.oauth2TokenIntrospect} for the token of a
 * caller. An active token is not enough: it must come from the right issuer, be for this API, and have
 * the scopes that the call requires.
 *
 * @example A guard of an API
 * ```ts
 * const answer = {
 *   active: true,
 *   sub: "8ca28797-3541-4a5d-a264-05b00f91e608",
 *   client_id: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab",
 *   iss: "https://auth.globus.org",
 *   aud: ["api.example.org"],
 *   scope: "https://auth.globus.org/scopes/api.example.org/read",
 *   exp: 1700000600,
 * };
 * const { sub } = checkIntrospection(answer, {
 *   audience: "api.example.org",
 *   scopes: ["https://auth.globus.org/scopes/api.example.org/read"],
 *   nowSeconds: 1700000000,
 * });
 * ```
 *
 * @param answer The introspection response of Globus Auth.
 * @throws {TokenRefusedError} If the token must be refused; `fault` says why.
 */
export function checkIntrospection(answer: unknown, expected: ExpectedToken): AcceptedToken {
  return acceptToken(answer, expected, TokenRefusedError);
}
