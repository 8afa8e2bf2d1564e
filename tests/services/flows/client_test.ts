import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ClientApp,
  type ClientOptions,
  type CreateFlowParams,
  type FlowDefinition,
  FlowsAPIError,
  FlowsClient,
  GlobusSDKUsageError,
  httpResponse,
  InvalidResponseError,
  NetworkError,
  type RunFlowParams,
  SpecificFlowClient,
  SpecificFlowScopes,
  TransferScopes,
} from "@globus-deno/sdk";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { FLOW, RUN } from "../../kit/fake_flows.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { testOperations } from "../../kit/operations.ts";

const COLLECTION = "c0ffee03-0000-4000-8000-000000000003";
const PASS: FlowDefinition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
/** What fits every operation. */
const GOOD = { flows: [], runs: [], entries: [], registered_apis: [], web_input_summaries: [] };

/** A client for one flow, made as the clients of a whole service are. */
class OneFlowClient extends SpecificFlowClient {
  constructor(options: ClientOptions) {
    super(FLOW, options);
  }
}

function fakeFlows(answer: (seen: Sent) => Answer = () => ({ json: GOOD })) {
  return fakeClient(FlowsClient, answer);
}

function fakeFlow(answer: (seen: Sent) => Answer = () => ({ json: {} })) {
  return fakeClient(OneFlowClient, answer);
}

testOperations({
  name: "Flows",
  clients: [
    { source: "flows/client.ts", make: (options) => new FlowsClient(options) },
    {
      source: "flows/specific_client.ts",
      make: (options, id) => new SpecificFlowClient(id("flow_id"), options),
    },
  ],
  operations: 23 + 3,
  origin: "https://flows.automate.globus.org",
  errorClass: FlowsAPIError,
  good: GOOD,
  listKeys: ["flows", "runs", "entries", "registered_apis", "web_input_summaries"],
  listings: 6,
});

/** Shapes that the methods of every client take: a path, a verb, any JSON as the body. */
const RAW: Record<string, RegExp> = {
  method: /^text$/,
  path: /text$/,
  options: /^$/,
  data: /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
};

/** Whether a value of this shape is one that the argument may have. */
function fits(method: string, parameter: string, shape: string): boolean {
  if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
  if (parameter === "...scopes") return /^(empty )?text$/.test(shape);
  if (/^(params|options)$/.test(parameter)) return false;
  if (/^(definition|inputSchema|body|data)$/.test(parameter)) return shape === "instance";
  if (parameter === "runIds") return /^(empty )?array$/.test(shape);
  if (parameter === "collectionIds") return shape === "empty array";
  if (parameter === "title") return /text$/.test(shape);
  // An answer may be any JSON.
  if (parameter === "value") return RAW.data.test(shape);
  return /^(JSON )?text$/.test(shape);
}

Deno.test("every method of Flows, given any shape for any argument, sends what is meant or refuses it", async () => {
  let methods = 0;
  for (const type of [FlowsClient, OneFlowClient]) {
    const called = await callWithShapes({
      type,
      fits,
      response: () => GOOD,
      make: (options, method) =>
        new type(
          /App/.test(method)
            ? { app: new ClientApp("tests", { clientId: RUN, clientSecret: crypto.randomUUID() }) }
            : options,
        ),
    });
    assertEquals(called.wrong, []);
    methods += called.methods;
  }
  assert(methods >= 23 + 4 + 2 * 7, `${methods}`);
});

Deno.test("additional fields that are not a plain object are refused, and others win", async () => {
  const { client, requests } = fakeFlows();
  const bad = "text" as unknown as Record<string, unknown>;
  const calls = [
    (additional_fields: Record<string, unknown>) =>
      client.createFlow("t", PASS, {}, { title: "x", additional_fields } as CreateFlowParams),
    (additional_fields: Record<string, unknown>) =>
      client.updateFlow(FLOW, { title: "t", additional_fields }),
    (additional_fields: Record<string, unknown>) =>
      client.updateRun(RUN, { label: "t", additional_fields }),
  ];
  for (const call of calls) await assertRejects(() => call(bad), TypeError, ": write ");
  assertEquals(requests, []);
  for (const call of calls) await call({ title: "b", label: "b", more: [1] });
  for (const { json: body } of requests) {
    const { title, label, more, additional_fields } = body as Record<string, unknown>;
    assertEquals([title, label, more, additional_fields], ["b", "b", [1], undefined]);
  }
});

Deno.test("R1 what would happen twice is sent once, and what would not is repeated", async () => {
  const flows = fakeFlows;
  const once: [string, (answer: (seen: Sent) => Answer) => [Promise<unknown>, Sent[]]][] = [
    ["create", (answer) => of(flows(answer), (client) => client.createFlow("t", PASS, {}))],
    ["respond", (answer) => of(flows(answer), (client) => client.respondToWebInput(RUN, "x"))],
    ["register", (answer) =>
      of(
        flows(answer),
        (client) => client.createRegisteredApi({ name: "x" } as never),
      )],
    ["run", (answer) => of(fakeFlow(answer), (client) => client.runFlow({}))],
  ];
  const repeated: typeof once = [
    ["validate", (answer) => of(flows(answer), (client) => client.validateFlow(PASS))],
    ["cancel", (answer) => of(flows(answer), (client) => client.cancelRun(RUN))],
    ["cancel several", (answer) => of(flows(answer), (client) => client.updateRuns([RUN]))],
    ["release", (answer) => of(flows(answer), (client) => client.deleteRun(RUN))],
    ["update", (answer) => of(flows(answer), (client) => client.updateFlow(FLOW))],
    [
      "change an API",
      (answer) => of(flows(answer), (client) => client.updateRegisteredApi(RUN, {})),
    ],
    ["resume", (answer) => of(fakeFlow(answer), (client) => client.resumeRun(RUN))],
    ["check", (answer) => of(fakeFlow(answer), (client) => client.validateRun({}))],
    ["list", (answer) => of(flows(answer), (client) => client.listRuns().page())],
  ];
  for (const [calls, count] of [[once, 1], [repeated, 4]] as const) {
    for (const [name, call] of calls) {
      for (
        const answer of [{ throws: new TypeError("connection reset") }, { status: 503 }] as Answer[]
      ) {
        const [result, requests] = call(() => answer);
        await errorOf(result);
        assertEquals(requests.length, count, name);
      }
    }
  }
});

function of<Client>(
  { client, requests }: { client: Client; requests: Sent[] },
  call: (client: Client) => Promise<unknown>,
): [Promise<unknown>, Sent[]] {
  return [call(client), requests];
}

Deno.test("lists are sent as the service wants them: joined with commas, or repeated", async () => {
  const { client, requests } = fakeFlows();
  const two = ["a", "b"];
  await client.listFlows({ filter_roles: ["flow_owner", "flow_viewer"], orderby: two }).page();
  await client.listRuns({ filter_flow_id: two, filter_status: ["ACTIVE"], orderby: two }).page();
  await client.listFlowRuns(FLOW, { filter_roles: ["run_owner", "run_monitor"] }).page();
  await client.listWebInputs({ filter_states: ["open", "closed"], orderby: two }).page();
  await client.listRegisteredApis({ filter_roles: ["owner", "viewer"], orderby: two }).page();
  assertEquals(requests.map(({ address }) => decodeURIComponent(address.search)), [
    "?filter_roles=flow_owner,flow_viewer&orderby=a&orderby=b",
    "?filter_flow_id=a,b&filter_status=ACTIVE&orderby=a,b",
    "?filter_roles=run_owner,run_monitor",
    "?filter_states=open,closed&orderby=a,b",
    "?filter_roles=owner,viewer&orderby=a&orderby=b",
  ]);
  for (const list of [["a,b"], [","]]) {
    assertThrows(() => client.listFlows({ filter_roles: list }), RangeError, "comma");
    assertThrows(() => client.listRuns({ filter_flow_id: list }), RangeError, "comma");
    assertThrows(() => client.listWebInputs({ filter_run_ids: list }), RangeError, "comma");
  }
});

Deno.test("ranges of times of runs have zones", async () => {
  const { client, requests } = fakeFlows();
  const from = new Date(Date.UTC(2030, 0, 1));
  await client.listRuns({ filter_start_time: [from, ""], filter_completion_time: ["", from] })
    .page();
  assertEquals(Object.fromEntries(requests[0].address.searchParams), {
    filter_start_time: "2030-01-01T00:00:00.000Z,",
    filter_completion_time: ",2030-01-01T00:00:00.000Z",
  });
  for (const range of ["2030-01-01,", ["2030-01-01", ""], ["", ""], "x"] as string[]) {
    assertThrows(() => client.listRuns({ filter_start_time: range }), RangeError);
    assertThrows(() => client.listFlowRuns(FLOW, { filter_completion_time: range }), RangeError);
  }
});

Deno.test("getRun() asks for the flow too where it is told to, and options win", async () => {
  const { client, requests } = fakeFlows(() => ({ json: { run_id: RUN } }));
  const run = await client.getRun(RUN, { include_flow_description: true });
  await client.getRun(RUN, { include_flow_description: true }, {
    query: { include_flow_description: false, extra: 1 },
  });
  assertEquals(requests.map(({ address }) => address.search), [
    "?include_flow_description=true",
    "?include_flow_description=false&extra=1",
  ]);
  assertEquals(httpResponse(run)?.status, 200);
});

Deno.test("updateRuns() names the runs, and what is set, added or removed", async () => {
  const { client, requests } = fakeFlows(() => ({ status: 202, json: {} }));
  await client.updateRuns([RUN], { set: { status: "cancel" }, add: { tags: ["x"] } });
  assertEquals([requests[0].address.pathname, requests[0].json], ["/batch/runs", {
    filters: { run_ids: [RUN] },
    set: { status: "cancel" },
    add: { tags: ["x"] },
  }]);
});

Deno.test("E1 a page of a log may have up to 64 MiB, other responses 8", async () => {
  const large = `{"entries":[],"x":"${"x".repeat(20 * 1024 * 1024)}"}`;
  const { client } = fakeFlows(() => ({ text: large }));
  await client.getRunLogs(RUN).page();
  assert(await errorOf(client.getRun(RUN)) instanceof InvalidResponseError);
});

Deno.test("a SpecificFlowClient has the flow's scope, and asks an app for that alone", () => {
  const app = new ClientApp("tests", { clientId: RUN, clientSecret: crypto.randomUUID() });
  const flow = new SpecificFlowClient(FLOW, { app });
  const scope =
    `https://auth.globus.org/scopes/${FLOW}/flow_c0ffee01_0000_4000_8000_000000000001_user`;
  assertEquals([flow.flowId, flow.resourceServer, `${flow.scopes.user}`], [FLOW, FLOW, scope]);
  assertEquals(app.scopeRequirements.get(FLOW)?.map(String), [scope]);
  assertEquals(app.scopeRequirements.has("flows.globus.org"), false);

  const own = new ClientApp("tests", { clientId: RUN, clientSecret: crypto.randomUUID() });
  const wider = new SpecificFlowScopes(FLOW).user.withDependency(TransferScopes.all);
  new SpecificFlowClient(FLOW, { app: own, appScopes: [wider] });
  assertEquals(own.scopeRequirements.get(FLOW)?.map(String), [`${wider}`]);

  flow.addAppTransferDataAccessScope([COLLECTION]);
  const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
  assertEquals(
    app.scopeRequirements.get(FLOW)?.map(String).at(-1),
    [
      `${scope}[*${all}[*https://auth.globus.org/scopes/${COLLECTION}/data_access]]`,
    ].join(),
  );
  for (const ids of ["nope", [COLLECTION, "x"], [`${COLLECTION} x`]]) {
    assertThrows(() => flow.addAppTransferDataAccessScope(ids), TypeError, "not a UUID");
  }
  const alone = new SpecificFlowClient(FLOW);
  assertThrows(() => alone.addAppTransferDataAccessScope(COLLECTION), GlobusSDKUsageError);
  assertThrows(() => new SpecificFlowClient(FLOW, { appScopes: [] }), GlobusSDKUsageError);
  for (const id of [5, null, undefined, {}, [FLOW]] as string[]) {
    assertThrows(() => new SpecificFlowClient(id), TypeError, "flowId");
  }
});

Deno.test("the input of a run is typed by the flow, if the caller says so", async () => {
  const { client, requests } = fakeFlow();
  const flow: SpecificFlowClient<{ source: string }> = client as never;
  await flow.runFlow({ source: "/a" }, { label: "x", tags: ["t"], additional_fields: { y: null } });
  assertEquals(requests[0].json, {
    body: { source: "/a" },
    label: "x",
    tags: ["t"],
    y: null,
  });
  // @ts-expect-error: the flow takes a source
  await flow.validateRun({ sauce: "/a" });
  // @ts-expect-error: a label is a text
  const params: RunFlowParams = { label: 5 };
  // @ts-expect-error: a state leads on, or ends the flow
  const definition: FlowDefinition = { StartAt: "A", States: { A: { Type: "Pass" } } };
  const both: FlowDefinition = {
    StartAt: "A",
    // @ts-expect-error: a state leads on or ends the flow, and not both
    States: { A: { Type: "Pass", Next: "A", End: true } },
  };
  assertEquals([params, definition, both].length, 3);
});

Deno.test("errors of Flows show each fault with its place, the request id, and no secret", async () => {
  const detail = [
    { loc: ["definition", "States", 0], msg: "no Next", type: "value_error" },
    { loc: ["x"], msg: "bad \u001b[31m" },
    { msg: 5 },
    { loc: "y", msg: "odd place" },
  ];
  const { client } = fakeFlows(() => ({
    status: 422,
    json: { error: { code: "UNPROCESSABLE_ENTITY", detail, message: "3 errors" }, debug_id: "d-1" },
  }));
  const error = await errorOf(client.validateFlow({}));
  assert(error instanceof FlowsAPIError && error instanceof Error);
  assertEquals([error.code, error.requestId, error.details], [
    "UNPROCESSABLE_ENTITY",
    "d-1",
    detail,
  ]);
  assertEquals(error.messages, ["no Next", "bad \u001b[31m", "odd place"]);
  assert(error.message.includes("(at definition.States.0, x)"), error.message);
  // deno-lint-ignore no-control-regex
  assert(!/[\u0000-\u001f]/.test(error.message), error.message);
  assert(!error.message.includes("a-token-for-tests"));

  const policy = fakeFlows(() => ({
    status: 403,
    json: {
      error: { code: "AUTHENTICATION_POLICY_REQUIRED", detail: "Log in again" },
      code: "AuthenticationPolicyRequired",
      authorization_parameters: { session_required_policies: [RUN] },
    },
  }));
  const required = await errorOf(policy.client.getWebInput(RUN));
  assert(required instanceof FlowsAPIError);
  assertEquals([required.code, required.details], ["AUTHENTICATION_POLICY_REQUIRED", []]);
  assertEquals(required.info.authorizationParameters?.session_required_policies, [RUN]);
  const plain = fakeFlows(() => ({ status: 502, text: "<html>", headers: {} }));
  assertEquals((await errorOf(plain.client.getFlow(FLOW)) as FlowsAPIError).details, []);
  const lost = fakeFlows(() => ({ throws: new TypeError("connection reset") }));
  assert(await errorOf(lost.client.createFlow("t", {}, {})) instanceof NetworkError);
});
