import { assert, assertEquals } from "@std/assert";
import { EXAMPLES } from "../../../../examples/examples.ts";
import { textOf } from "../../../kit/page_text.ts";
import { serveSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

/** The code that a page shows, without its colors. */
function codeOf(html: string): string {
  return html.replace(/<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

const PATHS = [1, 2, 3, 4, 5, 6].map((number) => `/lessons/${number}`);

Deno.test("a visitor who is not logged in can read the lessons, which then send no request to Globus", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  for (const path of PATHS) {
    const response = await visitor.fetch(path);
    assertEquals(response.status, 200, path);
    const html = await response.text();
    assert(html.includes(`href="${path}" aria-current="page"`), path);
    assert(/<title>[^<]+ · Lesson \d · Globus tutorial<\/title>/.test(html), path);
    assertEquals(html.match(/<h1/g)?.length, 1, path);
    // Nothing speaks of tokens or a login as if the reader had them.
    const said = html.replace(/<pre.*?<\/pre>/gs, "");
    assertEquals(/You have two tokens|Your login gave|You are logged in/.test(said), false, path);
  }
  const asked = site.sandbox.requests.filter(({ service }) => service !== "unknown");
  assertEquals(asked.length, 0);
});

Deno.test("actions of lessons do nothing for a visitor who is not logged in", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const before = site.sandbox.clock.now();
  const actions: [string, Record<string, string>][] = [
    ["/lessons/4", {}],
    ["/lessons/5", { action: "call" }],
    ["/lessons/5", { action: "expire" }],
    ["/lessons/5", { action: "renew" }],
    ["/lessons/5", { action: "revoke" }],
    ["/lessons/5", { action: "constructor" }],
    ["/lessons/6", { action: "transfer" }],
  ];
  for (const [path, fields] of actions) {
    const response = await visitor.submit(path, fields);
    await response.body?.cancel();
    assertEquals(response.status, 303, `${path} ${fields.action}`);
  }
  const html = await visitor.page("/");
  assertEquals(html.includes("card done"), false);
  assertEquals([...site.sandbox.world.accessTokens].length, 0);
  assert(site.sandbox.clock.now() - before < 60_000, "the clock was not moved");
});

Deno.test("G4 actions of lessons need the session's form token", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  for (const path of PATHS.filter((path) => path !== "/lessons/2")) {
    const response = await visitor.submit(path, { form_token: "forged" });
    await response.body?.cancel();
    assertEquals(response.status, 403, path);
  }
});

Deno.test("/lessons redirects to the first lesson that is not done", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const next = async () => {
    const response = await visitor.fetch("/lessons");
    await response.body?.cancel();
    return response.headers.get("location");
  };
  assertEquals(await next(), "/lessons/1");
  await (await visitor.submit("/lessons/1")).body?.cancel();
  assertEquals(await next(), "/lessons/2");
  await visitor.logIn();
  await visitor.page("/lessons/2");
  assertEquals(await next(), "/lessons/3");
});

Deno.test("lesson 5 says what to do if the refresh token is invalid", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  for (const token of site.sandbox.world.refreshTokens.values()) token.revoked = true;
  await (await visitor.submit("/lessons/5", { action: "renew" })).body?.cancel();
  const html = await visitor.page("/lessons/5");
  assert(html.includes("Log in again"));
});

Deno.test("the lesson's transfer is done once its task has succeeded, for its owner alone", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const submitted = await visitor.submit("/lessons/6", { action: "transfer" });
  await submitted.body?.cancel();
  const [, taskId] = /task=([0-9a-f-]{36})/.exec(submitted.headers.get("location")!)!;

  const stranger = new Visitor(site);
  const refused = await stranger.fetch(`/tasks/${taskId}/progress`);
  await refused.body?.cancel();
  assertEquals(refused.status, 204);
  await stranger.logIn("/", "kofi@harbor.example");
  assert(!(await stranger.page(`/lessons/6?task=${taskId}`)).includes("Your file is there"));

  const response = await visitor.fetch(`/tasks/${taskId}/progress`);
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  const events = (await response.text()).trim().split("\n\n");
  const last = JSON.parse(events.at(-1)!.replace(/^data: /, ""));
  assertEquals([last.isOver, last.task.status, last.task.moved], [
    true,
    "succeeded",
    "1 file, 4 B",
  ]);

  const isDone = (page: string) => /Done: <\/span><\/span><a href="#transfer">/.test(page);
  assertEquals(isDone(await visitor.page("/lessons/6")), false);
  const page = await visitor.page(`/lessons/6?task=${taskId}`);
  assert(page.includes("Your file is there"));
  assertEquals(isDone(await visitor.page("/lessons/6")), true);
  const home = await visitor.page("/");
  assert(home.includes("Continue with lesson 1"));
});

Deno.test("each example has a page with its whole code; an unknown name is not found", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  for (const [name, { title }] of EXAMPLES) {
    const html = await visitor.page(`/examples/${name}`);
    assert(html.includes(`<h1>${title}</h1>`), name);
    const file = await Deno.readTextFile(`examples/${name}.ts`);
    const [, shown] = /aria-label="examples\/[^"]*"[^>]*>(.*?)<\/pre>/s.exec(html)!;
    assertEquals(codeOf(shown), file, name);
  }
  for (const name of ["run", "login", "..%2Fdeno.json", "constructor", "tutorial.ts"]) {
    const response = await visitor.fetch(`/examples/${name}`);
    await response.body?.cancel();
    assertEquals(response.status, 404, name);
  }
});

Deno.test("a logout keeps the progress of the lessons, and nothing else", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await (await visitor.submit("/lessons/1")).body?.cancel();
  await visitor.logIn();
  await (await visitor.submit("/logout")).body?.cancel();
  const home = await visitor.page("/");
  assert(home.includes("You are logged out"));
  assert(home.includes("1 of 6 lessons done"));
  assertEquals(home.includes("Ada Lind"), false);
  assertEquals((await visitor.page("/")).includes("You are logged out"), false);
});

Deno.test("after a logout a link ends the browser's session at Globus too, and returns to the site", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  await (await visitor.submit("/logout")).body?.cancel();
  const home = await visitor.page("/");
  const [, href] = /<a href="([^"]*\/v2\/web\/logout[^"]*)"/.exec(home)!;
  const url = new URL(href.replaceAll("&amp;", "&"));
  assertEquals(url.searchParams.get("redirect_uri"), `${site.publicOrigin}/`);
  const page = await (await site.sandbox.browse(url.href)).text();
  assert(page.includes(`href="${site.publicOrigin}/"`), page);
});

Deno.test("lesson 6 does not show a task whose id is not valid", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const before = site.sandbox.requests.length;
  for (const task of ["", "x", "%2e%2e%2fendpoint_search"]) {
    assert(!(await visitor.page(`/lessons/6?task=${task}`)).includes("Open the task"), task);
  }
  assertEquals(site.sandbox.requests.length, before);
});

Deno.test("G7 names that Globus sends are shown as text", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const ada = site.sandbox.world.people[0].primary;
  site.sandbox.faults.add({
    path: "/v0.10/endpoint_search",
    fault: "json",
    value: {
      DATA: [{ id: ada.id, display_name: `<img src=x onerror=alert(1)>"'\u202e` }],
      has_next_page: false,
    },
  });
  await visitor.logIn();
  await (await visitor.submit("/lessons/3", { action: "list" })).body?.cancel();
  const html = await visitor.page("/lessons/3");
  assertEquals(html.includes("<img"), false);
  assertEquals(html.includes("\u202e"), false);
  assert(html.includes("&lt;img src=x onerror=alert(1)>"));
});

Deno.test("with Globus itself no lesson offers an action that only the sandbox has", async () => {
  await using site = await serveSite({ env: { GLOBUS_MODE: "live" } });
  const visitor = new Visitor(site);
  const before = site.sandbox.clock.now();
  const html = await visitor.page("/lessons/5");
  assert(html.includes("Live Globus"));
  assertEquals(html.includes("Move the clock"), false);
  assertEquals(html.includes("See an expired token"), false);
  const second = (await visitor.page("/lessons/2")).replace(/<wbr\/?>/g, "");
  assert(second.includes("/v2/web/auth-code"));
  await (await visitor.submit("/lessons/5", { action: "expire" })).body?.cancel();
  assert(site.sandbox.clock.now() - before < 60_000);
});

Deno.test("lesson 2 draws the visitor's own login, with the requests of the browser and no code", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const callback = await visitor.callback("/lessons/2");
  const { searchParams } = new URL(callback, site.origin);
  await (await visitor.fetch(callback)).body?.cancel();
  for (const isFirst of [true, false]) {
    const html = await visitor.page("/lessons/2");
    assert(html.includes("1. Browser to This site: POST /login, 303"), html);
    assert(html.includes("2. Browser to Globus Auth: GET /v2/oauth2/authorize, pages of Globus"));
    assert(html.includes("3. Browser to This site: GET /callback/sandbox, 303"));
    assert(html.includes("4. This site to Globus Auth: POST /v2/oauth2/token, 200"));
    assertEquals(
      html.includes("grant_type = authorization_code"),
      isFirst,
      "bodies are shown once",
    );
    assertEquals(html.includes(searchParams.get("code")!), false);
    assert(html.includes(`${searchParams.get("state")!.slice(0, 6)}…`));
  }
  await visitor.logIn("/", "kofi@harbor.example");
  const other = (await visitor.page("/lessons/2")).match(/[\w-]{6}…/g);
  assertEquals(other?.includes(`${searchParams.get("state")!.slice(0, 6)}…`), false);
});

Deno.test("lesson 4 calls an expired ID token genuine, and a forged one not verified", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  await (await visitor.submit("/lessons/4")).body?.cancel();
  assert((await visitor.page("/lessons/4")).includes("<strong>Verified</strong>"));
  await (await visitor.submit("/lessons/5", { action: "expire" })).body?.cancel();
  const html = await visitor.page("/lessons/4");
  assert(html.includes("<strong>Genuine, but expired</strong>"));
  assert(html.includes("https://auth.globus.org (sandbox)"), html);
  assertEquals(html.includes("<strong>Not verified"), false);
});

Deno.test("lesson 5 calls an expected refusal expected, and names the state of the token", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const after = async (action: string) => {
    await (await visitor.submit("/lessons/5", { action })).body?.cancel();
    const html = await visitor.page("/lessons/5");
    const [, badge] = /Your token for Transfer<\/h3><span class="badge \w+">(\w+)/.exec(html)!;
    return [badge, html.includes("<strong>As expected: 401")];
  };
  assertEquals(await after("call"), ["valid", false]);
  assertEquals(await after("expire"), ["expired", true]);
  assertEquals(await after("renew"), ["valid", false]);
  assertEquals(await after("revoke"), ["revoked", true]);
  assertEquals(await after("call"), ["revoked", true]);
  assertEquals(await after("renew"), ["valid", false]);
});

Deno.test("lesson 6 logs in with the scopes that the visitor built", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const collection = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";
  const response = await visitor.submit("/lessons/6", {
    action: "login",
    collection,
    groups: "on",
  });
  await response.body?.cancel();
  const scope = new URL(response.headers.get("location")!).searchParams.get("scope")!;
  assert(scope.includes("openid"));
  assert(scope.includes(`:all[https://auth.globus.org/scopes/${collection}/data_access]`), scope);
  assert(scope.includes("view_my_groups_and_memberships"));
});

Deno.test("the program chosen in lesson 1 and the last tab decide which code comes first", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const first = async (path: string) =>
    /value="([^"]+)" checked|checked[^>]* value="([^"]+)"/.exec(
      (await visitor.page(path)).split("Kind of code")[1],
    )!.slice(1).find(Boolean);
  assertEquals(await first("/lessons/2"), "Script");
  await (await visitor.submit("/lessons/1", { kind: "portal" })).body?.cancel();
  assertEquals(await first("/lessons/2"), "Web app");
  visitor.cookies.set("code", "Python");
  assertEquals(await first("/lessons/2"), "Python");
  visitor.cookies.set("code", "%E0%A4%A");
  assertEquals(await first("/lessons/2"), "Web app");
});

Deno.test("the Script tab of lessons 2 to 5 is the snippet of the tutorial, from oauth2StartFlow() on", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  for (
    const [number, example, last] of [
      [2, "tutorial", "oauth2ExchangeCodeForTokens(authCode);"],
      [3, "tutorial", 'console.log(`[${ep.id}] ${plainText(ep.display_name ?? "")}`);\n}'],
      [4, "token_response", "claims.iss"],
      [5, "refresh_tokens", "new TransferClient({ authorizer });"],
    ] as const
  ) {
    const html = await visitor.page(`/lessons/${number}`);
    const [, shown] = /aria-label="Script: excerpt"[^>]*>(.*?)<\/pre>/s.exec(html)!;
    const excerpt = codeOf(shown).trimEnd();
    assert(excerpt.startsWith("client.oauth2StartFlow("), excerpt);
    assert(excerpt.split("\n").slice(-2).join("\n").includes(last), excerpt);
    const file = await Deno.readTextFile(`examples/${example}.ts`);
    assert(file.includes(excerpt), `the excerpt of lesson ${number} is not in the file`);
  }
});

Deno.test("lesson 1 names the page that the tutorial's client has as redirect URL at Globus, and this site's own", async () => {
  for (const mode of ["sandbox", "live"]) {
    await using site = await serveSite({ env: { GLOBUS_MODE: mode } });
    const text = textOf(await new Visitor(site).page("/lessons/1"));
    assert(text.includes("Redirect URL https://auth.globus.org/v2/web/auth-code"), mode);
    assertEquals(
      text.includes(`also accepts this site's own URL, ${site.origin}/callback/sandbox`),
      mode === "sandbox",
    );
  }
});

Deno.test("a service that does not answer is explained in the same words in lessons and the workbench", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  for (const action of ["list", "refused"]) {
    await (await visitor.submit("/lessons/3", { action })).body?.cancel();
  }
  await site.server.shutdown();
  for (const path of ["/lessons/3", "/endpoints"]) {
    const html = await (await visitor.fetch(path)).text();
    // The words of the system are folded, for those who know the SDK.
    const text = textOf(html.replace(/<details.*?<\/details>/gs, ""));
    assert(text.includes("Globus is not responding Nothing is lost. Try again in a moment."), text);
    assertEquals(/os error|127\.0\.0\.1|tcp connect|fetch failed/.test(text), false, path);
  }
});

Deno.test("a reset of the progress keeps the login", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  await (await visitor.submit("/lessons/1")).body?.cancel();
  assert((await visitor.page("/")).includes("1 of 6 lessons done"));
  await (await visitor.submit("/lessons", { action: "reset" })).body?.cancel();
  const home = await visitor.page("/");
  assertEquals(home.includes("lessons done"), false);
  assert(home.includes("Ada Lind"));
});

Deno.test("the start page and the lessons explain a word before they use it", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  const pages = new Map<string, string>();
  for (const path of ["/", ...PATHS]) pages.set(path, textOf(await visitor.page(path)));
  const explained: [path: string, first: RegExp, meaning: RegExp][] = [
    ["/", /Globus(?! by| tutorial)/, /Globus moves and shares research data/],
    ["/lessons/1", /UUID/, /32 hexadecimal digits, a UUID/],
    ["/lessons/2", /PKCE/, /a secret that proves that it started this login: the verifier of PKCE/],
    ["/lessons/2", /OAuth/, /OAuth 2\.0, the standard for logins that give a program tokens/],
    ["/lessons/4", /JWT/, /It is a JWT \(JSON Web Token\), a signed text/],
  ];
  for (const [path, first, meaning] of explained) {
    const page = pages.get(path)!;
    const from = page.search(meaning);
    assert(from >= 0, `${path} does not say ${meaning}`);
    const used = page.search(first);
    const end = from + meaning.exec(page)![0].length;
    assert(
      from <= used && used < end,
      `${path}: ${first} is at ${used}, not within ${from}-${end}`,
    );
  }
  const words = pages.get("/")!.split("Five words to begin with")[1];
  for (const word of ["Collection", "Globus Auth", "Client", "Token", "Consent"]) {
    assert(words.includes(`${word} `), word);
  }
});
