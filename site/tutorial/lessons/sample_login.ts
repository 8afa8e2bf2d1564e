import { ConfidentialAppAuthClient } from "@globus-deno/sdk";
import type { Globus } from "../../portal/globus/globus.ts";
import { redirectUriOf } from "../../portal/login/login.ts";
import { LOGIN_SCOPES } from "../../portal/globus/login_scopes.ts";

/** The parts of a login URL. */
interface SampleLogin {
  /** The URL without its query. */
  address: string;
  /** The parameters of the query. */
  params: [name: string, value: string][];
}

/** Makes a login URL with the SDK. It is only shown: no login uses it. */
export async function sampleLogin(globus: Globus): Promise<SampleLogin> {
  const client = globus.loginClient();
  const redirectUri = redirectUriOf(globus);
  const flow = client instanceof ConfidentialAppAuthClient
    ? client.oauth2StartFlow(redirectUri, LOGIN_SCOPES, { refreshTokens: true })
    : client.oauth2StartFlow(LOGIN_SCOPES, { redirectUri, refreshTokens: true });
  const url = new URL(await flow.getAuthorizeUrl());
  return { address: url.origin + url.pathname, params: [...url.searchParams] };
}

/** The purpose of each parameter of the URL. */
export const PARAM_TEXTS: ReadonlyMap<string, string> = new Map([
  ["client_id", "Which program asks. Globus Auth shows its name to you."],
  ["redirect_uri", "Where to send you back to. It must be one that the client has registered."],
  ["scope", "What the program asks to do. You see this on the consent page."],
  [
    "state",
    "A random value that comes back with you. The site compares it, so an attacker cannot trick " +
    "you into finishing a login that you did not start.",
  ],
  [
    "nonce",
    "Another random value. Globus Auth puts it in the ID token, so an old ID token cannot be reused.",
  ],
  [
    "response_type",
    "Asks for a code rather than tokens, because URLs end up in logs and history.",
  ],
  [
    "code_challenge",
    "The hash of a secret that only this site knows. The code works only together with the " +
    "secret, so a stolen code is useless. This is PKCE.",
  ],
  ["code_challenge_method", "How it was hashed: SHA-256."],
  ["access_type", "Asks for refresh tokens too. Lesson 5 explains them."],
]);
