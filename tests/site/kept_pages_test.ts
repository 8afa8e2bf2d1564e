import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { keptPages } from "../../site/kept_pages.ts";
import { nonceOf } from "../../site/portal/middleware/nonce.ts";
import { serveSite } from "../kit/site.ts";
import { Visitor } from "../kit/visitor.ts";

const NONCE = "0123456789abcdef".repeat(2);
let sessions = 0;

/** A visitor of a page. The test decides when the page is made, and counts how often. */
function setUp() {
  const clock = { time: 1_000_000, now: () => clock.time };
  const session = { name: `session ${++sessions}`, version: "1", data: { user: {} as unknown } };
  const made: PromiseWithResolvers<Response>[] = [];
  function ask(change: Record<string, unknown> = {}) {
    const { headers = {}, method = "GET", path = "/endpoints", ...others } = change;
    const state: Record<string, unknown> = {
      ...{ session, theme: "auto", globus: { clock }, flash: {}, wire: { entries: [] } },
      ...others,
    };
    const url = new URL(`http://localhost${path}`);
    const init = { headers: headers as HeadersInit, method: method as string };
    const ctx = {
      ...{ req: new Request(url, init), state, url },
      next() {
        made.push(Promise.withResolvers());
        return made.at(-1)!.promise;
      },
    };
    const response = keptPages(ctx as unknown as Parameters<typeof keptPages>[0]);
    return { response: Promise.resolve(response) };
  }
  /** Finishes the page that is being made. */
  function finish(status = 200): void {
    const html = `<p>ø …</p><script nonce="${NONCE}"></script>`;
    made.at(-1)!.resolve(new Response(html, { status, headers: { link: "<a.js>" } }));
  }
  /** Makes a page for two requests. */
  async function share(change: Record<string, unknown> = {}): Promise<void> {
    const both = [ask(change), ask(change)];
    finish();
    await Promise.all(both.map(({ response }) => response));
  }
  return { ask, clock, finish, made, session, share };
}

Deno.test("keptPages makes one page for all requests at the same time, each with its own nonce", async () => {
  const { ask, finish, made } = setUp();
  const all = Array.from({ length: 50 }, () => ask());
  finish();
  const nonces = new Set([NONCE]);
  for (const { response } of all) {
    const { headers, status } = await response;
    assertEquals([status, headers.get("link")], [200, "<a.js>"]);
    const nonce = nonceOf(await response)!;
    assertMatch(nonce, /^[0-9a-f]{32}$/);
    const html = await (await response).text();
    assertEquals(html, `<p>ø …</p><script nonce="${nonce}"></script>`);
    nonces.add(nonce);
  }
  assertEquals(nonces.size, 51);
  assertEquals(made.length, 1);
});

Deno.test("keptPages does not keep a page that only one request asked for", async () => {
  const { ask, finish, made } = setUp();
  for (let count = 1; count <= 3; count++) {
    const { response } = ask();
    assertEquals(made.length, count);
    finish();
    await response;
  }
});

Deno.test("keptPages makes a page again after a second, or when Globus's clock is moved", async () => {
  const { ask, clock, finish, made, share } = setUp();
  await share();
  clock.time += 999;
  await ask().response;
  assertEquals(made.length, 1);
  clock.time += 1;
  const { response } = ask();
  assertEquals(made.length, 2);
  finish();
  await response;
  await share();
  clock.time -= 3_600_000;
  ask();
  assertEquals(made.length, 4);
});

Deno.test("keptPages does not send a page to another session, version, theme or URL", async () => {
  const { ask, made, session, share } = setUp();
  await share();
  const user = session.data;
  const others = [
    { session: { ...session, name: "other" } },
    { session: { ...session, version: "2" } },
    { session: { ...session, data: { ...user, user: undefined } } },
    { theme: "dark" },
    { path: "/endpoints?q=a" },
    { path: "/tasks" },
    { method: "HEAD" },
    { method: "POST" },
    { headers: { "cache-control": "max-age=0" } },
    { headers: { "cache-control": "no-cache" } },
    { flash: { notice: { kind: "good", text: "Done." } } },
    { wire: { entries: [{}] } },
  ];
  for (const [i, other] of others.entries()) {
    ask(other);
    assertEquals(made.length, i + 2, JSON.stringify(other));
  }
});

Deno.test("keptPages does not keep an error, nor a page made while the session changed", async () => {
  const { ask, finish, made, session } = setUp();
  const waiting = [ask(), ask()];
  finish(502);
  assertEquals((await waiting[0].response).status, 502);
  assertEquals(made.length, 2);
  finish();
  assertEquals((await waiting[1].response).status, 200);

  const changing = [ask(), ask()];
  session.version = "2";
  finish();
  await changing[0].response;
  assertEquals(made.length, 4);
});

Deno.test("keptPages makes a page for each request if the first one fails", async () => {
  const { ask, finish, made } = setUp();
  const [first, second] = [ask(), ask()];
  made[0].reject(new Error("reset"));
  await assertRejects(() => first.response, Error, "reset");
  finish();
  assertEquals((await second.response).status, 200);
  assertEquals(made.length, 2);
});

Deno.test("the site sends a kept page with scripts that run, and does not send it after a logout", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const searches = () => site.sandbox.requests.filter(({ path }) => /search/.test(path)).length;
  const crowd = () => Promise.all(Array.from({ length: 40 }, () => visitor.fetch("/endpoints")));
  const nonces = new Set<string>();
  for (const response of await crowd()) {
    const [, nonce] = /'nonce-(\w+)'/.exec(response.headers.get("content-security-policy")!)!;
    assert((await response.text()).includes(`<script type="module" nonce="${nonce}">`));
    nonces.add(nonce);
  }
  assertEquals(nonces.size, 40);
  const asked = searches();
  assert(asked < 40, `${asked} searches`);
  const cookie = [...visitor.cookies].map((pair) => pair.join("=")).join("; ");
  await (await visitor.submit("/logout")).body?.cancel();
  for (const headers of [{}, { cookie }] as Record<string, string>[]) {
    const response = await visitor.fetch("/endpoints", { headers });
    assertEquals([response.status, await response.text()], [303, ""]);
  }
  assertEquals(searches(), asked);
  assertNotEquals(asked, 0);
});
