import { NativeAppAuthClient, type OAuthTokenResponse, type Scopes } from "@globus-deno/sdk";
import { ask } from "./terminal.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

/**
 * Logs a user in, as `tutorial.ts` does step by step.
 *
 * @param requestedScopes What to ask for.
 * @param refreshTokens Whether to ask for refresh tokens.
 * @returns The client, which can renew and revoke tokens, and the tokens.
 */
export async function logIn(
  requestedScopes: Scopes,
  refreshTokens = false,
): Promise<{ client: NativeAppAuthClient; tokens: OAuthTokenResponse }> {
  const client = new NativeAppAuthClient(CLIENT_ID);
  client.oauth2StartFlow(requestedScopes, { refreshTokens });
  console.log(`Log in at:\n\n${await client.oauth2GetAuthorizeUrl()}\n`);
  const code = await ask("Paste the code that you get there:");
  if (!code) {
    console.error("No code, no tokens: run the example again when you have one.");
    Deno.exit(1);
  }
  return { client, tokens: await client.oauth2ExchangeCodeForTokens(code) };
}
