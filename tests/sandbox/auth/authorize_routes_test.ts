import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BrowserCookies } from "../../../lib/sandbox/person/browser.ts";
import { AUTH, authorizeUrl, claimsOf, exchange, stillSandbox } from "../../kit/sandbox_calls.ts";

const LOOPBACK = "http://127.0.0.1:49152/";

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

Deno.test("authorize() keeps scopes of a domain for its people", async () => {
  const sandbox = stillSandbox();
  sandbox.world.findScope("openid")!.required_domains = ["meridian.example"];
  const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK });
  assert((await sandbox.approve(url)).includes("error=access_denied"));
  assert((await sandbox.approve(url, { username: "noor@meridian.example" })).includes("code="));
});

Deno.test("the page of a refused redirect URI says which one it was", async () => {
  const sandbox = stillSandbox();
  const cases = [
    ["https://app.example.org/callback?a=1&b=2", ": https://app.example.org/callback?a=1&b=2 "],
    ["https://app.example.org/<b>\u001b[2J", ": https://app.example.org/<b>[2J "],
    [null, ": none "],
  ] as const;
  for (const [redirect_uri, shown] of cases) {
    const url = await authorizeUrl(sandbox, { redirect_uri });
    const { message } = await assertRejects(() => sandbox.approve(url), Error);
    assertStringIncludes(message, `not registered for this redirect URI${shown}`);
    const page = await (await sandbox.fetch(url)).text();
    assert(!page.includes("<b>"));
  }
});
