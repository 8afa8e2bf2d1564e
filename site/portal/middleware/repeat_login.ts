import { OAuthTokenResponse } from "@globus-deno/sdk";
import type { OwnSandbox } from "../server/sandbox.ts";
import type { User } from "../session/session_data.ts";
import { site } from "../site.ts";
import { define, type State } from "../state.ts";

/** Milliseconds that the sandbox has for a login. */
const LOGIN_TIMEOUT_MS = 5_000;

/**
 * Logs a visitor in again at a sandbox that was started after the login. The session outlives a restart
 * of the site, and the site's own sandbox does not: it would know none of the session's tokens. Tokens
 * that were revoked do not come back. With Globus itself there is nothing to repeat.
 */
export const repeatLogin = define.middleware(async (ctx) => {
  const { state } = ctx;
  const { sandboxId, user } = state.session.data;
  const { sandbox } = site;
  if (sandbox && user && sandboxId !== sandbox.id) {
    try {
      await logInAgain(state, sandbox, user);
    } catch (error) {
      // The page leads to the login, as with any token that is not valid.
      console.error(`Request ${state.requestId}: ${(error as Error).message}`);
    }
  }
  return await ctx.next();
});

async function logInAgain({ globus, session }: State, sandbox: OwnSandbox, user: User) {
  const { clientId } = site.config;
  // Without a record of the client, the tokens are of the site's first one.
  const old = Object.values(session.data.tokens)
    .filter(({ client_id }) => (client_id ?? clientId) === clientId);
  if (old.length === 0) return;
  const response = await fetch(`${sandbox.url}/_sandbox/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      username: user.preferred_username,
      client_id: clientId,
      scopes: old.flatMap(({ scope }) => scope.split(" ")),
      refresh_tokens: old.some(({ refresh_token }) => refresh_token !== null),
    }),
    signal: AbortSignal.timeout(LOGIN_TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`Cannot repeat the login: the sandbox answered ${response.status}`);
  }
  const { id_token, ...document } = await response.json();
  const tokens = new OAuthTokenResponse(document, { receivedAtMs: globus.clock.now() });
  await globus.app.storeTokenResponse(tokens, { identityId: user.sub });
  await session.update((data) => {
    data.idToken = id_token;
    data.sandboxId = sandbox.id;
  });
}
