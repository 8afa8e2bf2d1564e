/**
 * A web site that people log in to, step by step.
 *
 *     deno task example three_legged_oauth
 *
 * With `--live` it needs a client of yours, in GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET, with
 * `http://127.0.0.1:8000/callback` as a redirect URI.
 */
import {
  AuthScopes,
  ConfidentialAppAuthClient,
  GlobusError,
  type IDTokenClaims,
  LoginStates,
  MemoryLoginStateStore,
  type OAuthTokenResponse,
  parseCallback,
  RefreshTokenAuthorizer,
  revokeTokens,
  safeReturnTo,
  TransferClient,
  TransferScopes,
} from "@globus-deno/sdk";
import { button, escape, goTo, page, rename, serveSite } from "./web_server.ts";

const port = Number(Deno.args.find((arg) => arg.startsWith("--port="))?.slice(7) ?? 8000);
const origin = `http://127.0.0.1:${port}`;
const redirectUri = `${origin}/callback`;
const clientId = Deno.env.get("GLOBUS_CLIENT_ID");
const clientSecret = Deno.env.get("GLOBUS_CLIENT_SECRET");
if (!clientId || !clientSecret) {
  console.error("Set GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET to those of your client.");
  Deno.exit(1);
}
const client = new ConfidentialAppAuthClient(clientId, clientSecret);
const scopes = [AuthScopes.openid, AuthScopes.profile, TransferScopes.all];

/** A logged-in user. This stays on the server: the browser only has the id of the session. */
interface Session {
  user: IDTokenClaims;
  tokens: OAuthTokenResponse;
}
const sessions = new Map<string, Session>();
const logins = new LoginStates(new MemoryLoginStateStore());

serveSite({
  port,
  authUrl: client.baseUrl,
  routes: new Map([
    ["GET /", showPage],
    ["POST /login", beginLogin],
    ["GET /callback", finishLogin],
    ["POST /logout", logOut],
  ]),
});

async function showPage(_: Request, browser: string): Promise<Response> {
  const session = sessions.get(browser);
  if (!session) return page(button("/login", "Log in"));
  const transfer = session.tokens.byResourceServer["transfer.api.globus.org"];
  const tc = new TransferClient({
    authorizer: new RefreshTokenAuthorizer(transfer.refresh_token!, client, {
      accessToken: transfer.access_token,
      expiresAtSeconds: transfer.expires_at_seconds,
    }),
  });
  const collections = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 5 });
  const items = collections.map(({ display_name }) => `<li>${escape(display_name)}</li>`);
  return page(
    `<h1>Hello, ${escape(session.user.name)}</h1><ul>${items.join("")}</ul>` +
      button("/logout", "Log out"),
  );
}

async function beginLogin(request: Request, browser: string): Promise<Response> {
  const returnTo = safeReturnTo(origin, new URL(request.url).searchParams.get("return_to"));
  const flow = client.oauth2StartFlow(redirectUri, scopes, { refreshTokens: true });
  // The callback must match this attempt, which belongs to the browser that started it.
  await logins.begin(browser, flow, { returnTo });
  return goTo(await flow.getAuthorizeUrl());
}

async function finishLogin(request: Request, browser: string): Promise<Response> {
  try {
    const callback = parseCallback(request.url);
    const attempt = await logins.take(browser, callback.state);
    const code = callback.codeFor(attempt);
    const { requestedScopes, returnTo, ...secrets } = attempt!;
    const flow = client.oauth2StartFlow(redirectUri, requestedScopes, secrets);
    const tokens = await flow.exchangeCodeForTokens(code);
    const session = { user: await tokens.decodeIdToken(), tokens };
    // A new session id: others may know the one from before the login.
    const fresh = crypto.randomUUID();
    sessions.set(fresh, session);
    return rename(goTo(returnTo ?? "/"), fresh);
  } catch (error) {
    if (!(error instanceof GlobusError)) throw error;
    return page(`<p>${escape(error.message)}</p><a href="/">Back</a>`, 400);
  }
}

async function logOut(_: Request, browser: string): Promise<Response> {
  const session = sessions.get(browser);
  sessions.delete(browser);
  if (session) await revokeTokens(client, Object.values(session.tokens.byResourceServer));
  return goTo("/");
}
