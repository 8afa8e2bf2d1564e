import type { SessionData } from "../../portal/session/session_data.ts";

const MASK = "••••••••";

/** The token response of the login, with the secrets masked. */
export function maskedResponse(data: Readonly<SessionData>): string {
  const [first, ...others] = Object.values(data.tokens).map((token) => ({
    access_token: MASK,
    scope: token.scope,
    expires_in: token.expires_in,
    token_type: token.token_type,
    resource_server: token.resource_server,
    ...token.refresh_token === null ? {} : { refresh_token: MASK },
  }));
  const idToken = data.idToken ? { id_token: MASK } : {};
  return JSON.stringify({ ...first, ...idToken, other_tokens: others }, null, 2);
}

/** The meaning of each field of the response. */
export const FIELD_TEXTS: readonly [field: string, text: string][] = [
  [
    "access_token",
    "The key. It goes into the Authorization header of each request to its service. To you it is " +
    "a text without a meaning: do not look for one.",
  ],
  [
    "resource_server",
    "The service that takes this token. It takes no other, and no other service takes it.",
  ],
  [
    "scope",
    "What the token allows. Compare it with what you asked for: people can decline, and then the " +
    "login succeeds with less.",
  ],
  [
    "expires_in",
    "Its life in seconds, from the moment of the answer. 172,800 seconds are 48 hours.",
  ],
  ["token_type", "How to present it: as a bearer token."],
  [
    "refresh_token",
    "Gets new access tokens without you. It must be used at least once in half a year. It is worth " +
    "more than the access token. You get one only if the login asks for it.",
  ],
  [
    "id_token",
    "A signed statement about the user who logged in. It is for the client alone and opens nothing.",
  ],
  [
    "other_tokens",
    "The tokens for the other services, each with fields of its own. The SDK's byResourceServer " +
    "sorts all tokens by service.",
  ],
  [
    "state",
    "Repeats the random text of the login. The site has compared it, and forgotten it since.",
  ],
];
