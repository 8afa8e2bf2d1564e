import { assert, assertEquals } from "@std/assert";
import {
  cancelRuns,
  findRun,
  FlowsAPIError,
  FlowsClient,
  resumeRunWithConsents,
  runAndWait,
  SpecificFlowClient,
  startRun,
  watchRun,
} from "@globus-deno/sdk/flows";
import { AccessTokenAuthorizer, GlobusError, TransferClient } from "@globus-deno/sdk";
import { faultMatrix, HELLO_FLOW_ID, Sandbox, WELL_KNOWN } from "@globus-deno/sdk/sandbox";
import { flowScope } from "../../../lib/sandbox/flows/flows.ts";
import { FakeClock } from "../../kit/clock.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";
import { PassingTime } from "../../kit/passing_time.ts";
import { chain, FLOWS_ALL } from "../../kit/sandbox_flows.ts";

/** A sandbox, and Ada's clients in it. */
function setting() {
  const time = new PassingTime();
  const { app } = time;
  // A service may only ask for scopes of services that the app uses.
  const transfer = new TransferClient({ app });
  return { time, app, transfer, flows: new FlowsClient({ app }) };
}

/** Clients that hold tokens, in a sandbox where time jumps to what is waited for. */
async function loggedIn() {
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 50 });
  const login = async (scopes: string) => {
    const { access_token } = await sandbox.login({ scopes });
    return {
      authorizer: new AccessTokenAuthorizer(access_token),
      environment: "production",
      fetch: sandbox.fetch,
      clock,
    };
  };
  const flows = new FlowsClient(await login(FLOWS_ALL));
  const flow = new SpecificFlowClient(HELLO_FLOW_ID, await login(flowScope(HELLO_FLOW_ID)));
  return { sandbox, flows, flow };
}

function copyTo(collection: string) {
  return chain({
    Copy: {
      Type: "Action",
      ActionUrl: "https://transfer.actions.globus.org/transfer",
      Parameters: {
        source_endpoint: WELL_KNOWN.tutorial1,
        destination_endpoint: collection,
        DATA: [{
          "source_path.$": "$.source",
          destination_path: "/~/copy.txt",
        }],
      },
      ResultPath: "$.copied",
    },
  }) as never;
}

const INPUT = { source: "/home/share/godata/file1.txt" };

Deno.test("a flow is created, started and watched to its end", async () => {
  const { time, app, flows, transfer } = setting();
  const made = await time.until(flows.createFlow("Copy", copyTo(WELL_KNOWN.tutorial2), {
    type: "object",
    required: ["source"],
    properties: { source: { type: "string" } },
  }));
  const flow = new SpecificFlowClient<typeof INPUT>(made.id, { app });
  const refused = await time.until(errorOf(flow.validateRun({} as typeof INPUT)));
  assert(refused instanceof FlowsAPIError);
  assertEquals([refused.code, refused.details[0].msg], [
    "FLOW_INPUT_ERROR",
    "'source' is a required property",
  ]);
  const { run_id } = await flow.runFlow(INPUT, { label: "one", tags: ["t"] });
  const all = await time.until(collect(watchRun(flows, run_id)));
  const codes = all.flatMap(({ entries }) => entries.map(({ code }) => code));
  assertEquals(codes, ["FlowStarted", "ActionStarted", "ActionCompleted", "FlowSucceeded"]);
  const { state, output } = all.at(-1)!;
  assertEquals([state, (output!.copied as { status: string }).status], ["succeeded", "SUCCEEDED"]);
  const listing = transfer.operationLs(WELL_KNOWN.tutorial2, { path: "/~/" });
  const names = (await time.until(listing.toArray())).map(({ name }) => name);
  assert(names.includes("copy.txt"), `${names}`);
});

Deno.test("runAndWait() meets what a run needs by one more login, and the run goes on", async () => {
  const { time, app, flows } = setting();
  const made = await time.until(flows.createFlow("Copy", copyTo(WELL_KNOWN.fjordStorage), {}));
  const flow = new SpecificFlowClient(made.id, { app });
  await time.until(flow.validateRun(INPUT));
  const before = time.logins;
  const { state, output } = await time.until(
    runAndWait({ flow, flows }, INPUT, { timeoutMs: 3_600_000, meetRequirements: true }),
  );
  assertEquals([state, time.logins - before], ["succeeded", 1]);
  assertEquals(Object.keys(output!), ["source", "copied"]);
  // The consent counts for later runs.
  const again = await time.until(runAndWait({ flow, flows }, INPUT, { timeoutMs: 3_600_000 }));
  assertEquals([again.state, time.logins - before], ["succeeded", 1]);
});

Deno.test("addAppTransferDataAccessScope() asks for the consent in the first login", async () => {
  const { time, app, flows } = setting();
  const made = await time.until(flows.createFlow("Copy", copyTo(WELL_KNOWN.fjordStorage), {}));
  const flow = new SpecificFlowClient(made.id, { app });
  flow.addAppTransferDataAccessScope(WELL_KNOWN.fjordStorage);
  const before = time.logins;
  const { state } = await time.until(
    runAndWait({ flow, flows }, INPUT, { timeoutMs: 3_600_000 }),
  );
  assertEquals([state, time.logins - before], ["succeeded", 1]);
});

Deno.test("resumeRunWithConsents() logs in for what an inactive run lacks", async () => {
  const { time, app, flows } = setting();
  const made = await time.until(flows.createFlow("Copy", copyTo(WELL_KNOWN.fjordStorage), {}));
  const flow = new SpecificFlowClient(made.id, { app });
  const waiting = await time.until(
    runAndWait({ flow, flows }, INPUT, { timeoutMs: 3_600_000 }),
  );
  assertEquals([waiting.state, waiting.needsLogin], ["inactive", true]);
  const before = time.logins;
  const { run_id } = waiting.run;
  const { state } = await time.until(resumeRunWithConsents({ flow, flows }, run_id));
  assertEquals([state, time.logins - before], ["resumed", 1]);
  const all = await time.until(collect(watchRun(flows, run_id)));
  assertEquals(all.at(-1)!.state, "succeeded");
});

Deno.test("cancelRuns() ends several runs, and findRun() finds one by its tags", async () => {
  const { flow, flows } = await loggedIn();
  const startedAfter = new Date(flows.clock.now() - 1000);
  const ids: string[] = [];
  for (const tag of ["a", "b"]) {
    ids.push((await flow.runFlow({ echo_string: tag }, { tags: [tag] })).run_id);
  }
  const canceled = await cancelRuns(flows, ids);
  assertEquals(canceled.map(({ state }) => state), ["canceled", "canceled"]);
  const found = await findRun(flows, { tags: ["b"], startedAfter });
  assertEquals(found.state === "found" && found.run.run_id, ids[1]);
});

Deno.test("startRun() under each fault starts one run, or none, or says that it cannot tell", async () => {
  const input = { echo_string: "once" };
  const outcomes = new Map<string, number>();
  for (const [name, fault] of faultMatrix()) {
    const { flow, flows, sandbox } = await loggedIn();
    await flow.validateRun(input);
    sandbox.faults.add({ ...fault, service: "flows", path: `/flows/${HELLO_FLOW_ID}/run` });
    const started = await startRun({ flow, flows }, input, {}, { timeoutMs: 60_000 })
      .catch((error) => error);
    assertEquals(sandbox.faults.pending, 0, name);
    await sandbox.settle();
    const runs = [...sandbox.world.runs.values()];
    const tags = new Set(runs.flatMap((run) => run.tags));
    if (name === "delivered twice") {
      // No client can see that. Both runs have the tag of the one start, by which they are found.
      assertEquals([runs.length, tags.size], [2, 1]);
    } else {
      assert(runs.length <= 1, `${name}: ${runs.length} runs`);
    }
    if (started instanceof Error) {
      assert(started instanceof GlobusError, `${name}: ${started}`);
      const mayExist = started.name === "RunStartUnknownError";
      assert(runs.length === 0 || mayExist, `${name}: a run that the caller was not told of`);
    } else assert(runs.some(({ id }) => id === started.run_id), name);
    const kind = started instanceof Error ? started.name : "started";
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
  }
  assert(outcomes.get("started")! >= 10, JSON.stringify([...outcomes]));
});

Deno.test("runFlow() is never repeated after the service may have worked", async () => {
  for (const [name, fault] of faultMatrix()) {
    if (name === "delivered twice") continue;
    const { flow, sandbox } = await loggedIn();
    await flow.validateRun({ echo_string: "x" });
    sandbox.faults.add({ ...fault, service: "flows", path: `/flows/${HELLO_FLOW_ID}/run` });
    const outcome = await flow.runFlow({ echo_string: "x" }, {}, { timeoutMs: 60_000 })
      .catch((error) => error);
    assertEquals(sandbox.faults.pending, 0, name);
    const { size } = sandbox.world.runs;
    assert(size <= 1, name);
    // What is not told as a run is told as an error.
    assert(outcome instanceof GlobusError || size === 1, `${name}: ${outcome}`);
  }
});
