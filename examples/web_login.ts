/**
 * A web site with an app for each of its users: logins that begin in one request and end in
 * another, and tokens that stay on the server.
 *
 *     deno task example web_login
 *
 * With `--live` it needs a client of yours, in GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET, with
 * `http://127.0.0.1:8000/callback` as a redirect URI.
 */
import {
  ConfidentialAppAuthClient,
  GlobusError,
  LoginRequiredError,
  LoginStates,
  MemoryLoginStateStore,
  MemoryTokenStorage,
  TransferClient,
  UserApp,
  WebLoginManager,
} from "@globus-deno/sdk";
import { button, escape, goTo, page, rename, serveSite } from "./web_server.ts";

const port = Number(Deno.args.find((arg) => arg.startsWith("--port="))?.slice(7) ?? 8000);
const origin = `http://127.0.0.1:${port}`;
const clientId = Deno.env.get("GLOBUS_CLIENT_ID");
const clientSecret = Deno.env.get("GLOBUS_CLIENT_SECRET");
if (!clientId || !clientSecret) {
  console.error("Set GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET to those of your client.");
  Deno.exit(1);
}
const loginClient = new ConfidentialAppAuthClient(clientId, clientSecret);
const web = new WebLoginManager(loginClient, {
  redirectUri: `${origin}/callback`,
  states: new LoginStates(new MemoryLoginStateStore()),
});

// One store for all users. On the web use `new DenoKvTokenStorage(await Deno.openKv())`, which
// processes share.
const tokenStorage = new MemoryTokenStorage();

/** The app of the user of a browser. Making one for each request is cheap. */
function appOf(browser: string): { app: UserApp; tc: TransferClient } {
  const app = new UserApp("Example", {
    loginClient,
    // There is no terminal: a call without tokens throws, and the error says what to log in for.
    config: {
      tokenStorage,
      namespace: browser,
      loginFlowManager: null,
      requestRefreshTokens: true,
    },
  });
  return { app, tc: new TransferClient({ app }) };
}

serveSite({
  port,
  authUrl: loginClient.baseUrl,
  routes: new Map([
    ["GET /", showPage],
    ["POST /login", beginLogin],
    ["GET /callback", finishLogin],
    ["POST /logout", logOut],
  ]),
});

async function showPage(_: Request, browser: string): Promise<Response> {
  const { app, tc } = appOf(browser);
  try {
    const found = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 5 });
    const { identityId } = await app.whoami();
    const items = found.map(({ display_name }) => `<li>${escape(display_name)}</li>`);
    return page(
      `<h1>${escape(identityId)}</h1><ul>${items.join("")}</ul>${button("/logout", "Log out")}`,
    );
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error;
    return page(button("/login", "Log in"));
  }
}

async function beginLogin(request: Request, browser: string): Promise<Response> {
  const returnTo = new URL(request.url).searchParams.get("return_to");
  return goTo(await web.begin(browser, appOf(browser).app.loginParameters(), { returnTo }));
}

async function finishLogin(request: Request, browser: string): Promise<Response> {
  try {
    const { tokens, returnTo } = await web.finish(browser, request.url);
    // A new session id: others may know the one from before the login.
    const fresh = crypto.randomUUID();
    await appOf(fresh).app.storeTokenResponse(tokens);
    return rename(goTo(returnTo), fresh);
  } catch (error) {
    if (!(error instanceof GlobusError)) throw error;
    return page(`<p>${escape(error.message)}</p><a href="/">Back</a>`, 400);
  }
}

async function logOut(_: Request, browser: string): Promise<Response> {
  await appOf(browser).app.logout();
  return goTo("/");
}
