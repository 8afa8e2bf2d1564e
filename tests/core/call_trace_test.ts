import { assertEquals, assertRejects } from "@std/assert";
import { CallTrace } from "../../lib/core/call_trace.ts";
import { GlobusConnectionError, GlobusSDKUsageError } from "../../lib/core/errors.ts";

const LOST = new GlobusConnectionError("Cannot send: a test", false);
const UNSENT = new GlobusConnectionError("Cannot connect: a test", true);

/** The trace of a call whose requests are answered by these, in turn: a status, or an error. */
async function traceOf(...answers: (number | Error)[]): Promise<CallTrace> {
  return await watch(new CallTrace(true), answers);
}

async function watch(trace: CallTrace, answers: readonly (number | Error)[]): Promise<CallTrace> {
  for (const answer of answers) {
    const send = trace.fetch(() =>
      typeof answer === "number"
        ? Promise.resolve(new Response(null, { status: answer }))
        : Promise.reject(answer)
    );
    const sending = send("https://things.example/", { headers: [] } as never);
    if (typeof answer === "number") await sending;
    else await assertRejects(() => sending);
  }
  return trace;
}

Deno.test("a call that was refused, or never sent, has changed nothing", async () => {
  assertEquals((await traceOf()).mayHaveActed(new GlobusSDKUsageError("Cannot: a test")), false);
  for (const status of [400, 401, 403, 404, 409, 422, 429]) {
    assertEquals((await traceOf(status)).mayHaveActed(LOST), false, `${status}`);
  }
  assertEquals((await traceOf(429, 401, 403)).mayHaveActed(LOST), false);
  assertEquals((await traceOf(UNSENT)).mayHaveActed(UNSENT), false);
});

Deno.test("a call whose response got lost, or says that the service failed, may have changed something", async () => {
  for (const status of [200, 201, 302, 408, 500, 502, 503, 504]) {
    assertEquals((await traceOf(status)).mayHaveActed(LOST), true, `${status}`);
  }
  assertEquals((await traceOf(LOST)).mayHaveActed(LOST), true);
  // An earlier request counts, however the last one ended.
  assertEquals((await traceOf(LOST, 403)).mayHaveActed(new TypeError("x")), true);
  assertEquals((await traceOf(LOST, UNSENT)).mayHaveActed(UNSENT), true);
  assertEquals((await traceOf(503, 404)).mayHaveActed(new TypeError("x")), true);
});

Deno.test("if a call is repeated only after refusals, only its last request counts", async () => {
  const traced = (...answers: (number | Error)[]) => watch(new CallTrace(false), answers);
  assertEquals((await traced(UNSENT, UNSENT)).mayHaveActed(UNSENT), false);
  assertEquals((await traced(UNSENT, 403)).mayHaveActed(new TypeError("x")), false);
  assertEquals((await traced(429, UNSENT, LOST)).mayHaveActed(LOST), true);
  assertEquals((await traced(429, 503)).mayHaveActed(LOST), true);
});

Deno.test("a call that succeeded says whether an earlier request may have been carried out too", async () => {
  for (const earlier of [[], [429], [401, 403]]) {
    assertEquals((await traceOf(...earlier, 200)).mayHaveActedBefore, false, `${earlier}`);
  }
  for (const earlier of [[503], [408], [LOST], [LOST, 429], [200]]) {
    assertEquals((await traceOf(...earlier, 200)).mayHaveActedBefore, true, `${earlier}`);
  }
});
