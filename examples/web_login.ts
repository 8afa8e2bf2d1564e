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

// One store for all: on the web `new DenoKvTokenStorage(await Deno.openKv())`, which processes share.
const tokenStorage = new MemoryTokenStorage();

/** The app of a session. It costs nothing to make one for each request. */
function appOf(session: string): { app: UserApp; tc: TransferClient } {
  const app = new UserApp("Example", {
    loginClient,
    // No terminal here: a call without tokens says what a login must ask for.
    config: {
      tokenStorage,
      namespace: session,
      loginFlowManager: null,
      requestRefreshTokens: true,
    },
  });
  return { app, tc: new TransferClient({ app }) };
}

type Handler = (request: Request, session: string) => Response | Promise<Response>;
const routes = new Map<string, Handler>([
  ["GET /", showPage],
  ["POST /login", beginLogin],
  ["GET /callback", finishLogin],
  ["POST /logout", logOut],
]);

Deno.serve({ hostname: "127.0.0.1", port, onListen: () => console.log(`Open ${origin}/`) }, serve);

async function serve(request: Request): Promise<Response> {
  const handler = routes.get(`${request.method} ${new URL(request.url).pathname}`);
  if (!handler) return new Response("Not found\n", { status: 404 });
  // Another site cannot log its visitors in or out here.
  if (request.method === "POST" && request.headers.get("origin") !== origin) {
    return new Response("Forbidden\n", { status: 403 });
  }
  const session = /\bsession=([\w-]{36})/.exec(request.headers.get("cookie") ?? "")?.[1] ??
    crypto.randomUUID();
  const response = await handler(request, session);
  if (!response.headers.has("set-cookie")) response.headers.set("set-cookie", cookie(session));
  response.headers.set("cache-control", "no-store");
  // The origin, which forms need; never the address, which may hold a code.
  response.headers.set("referrer-policy", "strict-origin");
  response.headers.set("content-security-policy", policy);
  return response;
}

// A form may lead to this server, and on to Globus Auth.
const policy = `default-src 'none'; form-action 'self' ${new URL(loginClient.baseUrl).origin}`;
// Where the site is on the web it needs https, `Secure`, and a name that begins with `__Host-`.
const cookie = (session: string) => `session=${session}; HttpOnly; SameSite=Lax; Path=/`;
const page = (body: string, status = 200) =>
  new Response(`<!doctype html><title>Example</title>${body}\n`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
const button = (action: string, text: string) =>
  `<form method="post" action="${action}"><button>${text}</button></form>`;
const goTo = (location: string) => new Response(null, { status: 303, headers: { location } });
const escape = (text: unknown) =>
  String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

async function showPage(_: Request, session: string): Promise<Response> {
  const { app, tc } = appOf(session);
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

async function beginLogin(request: Request, session: string): Promise<Response> {
  const returnTo = new URL(request.url).searchParams.get("return_to");
  return goTo(await web.begin(session, appOf(session).app.loginParameters(), { returnTo }));
}

async function finishLogin(request: Request, session: string): Promise<Response> {
  try {
    const { tokens, returnTo } = await web.finish(session, request.url);
    // A name that nobody can have known before the login.
    const fresh = crypto.randomUUID();
    await appOf(fresh).app.storeTokenResponse(tokens);
    const response = goTo(returnTo);
    response.headers.set("set-cookie", cookie(fresh));
    return response;
  } catch (error) {
    if (!(error instanceof GlobusError)) throw error;
    return page(`<p>${escape(error.message)}</p><a href="/">Back</a>`, 400);
  }
}

async function logOut(_: Request, session: string): Promise<Response> {
  await appOf(session).app.logout();
  return goTo("/");
}
