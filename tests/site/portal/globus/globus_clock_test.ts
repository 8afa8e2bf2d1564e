import { assert, assertEquals } from "@std/assert";
import { GlobusClock } from "../../../../site/portal/globus/globus_clock.ts";

/** Serves a sandbox's clock, or an error while `offsetMs` is undefined. Counts the requests. */
function serveClock() {
  const clock = { offsetMs: 0 as number | undefined, requests: 0 };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    clock.requests++;
    return clock.offsetMs === undefined
      ? new Response("broken", { status: 500 })
      : Response.json({ now_ms: Date.now() + clock.offsetMs });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { clock, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Whether a clock shows the system time plus an offset, give or take a minute. */
function shows(nowMs: number, offsetMs: number): boolean {
  return Math.abs(nowMs - Date.now() - offsetMs) < 60_000;
}

Deno.test("GlobusClock shows the sandbox's time, and the last known one if it does not answer", async () => {
  await using sandbox = serveClock();
  const globus = new GlobusClock(sandbox.url);
  sandbox.clock.offsetMs = 3_600_000;
  assert(shows((await globus.read(0)).now(), 3_600_000));
  sandbox.clock.offsetMs = undefined;
  assert(shows((await globus.read(0)).now(), 3_600_000));
  sandbox.clock.offsetMs = 7_200_000;
  assert(shows((await globus.read(0)).now(), 7_200_000));
});

Deno.test("GlobusClock asks a sandbox at most once in the given time, and Globus itself never", async () => {
  await using sandbox = serveClock();
  const globus = new GlobusClock(sandbox.url);
  for (let i = 0; i < 5; i++) await globus.read(60_000);
  assertEquals(sandbox.clock.requests, 1);
  await globus.read(0);
  assertEquals(sandbox.clock.requests, 2);
  assert(shows((await new GlobusClock(undefined).read(0)).now(), 0));
});
