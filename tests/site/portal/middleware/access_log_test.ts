import { assert, assertEquals, assertMatch } from "@std/assert";
import { App, HttpError } from "fresh";
import { accessLog, asText } from "../../../../site/portal/middleware/access_log.ts";
import type { State } from "../../../../site/portal/state.ts";

/** Sends a request to a small app, and returns the lines of its log. */
async function linesOf(
  path: string,
  init: RequestInit = {},
  mode: "production" | "development" = "production",
): Promise<string[]> {
  const lines: string[] = [];
  const app = new App<State>({ mode })
    .use(accessLog((line) => lines.push(line)))
    .use(async (ctx) => {
      ctx.state.requestId = "request-1";
      try {
        return await ctx.next();
      } catch (error) {
        return new Response(null, { status: error instanceof HttpError ? error.status : 500 });
      }
    })
    .get("/tasks/:taskId", () => new Response("ok"))
    .post("/broken", () => {
      throw new Error("canary-secret");
    });
  const response = await app.handler()(new Request(`http://localhost${path}`, init));
  await response.body?.cancel();
  return lines;
}

Deno.test("accessLog() writes one line of JSON for each request, with the route's pattern", async () => {
  const lines = await linesOf("/tasks/7");
  assertEquals(lines.length, 1);
  const { time, ms, ...entry } = JSON.parse(lines[0]);
  assertMatch(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert(ms >= 0 && ms < 60_000);
  assertEquals(entry, {
    method: "GET",
    route: "/tasks/:taskId",
    status: 200,
    requestId: "request-1",
  });
});

Deno.test("H1 accessLog() writes no path, query, cookie, header, body or error", async () => {
  const secret = "canary-secret";
  const headers = { cookie: `session=${secret}`, authorization: secret, "user-agent": secret };
  for (
    const [path, status, init] of [
      [`/tasks/${secret}?code=${secret}&state=${secret}`, 200, {}],
      [`/${secret}?access_token=${secret}`, 404, {}],
      [`/broken?${secret}`, 500, { method: "POST", body: secret }],
    ] as [string, number, RequestInit][]
  ) {
    for (const mode of ["production", "development"] as const) {
      const lines = await linesOf(path, { headers, ...init }, mode);
      assertEquals(lines.length, 1, path);
      assertEquals(lines[0].toLowerCase().includes("canary"), false, lines[0]);
      assert(lines[0].includes(`${status}`), lines[0]);
    }
  }
});

Deno.test("H1 accessLog() does not write an unknown method", async () => {
  // Fresh may refuse such a request before the first middleware.
  const lines = await linesOf("/tasks/1", { method: "CANARY-SECRET" });
  for (const line of lines) assertEquals(line.toLowerCase().includes("canary"), false, line);
});

Deno.test("asText() writes time, status, method, route and milliseconds", () => {
  const entry = { time: "2030-01-02T03:04:05.678Z", method: "GET", status: 404, ms: 1.5 };
  assertEquals(
    asText({ ...entry, route: null, requestId: "request-1" }),
    "03:04:05 404 GET - 1.5 ms",
  );
});
