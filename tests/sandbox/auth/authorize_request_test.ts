import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BrowserCookies } from "../../../lib/sandbox/person/browser.ts";
import { TUTORIAL_CLIENT_ID } from "../../../lib/sandbox/mod.ts";
import {
  AUTH,
  authorizeUrl,
  claimsOf,
  exchange,
  postToken,
  stillSandbox,
} from "../../kit/sandbox_calls.ts";

const LOOPBACK = "http://127.0.0.1:49152/";

/** Error that the redirect carries for a changed authorization request. */
async function errorFor(changes: Record<string, string | null>, suffix = ""): Promise<string> {
  const sandbox = stillSandbox();
  const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK, ...changes }) + suffix;
  const response = await sandbox.fetch(url, { redirect: "manual" });
  assertEquals(response.status, 303);
  const location = new URL(response.headers.get("location")!);
  assertEquals(location.href.split("?")[0], LOOPBACK);
  if (changes.state !== null) assertEquals(location.searchParams.get("state"), "st");
  return location.searchParams.get("error") ?? "";
}

Deno.test("authorize() leads through login and consent back with code and state", async () => {
  const sandbox = stillSandbox();
  const back = await sandbox.approve(await authorizeUrl(sandbox, { redirect_uri: LOOPBACK }));
  const { origin, searchParams } = new URL(back);
  assertEquals([origin, searchParams.get("state")], ["http://127.0.0.1:49152", "st"]);
  assertEquals([...searchParams.keys()], ["code", "state"]);
  const response = await exchange(sandbox, searchParams.get("code")!, { redirect_uri: LOOPBACK });
  assertEquals((await response.json()).resource_server, "auth.globus.org");
  assert(sandbox.requests.slice(0, -1).every(({ actor }) => actor === "person"));
});

Deno.test("authorize() shows the code on the page for copying", async () => {
  const sandbox = stillSandbox();
  const code = await sandbox.approve(await authorizeUrl(sandbox), {
    username: "kofi@harbor.example",
  });
  const page = await (await sandbox.fetch(`${AUTH}/v2/web/auth-code?code=${code}`)).text();
  assertStringIncludes(page, `>${code}</code>`);
  const { id_token } = await (await exchange(sandbox, code)).json();
  assertEquals(claimsOf(id_token).preferred_username, "kofi@harbor.example");
});

Deno.test("authorize() redirects with access_denied where the person refuses", async () => {
  const sandbox = stillSandbox();
  const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK });
  const { searchParams } = new URL(await sandbox.approve(url, { deny: true }));
  assertEquals([searchParams.get("error"), searchParams.get("state")], ["access_denied", "st"]);
  await assertRejects(
    async () => sandbox.approve(await authorizeUrl(sandbox), { deny: true }),
    Error,
    "access_denied",
  );
});

Deno.test("authorize() stops on a page where client or redirect URI is wrong", async () => {
  const sandbox = stillSandbox();
  const portal = sandbox.world.demoClient;
  const cases: Record<string, string | null>[] = [
    { client_id: "00000000-0000-4000-8000-000000000000" },
    { client_id: null },
    { redirect_uri: null },
    { redirect_uri: "https://evil.example/" },
    { redirect_uri: "http://127.0.0.1.evil.example/" },
    { redirect_uri: "http://localhost@evil.example/" },
    { redirect_uri: "https://127.0.0.1/" },
    { redirect_uri: "http://127.0.0.1/#frag" },
    { redirect_uri: "app://callback" },
    { client_id: portal.id, redirect_uri: LOOPBACK },
    { client_id: portal.id, redirect_uri: `${portal.redirect_uris[0]}/more` },
  ];
  for (const changes of cases) {
    const url = await authorizeUrl(sandbox, changes);
    const response = await sandbox.fetch(url, { redirect: "manual" });
    assertEquals([response.status, response.headers.get("location")], [400, null], url);
  }
  for (const uri of ["http://localhost:1/x", "http://[::1]:9/", "http://127.0.0.1/any/path"]) {
    const url = await authorizeUrl(sandbox, { redirect_uri: uri });
    assertEquals((await sandbox.fetch(url)).status, 200, uri);
  }
});

Deno.test("authorize() refuses malformed requests with the errors of RFC 6749", async () => {
  assertEquals(await errorFor({ response_type: "token" }), "unsupported_response_type");
  assertEquals(await errorFor({ scope: null }), "invalid_scope");
  assertEquals(await errorFor({ scope: "openid[" }), "invalid_scope");
  assertEquals(await errorFor({ scope: "no-such-scope" }), "invalid_scope");
  assertEquals(await errorFor({ access_type: "sometimes" }), "invalid_request");
  assertEquals(await errorFor({ prompt: "none" }), "invalid_request");
  assertEquals(await errorFor({ state: null, prompt: "x" }), "invalid_request");
  assertEquals(await errorFor({}, "&scope=openid"), "invalid_request");
});

Deno.test("authorize() demands S256 of native clients and refuses plain of all", async () => {
  assertEquals(await errorFor({ code_challenge: null }), "invalid_request");
  assertEquals(await errorFor({ code_challenge_method: "plain" }), "invalid_request");
  assertEquals(await errorFor({ code_challenge_method: null }), "invalid_request");
  assertEquals(await errorFor({ code_challenge: "short" }), "invalid_request");
  const sandbox = stillSandbox();
  const { id, redirect_uris } = sandbox.world.demoClient;
  const url = await authorizeUrl(sandbox, {
    client_id: id,
    redirect_uri: redirect_uris[0],
    code_challenge: null,
    code_challenge_method: null,
  });
  assert((await sandbox.approve(url)).includes("code="));
  sandbox.settings.pkceForAll = true;
  assert((await sandbox.fetch(url, { redirect: "manual" })).headers.get("location")!
    .includes("error=invalid_request"));
});

Deno.test("authorize() shows an error page for an empty parameter, and sends nobody back", async () => {
  const sandbox = stillSandbox();
  for (
    const name of [
      "session_required_identities",
      "session_required_single_domain",
      "session_required_policies",
      "session_required_mfa",
      "session_message",
      "prompt",
      "state",
      "scope",
      "access_type",
    ]
  ) {
    const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK, [name]: "" });
    const response = await sandbox.fetch(url, { redirect: "manual" });
    assertEquals([response.status, response.headers.get("location")], [400, null], name);
    assertStringIncludes(await response.text(), `${name} is empty`);
  }
});

Deno.test("authorize() refuses a second factor for nobody, and a policy that does not exist", async () => {
  assertEquals(await errorFor({ session_required_mfa: "true" }), "invalid_request");
  assertEquals(await errorFor({ session_required_policies: "not-there" }), "invalid_request");
});

Deno.test("authorize() offers only people who can meet the session requirements", async () => {
  const sandbox = stillSandbox();
  const url = await authorizeUrl(sandbox, {
    session_required_single_domain: "meridian.example",
    session_required_mfa: "True",
    session_message: "<b>Please</b> use Meridian",
  });
  const page = await (await sandbox.fetch(url)).text();
  assertStringIncludes(page, "noor@meridian.example");
  assert(!page.includes("ada@fjord.example"));
  assertStringIncludes(page, "&#60;b&#62;Please");
  await assertRejects(() => sandbox.approve(url), Error, "does not offer");
  const code = await sandbox.approve(url, { username: "noor@meridian.example" });
  const tokens = await (await exchange(sandbox, code)).json();
  const { session } = sandbox.world.accessTokens.get(tokens.access_token)!.grant;
  assertEquals([...session!.authentications.values()][0].amr, ["pwd", "mfa"]);
});

Deno.test("authorize() remembers the browser, unless it must log in again", async () => {
  const sandbox = stillSandbox();
  const cookies = new BrowserCookies();
  const steps = async (changes: Record<string, string>) => {
    const before = sandbox.requests.length;
    await sandbox.approve(await authorizeUrl(sandbox, changes), { cookies });
    return sandbox.requests.slice(before).map(({ path }) => path.split("/").pop());
  };
  assertEquals(await steps({}), ["authorize", "login", "consent", "consent"]);
  assertEquals(await steps({}), ["authorize", "consent", "consent"]);
  assertEquals(await steps({ prompt: "login" }), ["authorize", "login", "consent", "consent"]);
  await sandbox.browse(`${AUTH}/v2/web/logout`, { headers: { cookie: cookies.header } });
  assertEquals(await steps({}), ["authorize", "login", "consent", "consent"]);
});

Deno.test("authorize() asks confidential clients' users once for the same scopes", async () => {
  const sandbox = stillSandbox();
  const cookies = new BrowserCookies();
  const { id, redirect_uris } = sandbox.world.demoClient;
  const paths = async (scope: string) => {
    const before = sandbox.requests.length;
    const changes = { client_id: id, redirect_uri: redirect_uris[0], scope };
    await sandbox.approve(await authorizeUrl(sandbox, changes), { cookies });
    return sandbox.requests.slice(before).length;
  };
  assertEquals(await paths("openid"), 4);
  assertEquals(await paths("openid"), 1);
  assertEquals(await paths("openid email"), 3);
});

Deno.test("authorize() lets several tabs of one browser log in side by side", async () => {
  const sandbox = stillSandbox();
  const cookies = new BrowserCookies();
  const open = async () => {
    const response = await sandbox.browse(await authorizeUrl(sandbox), {
      headers: { cookie: cookies.header },
    });
    cookies.keep(response);
    return /name="interaction" value="([\w-]+)"/.exec(await response.text())![1];
  };
  const tabs = [await open(), await open()];
  for (const interaction of tabs) {
    const identity = sandbox.world.people[0].primary.id;
    const response = await sandbox.browse(`${AUTH}/v2/web/login`, {
      method: "POST",
      body: new URLSearchParams({ interaction, identity }),
      headers: { cookie: cookies.header },
      redirect: "manual",
    });
    assertEquals(response.status, 303);
  }
});

Deno.test("logIn() refuses a login that another browser began", async () => {
  const sandbox = stillSandbox();
  const page = await (await sandbox.browse(await authorizeUrl(sandbox))).text();
  const interaction = /name="interaction" value="([\w-]+)"/.exec(page)![1];
  const identity = sandbox.world.people[0].primary.id;
  const response = await sandbox.browse(`${AUTH}/v2/web/login`, {
    method: "POST",
    body: new URLSearchParams({ interaction, identity }),
  });
  assertEquals(response.status, 400);
});

Deno.test("page() sends its own policy: no script, no frame, forms only to the client", async () => {
  const sandbox = stillSandbox();
  const response = await sandbox.fetch(await authorizeUrl(sandbox, { redirect_uri: LOOPBACK }));
  const policy = response.headers.get("content-security-policy")!;
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, "form-action 'self' http://127.0.0.1:49152");
  assertStringIncludes(policy, "frame-ancestors 'none'");
  assertEquals(response.headers.get("cache-control"), "no-store");
  const html = await response.text();
  assert(!/<script|javascript:|https?:\/\//.test(html.replaceAll(LOOPBACK, "")), html);
});

Deno.test("SandboxSettings.callbackIss and Hostile.callback change the redirect", async () => {
  const sandbox = stillSandbox({ callbackIss: true });
  const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK });
  const iss = async () => new URL(await sandbox.approve(url)).searchParams.getAll("iss");
  assertEquals(await iss(), [AUTH]);
  sandbox.hostile.callback = (params) => params.append("iss", "https://evil.example");
  assertEquals(await iss(), [AUTH, "https://evil.example"]);
});

Deno.test("Sandbox.approve({ scopes }) and Hostile.grantScopes grant fewer scopes", async () => {
  const sandbox = stillSandbox();
  const url = await authorizeUrl(sandbox);
  const scopeOf = async (code: string) => (await (await exchange(sandbox, code)).json()).scope;
  assertEquals(await scopeOf(await sandbox.approve(url, { scopes: ["openid"] })), "openid");
  sandbox.hostile.grantScopes = () => ["email", "profile"];
  assertEquals(await scopeOf(await sandbox.approve(url)), "email profile");
});

Deno.test("offline_access asks for refresh tokens too", async () => {
  const sandbox = stillSandbox();
  const code = await sandbox.approve(
    await authorizeUrl(sandbox, { scope: "openid offline_access" }),
  );
  const tokens = await (await exchange(sandbox, code)).json();
  assertEquals(tokens.scope, "openid");
  const again = await postToken(sandbox, {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
  });
  assertEquals(again.status, 200);
});

Deno.test("authorize() keeps scopes of a domain for its people", async () => {
  const sandbox = stillSandbox();
  sandbox.world.findScope("openid")!.required_domains = ["meridian.example"];
  const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK });
  assert((await sandbox.approve(url)).includes("error=access_denied"));
  assert((await sandbox.approve(url, { username: "noor@meridian.example" })).includes("code="));
});

Deno.test("logOut() ends the browser's login and links back without a redirect", async () => {
  const sandbox = stillSandbox();
  const query = new URLSearchParams({
    redirect_uri: "https://portal.example/x",
    redirect_name: "P",
  });
  const page = await (await sandbox.browse(`${AUTH}/v2/web/logout?${query}`)).text();
  assertStringIncludes(page, 'href="https://portal.example/x"');
  const bad = new URLSearchParams({ redirect_uri: "javascript:alert(1)" });
  const safe = await (await sandbox.browse(`${AUTH}/v2/web/logout?${bad}`)).text();
  assert(!safe.includes("javascript:"));
});

Deno.test("B9 logOut() links back only to where the client may be sent, and escapes the name", async () => {
  const sandbox = stillSandbox();
  const linked = async (query: Record<string, string>) => {
    const url = `${AUTH}/v2/web/logout?${new URLSearchParams(query)}`;
    const page = await (await sandbox.browse(url)).text();
    return /<a href="([^"]*)"[^>]*>([^<]*)/.exec(page)?.slice(1);
  };
  const { id } = sandbox.world.demoClient;
  sandbox.world.clients.get(id)!.document.redirect_uris = ["https://portal.example/callback"];
  const at = (redirect_uri: string, client_id = id) => ({ client_id, redirect_uri });
  assertEquals(await linked({ ...at("https://portal.example/"), redirect_name: "A & <b>B" }), [
    "https://portal.example/",
    "Back to A &#38; &#60;b&#62;B",
  ]);
  const native = TUTORIAL_CLIENT_ID;
  assertEquals(await linked(at("http://localhost:8000/", native)), [
    "http://localhost:8000/",
    "Back to the application",
  ]);
  const refused = [
    at("https://evil.example/"),
    at("https://portal.example.evil.example/"),
    at("https://user@portal.example/"),
    at("http://portal.example/"),
    at("http://localhost:8000/"),
    at("https://evil.example/", native),
    at("https://portal.example/", "unknown"),
    at("//portal.example/"),
    { redirect_uri: "http://evil.example/" },
    { redirect_uri: "data:text/html,x" },
    { redirect_uri: 'https://portal.example/" onclick="x', client_id: "unknown" },
  ];
  for (const query of refused) assertEquals(await linked(query), undefined, JSON.stringify(query));
});
