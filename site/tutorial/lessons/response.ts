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
    "The token itself. Send it in the Authorization header. Its text means nothing to your program.",
  ],
  [
    "resource_server",
    "Only this service accepts this token.",
  ],
  [
    "scope",
    "What the token allows. Optional scopes can be declined, so check what you received.",
  ],
  [
    "expires_in",
    "Seconds until it expires, from the moment of the response. 172,800 seconds are 48 hours.",
  ],
  ["token_type", "How to send it. Always Bearer."],
  [
    "refresh_token",
    "Gets new access tokens without another login. Protect it even more carefully. You get one only " +
    "if the login asked for it. It expires after six months without use.",
  ],
  [
    "id_token",
    "A signed statement about the user who logged in. It is for the client. It gives no access.",
  ],
  [
    "other_tokens",
    "Tokens for the other services, with the same fields. The SDK's byResourceServer sorts all " +
    "tokens by service.",
  ],
  [
    "state",
    "The random value of the login, repeated. The site compared it and deleted it.",
  ],
];
