import { assert, assertEquals, assertMatch } from "@std/assert";
import { textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn, Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();

Deno.test("G8 inspections and callbacks of one session are limited, and the page does not echo the token", async () => {
  const visitor = await loggedIn(runningSite());
  const inspect = () => visitor.submit("/tokens/inspect", { token: "TokenThatIsNone" });
  const statuses: number[] = [];
  let last = "";
  let wait: string | null = null;
  for (let i = 0; i < 20; i++) {
    const response = await inspect();
    statuses.push(response.status);
    last = await response.text();
    wait = response.headers.get("retry-after");
  }
  assertEquals(statuses.slice(0, 15), Array(15).fill(200));
  assertEquals(statuses.at(-1), 429);
  assert(Number(wait) >= 1 && Number(wait) <= 60);
  assertMatch(textOf(last), /Too many requests/);
  assert(!last.includes("TokenThatIsNone"));
  const other = await loggedIn(runningSite());
  assertEquals((await other.submit("/tokens/inspect", { token: "TokenThatIsNone" })).status, 200);

  let callback = 0;
  for (let i = 0; i < 90 && callback !== 429; i++) {
    const response = await visitor.fetch(`/callback/sandbox?state=x${i}&code=guess`);
    await response.body?.cancel();
    callback = response.status;
  }
  assertEquals(callback, 429);
});

Deno.test("G8 all ways to start a login share one limit", async () => {
  const visitor = new Visitor(runningSite());
  const paths = ["/login", "/login/code", "/login/required", "/login/required/"];
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) {
    const response = await visitor.submit(paths[i % paths.length]);
    await response.body?.cancel();
    statuses.push(response.status);
  }
  assertEquals(statuses.slice(0, 4), [303, 303, 400, 400]);
  assertEquals(statuses.slice(0, 20).includes(429), false);
  assertEquals(statuses[20], 429);
  for (const path of paths) {
    const response = await visitor.submit(path);
    await response.body?.cancel();
    assertEquals(response.status, 429, path);
  }
});
