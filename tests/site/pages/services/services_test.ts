import { assert, assertEquals, assertMatch } from "@std/assert";
import { allOf } from "../../../kit/page_text.ts";
import { type RunningSite, serveSite, sharedSite } from "../../../kit/site.ts";
import { loggedIn, Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();

/** Logs in for one more service, and allows it. */
async function consentTo(visitor: Visitor, site: RunningSite, service: string): Promise<void> {
  const started = await visitor.submit("/login/service", { service, return_to: "/" });
  await started.body?.cancel();
  const back = new URL(await site.sandbox.approve(started.headers.get("location")!));
  const response = await visitor.fetch(back.pathname + back.search);
  await response.body?.cancel();
  assertEquals(response.status, 303);
}

/** The text of a page, without its markup. */
async function textOf(visitor: Visitor, path: string): Promise<string> {
  const html = await visitor.page(path);
  return html.slice(html.indexOf("<main")).replace(/<[^>]*>/g, "").replaceAll("&quot;", '"');
}

async function send(visitor: Visitor, path: string, fields: Record<string, string>) {
  const response = await visitor.submit(path, fields);
  await response.body?.cancel();
  return response;
}

Deno.test("pages of services ask for a login, then for the consent that they need", async () => {
  const site = runningSite();
  const stranger = new Visitor(site);
  const ada = await loggedIn(site);
  for (const path of ["/groups", "/search", "/flows", "/timers", "/identities"]) {
    const refused = await stranger.fetch(path);
    await refused.body?.cancel();
    assertEquals(refused.headers.get("location")?.startsWith("/login?return_to="), true, path);
    assert((await textOf(ada, path)).includes("One more consent is needed"), path);
  }
});

Deno.test("a login for one service keeps the tokens of the others", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "groups");
  await consentTo(visitor, site, "search");
  const tokens = await textOf(visitor, "/tokens");
  for (const server of ["auth", "groups.api", "search.api", "transfer.api"]) {
    assert(tokens.includes(`${server}.globus.org`), server);
  }
});

Deno.test("a login for a service that does not exist is refused", async () => {
  const visitor = await loggedIn(runningSite());
  for (const service of ["", "constructor", "flow:", "flow:../x", "flow:openid profile"]) {
    assertEquals((await send(visitor, "/login/service", { service })).status, 400, service);
  }
});

Deno.test("the Groups page creates a group and shows its members", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "groups");
  const made = await send(visitor, "/groups", { name: "Reef <b>readers</b>" });
  const page = await textOf(visitor, made.headers.get("location")!);
  assert(page.includes("You are its administrator"));
  assert(page.includes("ada@fjord.example"));
  assert((await visitor.page("/groups")).includes("Reef &lt;b>readers&lt;/b>"));
  assertEquals((await send(visitor, "/groups", { name: " " })).headers.get("location"), "/groups");
});

Deno.test("the Search page finds entries and opens one", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "search");
  const found = await visitor.page("/search?q=green");
  const [, href] = /<a href="(\/search\?q=green[^"]*subject=[^"]*)"/.exec(found)!;
  const opened = await textOf(visitor, href.replaceAll("&amp;", "&"));
  assert(opened.includes("The entry"));
  assert(opened.includes('"filter": "green"'), opened);
  assert((await textOf(visitor, "/search?q=nothing-like-this")).includes("Nothing found"));
});

Deno.test("the Flows page starts a run, once the user consents to that flow", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "flows");
  const [, id] = /\/flows\?id=([0-9a-f-]{36})/.exec(await visitor.page("/flows"))!;
  assert((await textOf(visitor, `/flows?id=${id}`)).includes("access to this flow"));
  await consentTo(visitor, site, `flow:${id}`);
  assert((await textOf(visitor, `/flows?id=${id}`)).includes("Start a run"));
  await send(visitor, "/flows", { id, input: "not JSON" });
  assert((await textOf(visitor, "/flows")).includes("must be a JSON object"));
  const typed = `{"echo_string": "Good <b>morning"`;
  await send(visitor, "/flows", { id, input: typed });
  const again = await visitor.page(`/flows?id=${id}`);
  assertEquals(allOf(again, /<textarea name="input"[^>]*>([^<]*)</g), [typed]);
  assertEquals((await visitor.page(`/flows?id=${id}`)).includes("Good &lt;b"), false);
  await send(visitor, "/flows", { id, input: `{"echo_string": "Hello"}` });
  const page = await textOf(visitor, "/flows");
  assert(page.includes("The run has started. See how far it is"), page.slice(0, 900));
  assert(page.includes("1 run"), page.slice(0, 2000));
});

Deno.test("the Timers page creates, pauses and resumes a timer", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "timers");
  await send(visitor, "/timers", { action: "create" });
  const html = await visitor.page("/timers");
  const [, id] = /\/timers\?id=([0-9a-f-]{36})/.exec(html)!;
  assert(html.includes("Daily copy"), html);
  await send(visitor, "/timers", { action: "pause", id });
  assert((await textOf(visitor, "/timers")).includes("inactive"));
  await send(visitor, "/timers", { action: "resume", id });
  assert((await textOf(visitor, "/timers")).includes("active again"));
  assertEquals((await send(visitor, "/timers", { action: "pause", id: "../x" })).status, 404);
});

Deno.test("the Consents page shows this site's consents, and those of all apps on request", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  const own = await textOf(visitor, "/consents");
  assert(own.includes("Consents for this site"));
  assert(own.includes("transfer.api.globus.org:all"), own);
  await consentTo(visitor, site, "consents");
  assert((await textOf(visitor, "/consents")).includes("Consents of all your apps"));
});

Deno.test("the Identities page shows linked identities and looks others up", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "identities");
  assert((await textOf(visitor, "/identities")).includes("ada@globusid.org"));
  const found = await textOf(visitor, "/identities?who=noor@meridian.example");
  assert(/Found.*noor@meridian\.example/s.test(found), found);
  const none = await textOf(visitor, "/identities?who=none@nowhere.example");
  assert(none.includes("No such identity"), none);
});

Deno.test("the Identities page looks up several user names and IDs at once, and says which it did not find", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  await consentTo(visitor, site, "identities");
  const kofi = site.sandbox.world.identityByUsername("kofi@harbor.example")!;
  const who = [
    "NOOR@meridian.example, none@nowhere.example",
    kofi.id.toUpperCase(),
    "kofi@harbor.example;",
    "<b>x</b>",
  ].join("\r\n");
  const asked = () =>
    site.sandbox.requests.filter(({ path }) => path.startsWith("/v2/api/identities"));
  const before = asked().length;
  const found = await textOf(visitor, `/identities?who=${encodeURIComponent(who)}`);
  assertMatch(
    found,
    /No such identitiesnone@nowhere\.example&lt;b>x&lt;\/b>A user name must match/,
  );
  assertMatch(found, /Found2 identitiesnoor@meridian\.example.*kofi@harbor\.example/s);
  const list = /Found2(.*)To know a user again/s.exec(found)![1];
  assertEquals(list.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g)?.length, 2, list);
  assertEquals(asked().length - before, 2, "one request for user names, one for IDs");

  const many = Array.from({ length: 53 }, (_, i) => `user${i}@x.example`).join("\n");
  const cut = await textOf(visitor, `/identities?who=${encodeURIComponent(many)}`);
  assertMatch(cut, /user49@x\.example/);
  assertMatch(cut, /looks up 50 identities at once. The last 3 were left out/);
  assertEquals((await textOf(visitor, "/identities?who=%20%2C%0A")).includes("Found"), false);
});

Deno.test("each button of the Errors page causes its error, with the class and what to do", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  const cases: [error: string, name: string, status: string, code: string][] = [
    ["code", "AuthAPIError", "40", "invalid_grant"],
    ["revoked", "TransferAPIError", "401", "ClientError.AuthenticationFailed"],
    ["consent", "TransferAPIError", "403", "ConsentRequired"],
    ["mfa", "TransferAPIError", "403", "AuthorizationParametersRequired"],
    ["rate", "TransferAPIError", "429", "TooManyRequests"],
    ["network", "GlobusConnectionError", "none", "none"],
  ];
  for (const [error, name, status, code] of cases) {
    const response = await visitor.submit("/errors", { error });
    const html = await response.text();
    assert(html.includes(`<code>${name}</code>`), `${error}: ${name}`);
    assert(html.includes(`<code>${status}`), `${error}: ${status}`);
    assert(html.includes(`<dd><code>${code}</code></dd>`), `${error}: ${code}`);
  }
  assertEquals(site.sandbox.faults.pending, 0, "no fault is left");
  assertEquals((await send(visitor, "/errors", { error: "constructor" })).status, 200);
});

Deno.test("the Errors page says why a consent is not missing", async () => {
  const site = runningSite();
  const visitor = await loggedIn(site);
  const collection = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";
  const login = await visitor.submit("/lessons/6", { action: "login", collection });
  await visitor.fetch(await site.sandbox.approve(login.headers.get("location")!));
  const response = await visitor.submit("/errors", { error: "consent" });
  assertMatch(await response.text(), /The call succeeded: you have given this consent already/);
});

Deno.test("the sandbox's menu moves the clock, sets it back, and resets the sandbox", async () => {
  await using site = await serveSite();
  const visitor = await loggedIn(site);
  const aheadMs = () => site.sandbox.clock.now() - Date.now();
  const back = await send(visitor, "/sandbox", { do: "advance", return_to: "/tasks" });
  assertEquals(back.headers.get("location"), "/tasks");
  assert(Math.abs(aheadMs() - 48 * 3_600_000) < 60_000);
  assert((await visitor.page("/")).includes("Its clock is 2 days ahead."));
  await send(visitor, "/sandbox", { do: "set_back" });
  assert(Math.abs(aheadMs()) < 60_000);
  await send(visitor, "/sandbox", { do: "reset" });
  const home = await visitor.page("/");
  assert(home.includes("The sandbox is as new"));
  assertEquals(home.includes("Ada Lind"), false);
  assertEquals(site.sandbox.world.accessTokens.size, 0);
  assertEquals((await send(visitor, "/sandbox", { do: "constructor" })).status, 404);
});

Deno.test("with Globus itself there is no sandbox menu, and nothing to reset", async () => {
  await using site = await serveSite({ env: { GLOBUS_MODE: "live" } });
  const visitor = new Visitor(site);
  assertEquals((await visitor.page("/")).includes("Reset the sandbox"), false);
  assertEquals((await send(visitor, "/sandbox", { do: "reset" })).status, 404);
});
