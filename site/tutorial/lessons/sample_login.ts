import { ConfidentialAppAuthClient } from "@globus-deno/sdk";
import type { Globus } from "../../portal/globus/globus.ts";
import { LOGIN_SCOPES, redirectUriOf } from "../../portal/login/login.ts";

/** What the address of a login page is made of. */
export interface SampleLogin {
  /** Without the query. */
  address: string;
  /** The query. */
  params: [name: string, value: string][];
}

/** The address of a login page, as the SDK makes it; nobody is ever sent to this one. */
export async function sampleLogin(globus: Globus): Promise<SampleLogin> {
  const client = globus.loginClient();
  const redirectUri = redirectUriOf(globus);
  const flow = client instanceof ConfidentialAppAuthClient
    ? client.oauth2StartFlow(redirectUri, LOGIN_SCOPES, { refreshTokens: true })
    : client.oauth2StartFlow(LOGIN_SCOPES, { redirectUri, refreshTokens: true });
  const url = new URL(await flow.getAuthorizeUrl());
  return { address: url.origin + url.pathname, params: [...url.searchParams] };
}

/** What each parameter of the address is for. */
export const PARAM_TEXTS: ReadonlyMap<string, string> = new Map([
  ["client_id", "Which program asks. Globus Auth shows its name to you."],
  ["redirect_uri", "Where to send you back to. It must be one that the client has registered."],
  ["scope", "What the program would like to do for you. You are asked whether you agree."],
  [
    "state",
    "A random text that comes back with you. The site compares it: so nobody can slip you the " +
    "end of a login that you did not begin.",
  ],
  [
    "nonce",
    "Another one, which Globus Auth signs into the ID token: so no old ID token passes for new.",
  ],
  [
    "response_type",
    "Answer with a code, not with tokens: what is in an address is soon elsewhere.",
  ],
  [
    "code_challenge",
    "The hash of a secret that only this site knows. Whoever brings the code must show the secret " +
    "too: a stolen code is worth nothing. This is PKCE.",
  ],
  ["code_challenge_method", "How it was hashed: SHA-256."],
  ["access_type", "Asks for refresh tokens as well: lesson 5 is about them."],
]);
