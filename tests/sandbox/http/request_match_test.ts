import { assertEquals } from "@std/assert";
import { RequestRecord } from "../../../lib/sandbox/http/record.ts";
import { MatchList, type RequestMatch } from "../../../lib/sandbox/http/request_match.ts";

function record(path: string, changes: { method?: string; host?: string } = {}): RequestRecord {
  const { method = "GET", host = "transfer.api.globus.org" } = changes;
  return new RequestRecord(1, {
    actor: "client",
    atMs: 0,
    method,
    url: `https://${host}${path}`,
    host,
    service: "transfer",
    path,
    headers: new Headers(),
    body: "",
  });
}

function meets(match: RequestMatch, ...asked: Parameters<typeof record>): boolean {
  const list = new MatchList();
  list.add(match, 1);
  return list.take(record(...asked)) !== undefined;
}

Deno.test("a path is met whole, by its segments, by its start or by an expression", () => {
  const cases: [string | RegExp, string, boolean][] = [
    ["/a/b", "/a/b", true],
    ["/a/b", "/a/b/", false],
    ["/a/b", "/a/b/c", false],
    ["/a/:id", "/a/b", true],
    ["/a/:id", "/a/", false],
    ["/a/:id", "/a/b/c", false],
    ["/a/:id/c", "/a/x%2Fy/c", true],
    ["/:a/:b", "/x/y", true],
    ["/a/*", "/a/", true],
    ["/a/*", "/a/b/c", true],
    ["/a/*", "/a", false],
    ["/a*", "/a", true],
    ["/a*", "/abc/d", true],
    ["/a*", "/b", false],
    ["/:id/b*", "/x/bcd/e", true],
    ["/:id/b*", "/x/c", false],
    ["*", "/", true],
    ["*", "/a/b", true],
    [/b$/, "/a/b", true],
    [/b$/, "/b/a", false],
  ];
  for (const [pattern, path, fits] of cases) {
    assertEquals(meets({ path: pattern }, path), fits, `${pattern} ${path}`);
  }
});

Deno.test("service, host, method and a function of the test's own narrow what is met", () => {
  assertEquals(meets({ service: "transfer", method: "get" }, "/a"), true);
  assertEquals(meets({ service: "auth" }, "/a"), false);
  assertEquals(meets({ method: "GET" }, "/a", { method: "POST" }), false);
  assertEquals(meets({ host: "x.example" }, "/a", { host: "x.example" }), true);
  assertEquals(meets({ host: "x.example" }, "/a"), false);
  assertEquals(meets({ when: ({ path }) => path === "/a" }, "/a"), true);
  assertEquals(meets({ when: ({ path }) => path === "/a" }, "/b"), false);
});

Deno.test("each entry meets as many requests as it says, the earlier one first", () => {
  const list = new MatchList<RequestMatch & { name: string }>();
  list.add({ name: "first", skip: 1 }, 2);
  const away = list.add({ name: "second", times: 1 }, 5);
  list.add({ name: "third", times: Infinity }, 1);
  const taken = () => list.take(record("/a"))?.name;
  assertEquals([taken(), taken(), taken(), taken()], ["second", "first", "first", "third"]);
  assertEquals(list.pending, 1);
  away();
  list.clear();
  assertEquals([taken(), list.pending], [undefined, 0]);
});
