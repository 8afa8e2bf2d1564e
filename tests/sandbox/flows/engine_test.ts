import { assert, assertEquals } from "@std/assert";
import { stillSandbox, TRANSFER_ALL } from "../../kit/sandbox_calls.ts";
import { chain, flowApi, flowsApi, startRun } from "../../kit/sandbox_flows.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";

const HELLO = "https://actions.globus.org/hello_world";
const TRANSFER = "https://actions.globus.org/transfer/transfer";

/** The output of a run of these states, or its details where it failed. */
async function outcome(
  states: Record<string, Record<string, unknown>>,
  input: Record<string, unknown> = {},
) {
  const sandbox = stillSandbox();
  const run = await startRun(sandbox, chain(states), { input });
  sandbox.clock.advance(3_600_000);
  const { status, details } = await run.read();
  return status === "SUCCEEDED" ? details.output : details.details;
}

Deno.test("a Pass state puts its parameters where ResultPath says, and leaves the rest", async () => {
  const output = await outcome({
    A: {
      Type: "Pass",
      Parameters: { "x.$": "$.list[1].name", y: { "z.=": "`$.n` * 2 + 1", fixed: "$.n" } },
      ResultPath: "$.made['new']",
    },
  }, { n: 3, list: [{ name: "a" }, { name: "b" }] });
  assertEquals(output, {
    n: 3,
    list: [{ name: "a" }, { name: "b" }],
    made: { new: { x: "b", y: { z: 7, fixed: "$.n" } } },
  });
});

Deno.test("a Pass state without ResultPath replaces the state, and without parameters keeps it", async () => {
  assertEquals(await outcome({ A: { Type: "Pass" } }, { a: 1 }), { a: 1 });
  const replaced = await outcome({ A: { Type: "Pass", InputPath: "$.a" } }, { a: { b: 1 } });
  assertEquals(replaced, { b: 1 });
});

Deno.test("a path that leads nowhere fails the run, which says where", async () => {
  const details = await outcome({ A: { Type: "Pass", Parameters: { "x.$": "$.absent" } } });
  assertEquals([details.error, details.state_name], ["States.ParameterPathFailure", "A"]);
  assert(details.cause.includes("$.absent"));
});

Deno.test("a Choice goes the way of the first rule that holds, else that of Default", async () => {
  const way = async (rule: Record<string, unknown>, input: Record<string, unknown>) =>
    (await outcome({
      A: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
      Yes: { Type: "Pass", Parameters: { way: "yes" }, Next: "End" },
      No: { Type: "Pass", Parameters: { way: "no" } },
      End: { Type: "Pass" },
    }, input)).way;
  const at = { Variable: "$.v" };
  const rules: [Record<string, unknown>, unknown, unknown][] = [
    [{ ...at, StringEquals: "a" }, "a", "A"],
    [{ ...at, StringMatches: "run-*.h5" }, "run-7.h5", "run-7.h55"],
    [{ ...at, NumericGreaterThan: 2 }, 3, "3"],
    [{ ...at, NumericLessThanEqualsPath: "$.limit" }, 10, 11],
    [{ ...at, BooleanEquals: true }, true, "true"],
    [{ ...at, IsNull: true }, null, 0],
    [{ ...at, IsString: false }, 1, "1"],
    [{ ...at, TimestampLessThan: "2026-01-01T00:00:00Z" }, "2025-12-31T23:59:59Z", "soon"],
    [{ And: [{ ...at, IsNumeric: true }, { ...at, NumericEquals: 1 }] }, 1, 2],
    [{ Or: [{ ...at, NumericEquals: 1 }, { ...at, NumericEquals: 2 }] }, 2, 3],
    [{ Not: { ...at, NumericEquals: 1 } }, 2, 1],
  ];
  for (const [rule, yes, no] of rules) {
    const name = JSON.stringify(rule);
    assertEquals(await way(rule, { v: yes, limit: 10 }), "yes", name);
    assertEquals(await way(rule, { v: no, limit: 10 }), "no", name);
  }
  assertEquals(await way({ Variable: "$.none", IsPresent: false }, {}), "yes");
});

Deno.test("a Choice without a rule that holds and without Default fails the run", async () => {
  const details = await outcome({
    A: { Type: "Choice", Choices: [{ Variable: "$.v", IsPresent: true, Next: "B" }] },
    B: { Type: "Pass" },
  });
  assertEquals(details.error, "States.NoChoiceMatched");
});

Deno.test("a Wait state holds the run for its seconds, or until its time", async () => {
  for (
    const [wait, input] of [
      [{ Seconds: 60 }, {}],
      [{ SecondsPath: "$.s" }, { s: 60 }],
      [{ Timestamp: "2026-01-15T12:01:01Z" }, {}],
      [{ TimestampPath: "$.t" }, { t: "2026-01-15T12:01:01Z" }],
    ]
  ) {
    const sandbox = stillSandbox();
    const run = await startRun(sandbox, chain({ A: { Type: "Wait", ...wait } }), { input });
    sandbox.clock.advance(60_900);
    assertEquals((await run.read()).status, "ACTIVE", JSON.stringify(wait));
    sandbox.clock.advance(100);
    const { status, completion_time } = await run.read();
    assertEquals([status, completion_time.slice(11, 19)], ["SUCCEEDED", "12:01:01"]);
  }
});

Deno.test("a Fail state fails the run with its error and its cause", async () => {
  const details = await outcome({
    A: { Type: "Fail", Error: "NoData", Cause: "The folder is empty" },
  });
  assertEquals([details.error, details.cause], ["NoData", "The folder is empty"]);
});

Deno.test("a circle of states ends after many steps, however far the clock is moved", async () => {
  const sandbox = stillSandbox();
  const definition = {
    StartAt: "A",
    States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } },
  };
  const run = await startRun(sandbox, definition);
  sandbox.clock.advance(86_400_000);
  assertEquals((await run.read()).details.details.cause, "Too many states");
});

Deno.test("what happened is dated when it was due, not when it was looked at", async () => {
  const sandbox = stillSandbox();
  const definition = chain({
    A: { Type: "Wait", Seconds: 600 },
    B: { Type: "Action", ActionUrl: HELLO, Parameters: { sleep_time: 30 }, ResultPath: "$.b" },
  });
  const run = await startRun(sandbox, definition);
  sandbox.clock.advance(86_400_000);
  const { completion_time, details } = await run.read();
  assertEquals(completion_time, "2026-01-15T12:10:31.000000+00:00");
  assertEquals(details.output.b.start_time, "2026-01-15T12:10:01.000000+00:00");
});

Deno.test("the context of a run names the run, the flow and the person", async () => {
  const sandbox = stillSandbox();
  const run = await startRun(
    sandbox,
    chain({ A: { Type: "Pass", Parameters: { "c.$": "$._context" } } }),
  );
  sandbox.clock.advance(5_000);
  const { c } = (await run.read()).details.output;
  assertEquals([c.flow_id, c.run_id, c.username], [run.flowId, run.runId, "ada@fjord.example"]);
  assertEquals(c.identities.length, 2);
});

Deno.test("private parameters reach the action, and neither the log nor people who only view", async () => {
  const sandbox = stillSandbox();
  const url = "https://lab.example/secret";
  let seen: unknown;
  sandbox.actions.set(url, ({ parameters }) => {
    seen = parameters;
    return {};
  });
  const state = {
    Type: "Action",
    ActionUrl: url,
    Parameters: { key: "k", open: "o", __Private_Parameters: ["key"] },
    ResultPath: "$.r",
  };
  const run = await startRun(sandbox, chain({ A: state }));
  sandbox.clock.advance(5_000);
  const log = (await run.flows("GET", `/runs/${run.runId}/log`)).body.entries;
  assertEquals(seen, { key: "k", open: "o" });
  assertEquals(log[1].details.input, { open: "o" });
  sandbox.world.flows.get(run.flowId)!.viewers.push("public");
  const viewer = await flowsApi(sandbox, "sam@globusid.org");
  const { definition } = (await viewer("GET", `/flows/${run.flowId}`)).body;
  assertEquals(definition.States.A.Parameters, { open: "o" });
});

Deno.test("a handler that a test registers does the work of an action", async () => {
  const sandbox = stillSandbox();
  const url = "https://lab.example/measure";
  sandbox.actions.set(url, async ({ parameters }) => {
    await Promise.resolve();
    return { details: { twice: Number(parameters.n) * 2 }, seconds: 120 };
  });
  const run = await startRun(
    sandbox,
    chain({ A: { Type: "Action", ActionUrl: url, Parameters: { n: 4 }, ResultPath: "$.r" } }),
  );
  sandbox.clock.advance(60_000);
  assertEquals((await run.read()).status, "ACTIVE");
  sandbox.clock.advance(62_000);
  assertEquals((await run.read()).details.output.r.details, { twice: 8 });
});

Deno.test("errors of actions are caught by name, else they fail the run", async () => {
  const sandbox = stillSandbox();
  const [bad, failing, slow] = ["bad", "failing", "slow"].map((name) =>
    `https://lab.example/${name}`
  );
  sandbox.actions.set(bad, () => {
    throw new Error("no beam");
  });
  sandbox.actions.set(failing, () => ({ status: "FAILED", details: { why: "noise" } }));
  sandbox.actions.set(slow, () => ({ seconds: 1000 }));
  const caught = async (state: Record<string, unknown>, name: string) => {
    const Catch = [
      { ErrorEquals: ["Other"], Next: "B" },
      { ErrorEquals: [name], Next: "C", ResultPath: "$.error" },
    ];
    const run = await startRun(
      sandbox,
      chain({
        A: { Type: "Action", ResultPath: "$.r", Catch, ...state, Next: "B" },
        B: { Type: "Pass", Parameters: { way: "on" }, ResultPath: "$.b", End: true },
        C: { Type: "Pass" },
      }),
    );
    sandbox.clock.advance(2_000_000);
    return (await run.read()).details;
  };
  const refused = await caught({ ActionUrl: bad }, "ActionUnableToRun");
  assertEquals(refused.output.error.Error, "ActionUnableToRun");
  assertEquals(refused.output.error.Cause, "no beam");
  const failed = { ActionUrl: failing, ExceptionOnActionFailure: true };
  const told = await caught(failed, "ActionFailedException");
  assertEquals(told.output.error.action.details, { why: "noise" });
  const late = await caught({ ActionUrl: slow, WaitTime: 10 }, "ActionTimeout");
  assertEquals(late.output.error.Error, "ActionTimeout");
  const silent = await caught({ ActionUrl: failing }, "ActionFailedException");
  assertEquals([silent.output.r.status, silent.output.b], ["FAILED", { way: "on" }]);
  const uncaught = await caught({ ActionUrl: bad }, "Nothing");
  assertEquals([uncaught.code, uncaught.details.error], ["FlowFailed", "ActionUnableToRun"]);
  const unknown = await caught({ ActionUrl: "https://lab.example/none" }, "States.ALL");
  assertEquals(unknown.output.error.status, 404);
});

Deno.test("a run without a consent waits until it is resumed with a token that has it", async () => {
  const sandbox = stillSandbox();
  const { tutorial1, fjordStorage } = WELL_KNOWN;
  const transfer = {
    Type: "Action",
    ActionUrl: TRANSFER,
    Parameters: {
      source_endpoint_id: tutorial1,
      destination_endpoint_id: fjordStorage,
      transfer_items: [{
        source_path: "/home/share/godata/file1.txt",
        destination_path: "/~/copy.txt",
      }],
    },
    ResultPath: "$.r",
  };
  const run = await startRun(sandbox, chain({ A: transfer }));
  sandbox.clock.advance(60_000);
  const waiting = await run.read();
  const scope = (await run.flows("GET", `/flows/${run.flowId}`)).body.globus_auth_scope;
  const access = `https://auth.globus.org/scopes/${fjordStorage}/data_access`;
  assertEquals([waiting.status, waiting.details.code], ["INACTIVE", "ConsentRequired"]);
  assertEquals(waiting.details.required_scope, `${scope}[${TRANSFER_ALL}[*${access}]]`);
  assertEquals(
    sandbox.world.tasks.of(sandbox.world.people[0].primary.id).filter(({ requestMs }) =>
      requestMs >= sandbox.clock.now() - 60_000
    ),
    [],
  );
  // Without the consent it waits again.
  assertEquals((await run.flow("POST", `/runs/${run.runId}/resume`)).status, 200);
  sandbox.clock.advance(1_000);
  assertEquals((await run.read()).status, "INACTIVE");
  const below = `[${TRANSFER_ALL}[*${access}]]`;
  const allowed = await flowApi(sandbox, run.flowId, { below });
  assertEquals((await allowed("POST", `/runs/${run.runId}/resume`)).body.status, "ACTIVE");
  sandbox.clock.advance(60_000);
  const done = await run.read();
  assertEquals([done.status, done.details.output.r.status], ["SUCCEEDED", "SUCCEEDED"]);
  assertEquals(done.details.output.r.details.files_transferred, 1);
});

Deno.test("a consent that was taken back is asked for again, and the token is gone", async () => {
  const sandbox = stillSandbox();
  const { tutorial1, tutorial2 } = WELL_KNOWN;
  const list = (endpoint_id: string) => ({
    Type: "Action",
    ActionUrl: "https://transfer.actions.globus.org/ls",
    Parameters: { endpoint_id, path: "/home/share/godata/" },
    ResultPath: "$.r",
  });
  const run = await startRun(
    sandbox,
    chain({ A: list(tutorial1), W: { Type: "Wait", Seconds: 60 }, B: list(tutorial2) }),
  );
  sandbox.clock.advance(30_000);
  assertEquals(await run.codes().then((codes) => codes.includes("ActionCompleted")), true);
  const { consents, people, accessTokens } = sandbox.world;
  for (const one of consents.of(people[0].primary.id)) {
    if (one.scope_name === TRANSFER_ALL) consents.revoke(one.id);
  }
  sandbox.clock.advance(60_000);
  const { status, details } = await run.read();
  assertEquals([status, details.code], ["INACTIVE", "ConsentRequired"]);
  assertEquals([...accessTokens.values()].filter(({ expiresMs }) => expiresMs === Infinity), []);
});

Deno.test("a canceled run ends its transfer", async () => {
  const sandbox = stillSandbox({ taskStartSeconds: 1000 });
  const { tutorial1, tutorial2 } = WELL_KNOWN;
  const run = await startRun(
    sandbox,
    chain({
      A: {
        Type: "Action",
        ActionUrl: TRANSFER,
        Parameters: {
          source_endpoint: tutorial1,
          destination_endpoint: tutorial2,
          DATA: [{
            source_path: "/home/share/godata/",
            destination_path: "/~/x/",
            recursive: true,
          }],
        },
      },
    }),
  );
  sandbox.clock.advance(5_000);
  assertEquals((await run.read()).status, "ACTIVE");
  const [task] = [...sandbox.world.tasks.byId.values()].slice(-1);
  assertEquals([task.label, task.status], ["Test run", "ACTIVE"]);
  await run.flows("POST", `/runs/${run.runId}/cancel`);
  assertEquals([task.status, task.fatalError?.code], ["FAILED", "CANCELED"]);
});

Deno.test("settle() plays runs without a request, and two at once play each step once", async () => {
  const sandbox = stillSandbox();
  let calls = 0;
  sandbox.actions.set("https://lab.example/count", () => ({ details: { calls: ++calls } }));
  const action = { Type: "Action", ActionUrl: "https://lab.example/count", ResultPath: "$.r" };
  await startRun(sandbox, chain({ A: action, B: action }));
  sandbox.clock.advance(60_000);
  await Promise.all([sandbox.settle(), sandbox.settle(), sandbox.settle()]);
  const [run] = sandbox.world.runs.values();
  assertEquals([run.status, calls], ["SUCCEEDED", 2]);
});

Deno.test("requests of runs are neither recorded nor met by faults", async () => {
  const sandbox = stillSandbox();
  const { tutorial1 } = WELL_KNOWN;
  const run = await startRun(
    sandbox,
    chain({
      A: {
        Type: "Action",
        ActionUrl: "https://actions.globus.org/transfer/ls",
        Parameters: { endpoint_id: tutorial1, path: "/home/share/godata/" },
      },
    }),
  );
  sandbox.faults.add({ fault: "reset", service: "transfer" });
  sandbox.clock.advance(60_000);
  assertEquals((await run.read()).status, "SUCCEEDED");
  assertEquals(sandbox.faults.pending, 1);
  assertEquals(sandbox.requests.some(({ service }) => service === "transfer"), false);
});
