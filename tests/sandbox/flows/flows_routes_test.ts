import { assertEquals } from "@std/assert";
import { HELLO_FLOW_ID } from "../../../lib/sandbox/flows/flows.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { flowApi, FLOWS_ALL, flowsApi } from "../../kit/sandbox_flows.ts";

const NOTHING = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
const NEW = { title: "New", definition: NOTHING, input_schema: {} };

function hello(): string {
  return `/flows/${HELLO_FLOW_ID}`;
}

Deno.test("flows are listed and read with a token for Flows", async () => {
  const sandbox = stillSandbox();
  const call = await flowsApi(sandbox);
  assertEquals((await call("GET", "/flows")).body.flows[0].id, HELLO_FLOW_ID);
  assertEquals((await call("GET", "/flows?filter_fulltext=zebra")).body.flows, []);
  assertEquals((await call("GET", hello())).body.title, "Say hello");
  const absent = await call("GET", "/flows/x");
  assertEquals([absent.status, absent.body.error], [404, {
    code: "NOT_FOUND",
    detail: "No Flow exists with id value x",
  }]);
  const weak = await flowsApi(sandbox, undefined, FLOWS_ALL.replace("/all", "/run"));
  const refused = await weak("GET", "/flows");
  assertEquals([refused.status, refused.body.error.code], [403, "MISSING_SCOPE"]);
});

Deno.test("a flow is created with a client and a scope of its own, changed, and deleted", async () => {
  const sandbox = stillSandbox();
  const { world } = sandbox;
  const call = await flowsApi(sandbox);
  const made = await call("POST", "/flows", { ...NEW, keywords: ["a"] });
  assertEquals([made.status, made.body.user_role], [201, "flow_owner"]);
  const { id, globus_auth_scope: scope } = made.body;
  assertEquals(world.findScope(scope)?.resource_server, id);
  assertEquals(world.clients.has(id), true);
  sandbox.clock.advance(1_000);
  const changed = await call("PUT", `/flows/${id}`, { subtitle: "s", input_schema: null });
  assertEquals([changed.body.title, changed.body.subtitle], ["New", "s"]);
  assertEquals(changed.body.updated_at > changed.body.created_at, true);
  const gone = await call("DELETE", `/flows/${id}`);
  assertEquals([gone.status, gone.body.DELETED], [200, true]);
  assertEquals((await call("GET", `/flows/${id}`)).status, 404);
  assertEquals([world.findScope(scope), world.clients.has(id)], [undefined, false]);
});

Deno.test("each role on a flow allows what the weaker ones do, and the flow hides from others", async () => {
  const sandbox = stillSandbox();
  const owner = await flowsApi(sandbox);
  const urn = (username: string) =>
    `urn:globus:auth:identity:${sandbox.world.identityByUsername(username)!.id}`;
  const [noor, kofi, mei, sam] = sandbox.world.people.slice(1).map(({ primary }) =>
    primary.username
  );
  const { id } = (await owner("POST", "/flows", {
    ...NEW,
    flow_administrators: [urn(noor)],
    flow_starters: [urn(kofi)],
    flow_viewers: [urn(mei)],
  })).body;
  const seen = async (username: string) => {
    const call = await flowsApi(sandbox, username);
    const read = await call("GET", `/flows/${id}`);
    const changed = await call("PUT", `/flows/${id}`, { subtitle: "x" });
    const run = await (await flowApi(sandbox, id, { username }))("POST", `/flows/${id}/run`, {});
    return [read.body.user_role, read.body.flow_viewers?.length, changed.status, run.status];
  };
  assertEquals(await seen(noor), ["flow_administrator", 1, 200, 201]);
  assertEquals(await seen(kofi), ["flow_starter", 0, 403, 201]);
  assertEquals(await seen(mei), ["flow_viewer", 0, 403, 403]);
  assertEquals(await seen(sam), [undefined, undefined, 404, 404]);
  const viewer = await flowApi(sandbox, id, { username: mei });
  assertEquals(
    (await viewer("POST", `/flows/${id}/run`, {})).body.error.detail.slice(-25),
    "Missing permissions: RUN.",
  );
  const mine = async (username: string, roles: string) =>
    (await (await flowsApi(sandbox, username))("GET", `/flows?filter_roles=${roles}`)).body.flows
      .map((flow: { id: string }) => flow.id);
  assertEquals(await mine(mei, "flow_starter"), [HELLO_FLOW_ID]);
  assertEquals(await mine(noor, "flow_administrator,flow_owner"), [id]);
});

Deno.test("a group's members have the roles of the group", async () => {
  const sandbox = stillSandbox();
  const owner = await flowsApi(sandbox);
  const [group] = sandbox.world.groups.values();
  const { id } = (await owner("POST", "/flows", {
    ...NEW,
    flow_starters: [`urn:globus:groups:id:${group.id}`],
  })).body;
  const member = await flowsApi(sandbox, "mei@fjord.example");
  assertEquals((await member("GET", `/flows/${id}`)).body.user_role, "flow_starter");
  const stranger = await flowsApi(sandbox, "sam@globusid.org");
  assertEquals((await stranger("GET", `/flows/${id}`)).status, 404);
});

Deno.test("what is wrong with a flow is told with its place", async () => {
  const call = await flowsApi(stillSandbox());
  const state = { Type: "Action", ActionUrl: "https://actions.globus.org/hello_world" };
  const faults = async (change: object) => {
    const { status, body } = await call("POST", "/flows", { ...NEW, ...change });
    assertEquals([status, body.error.code], [422, "UNPROCESSABLE_ENTITY"]);
    return body.error.detail.map(({ loc }: { loc: string[] }) => loc.join("."));
  };
  const withState = (A: object) => ({ definition: { StartAt: "A", States: { A } } });
  assertEquals(await faults({ title: undefined }), ["title"]);
  assertEquals(await faults({ title: "x".repeat(129) }), ["title"]);
  assertEquals(await faults({ flow_administrators: ["public", "x"] }), [
    "flow_administrators.0",
    "flow_administrators.1",
  ]);
  assertEquals(await faults(withState(state)), ["definition.States.A"]);
  assertEquals(await faults(withState({ ...state, Next: "B" })), ["definition.States.A.Next"]);
  assertEquals(await faults(withState({ ...state, End: true, ResultPath: "a" })), [
    "definition.States.A.ResultPath",
  ]);
  assertEquals(await faults(withState({ Type: "Parallel" })), ["definition.States.A.Type"]);
  assertEquals(await faults(withState({ Type: "Wait", End: true })), ["definition.States.A"]);
  assertEquals(await faults(withState({ Type: "ExpressionEval", End: true })), [
    "definition.States.A.Parameters",
  ]);
  assertEquals(await faults(withState({ Type: "Choice", Choices: [{ Next: "A" }] })), [
    "definition.States.A.Choices.0",
  ]);
  assertEquals(await faults({ definition: { StartAt: "Z", States: NOTHING.States } }), [
    "definition.StartAt",
  ]);
  assertEquals(await faults({ input_schema: { properties: { a: { type: "text" } } } }), [
    "input_schema",
  ]);
  const message = (await call("POST", "/flows/validate", withState(state))).body.error.message;
  assertEquals(
    message,
    "1 validation error in body. $.definition.States.A: A state of type 'Action' must be defined " +
      'as either terminal ("End": true) or transitional ("Next": "NextStateId")',
  );
});

Deno.test("a definition is checked without making a flow, and its scopes are told by role", async () => {
  const sandbox = stillSandbox();
  const call = await flowsApi(sandbox);
  const action = (ActionUrl: string, more = {}) => ({ Type: "Action", ActionUrl, ...more });
  const definition = {
    StartAt: "A",
    States: {
      A: action("https://transfer.actions.globus.org/transfer", { Next: "B" }),
      B: action("https://actions.globus.org/search/ingest", { Next: "C", RunAs: "Curator" }),
      C: action("https://actions.globus.org/transfer/ls", { End: true }),
    },
  };
  const { status, body } = await call("POST", "/flows/validate", { definition });
  assertEquals([status, body], [200, {
    scopes: {
      User: ["urn:globus:auth:scope:transfer.api.globus.org:all"],
      Curator: ["urn:globus:auth:scope:search.api.globus.org:ingest"],
    },
  }]);
  assertEquals(sandbox.world.flows.size, 1);
});

Deno.test("flows are sorted and paged by markers that carry the query", async () => {
  const sandbox = stillSandbox();
  const call = await flowsApi(sandbox);
  for (const title of ["Bb", "Aa", "Cc"]) await call("POST", "/flows", { ...NEW, title });
  const titles = (body: { flows: { title: string }[] }) => body.flows.map(({ title }) => title);
  const query = "filter_roles=flow_owner&filter_title=b&orderby=title%20ASC";
  assertEquals(titles((await call("GET", `/flows?${query}`)).body), ["Bb"]);
  const first = await call("GET", "/flows?orderby=title%20DESC&per_page=3");
  assertEquals([titles(first.body), first.body.limit], [["Say hello", "Cc", "Bb"], 3]);
  const rest = await call("GET", `/flows?marker=${encodeURIComponent(first.body.marker)}`);
  assertEquals([titles(rest.body), rest.body.has_next_page], [["Aa"], false]);
  assertEquals((await call("GET", "/flows?filter_roles=king")).status, 422);
});

Deno.test("without a subscription a user may have as many flows as the setting says", async () => {
  const sandbox = stillSandbox({ maxFlows: 1 });
  const sam = await flowsApi(sandbox, "sam@globusid.org");
  assertEquals((await sam("POST", "/flows", NEW)).status, 201);
  assertEquals((await sam("POST", "/flows", NEW)).status, 403);
  const ada = await flowsApi(sandbox);
  const paid = { ...NEW, subscription_id: "DEFAULT" };
  for (let i = 0; i < 2; i++) {
    const { status, body } = await ada("POST", "/flows", paid);
    assertEquals([status, body.subscription_id], [201, "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601"]);
  }
  assertEquals((await sam("POST", "/flows", paid)).status, 422);
});

Deno.test("a flow with a policy is read and run only in a session that meets the policy", async () => {
  const sandbox = stillSandbox();
  const [policy] = sandbox.world.policies.keys();
  const noor = "noor@meridian.example";
  const owner = await flowsApi(sandbox, noor);
  const made = await owner("POST", "/flows", {
    ...NEW,
    authentication_policy_id: policy,
    flow_viewers: ["public"],
    flow_starters: ["all_authenticated_users"],
  });
  const { id } = made.body;
  assertEquals([made.status, made.body.is_high_assurance], [201, true]);
  const path = `/flows/${id}`;
  const flow = await flowApi(sandbox, id, { username: noor });
  const run = (await flow("POST", `${path}/run`, {})).body;
  assertEquals((await owner("GET", `/runs/${run.run_id}`)).status, 200);
  assertEquals((await owner("GET", "/runs")).body.runs[0].details, null);
  const listed = (await owner("GET", "/flows?filter_roles=flow_owner")).body.flows[0];
  assertEquals([listed.definition, listed.input_schema], [null, null]);
  // Ada is of another domain; Noor's login is too old after half an hour.
  const ada = await flowsApi(sandbox);
  const refused = await ada("GET", path);
  assertEquals([refused.status, refused.body.error.code, refused.body.authorization_parameters], [
    403,
    "AUTHENTICATION_POLICY_REQUIRED",
    {
      session_required_policies: [policy],
      session_message: "Globus Flows detected an unsatisfied session policy for this flow.",
    },
  ]);
  sandbox.clock.advance(31 * 60_000);
  assertEquals((await flow("POST", `${path}/run`, {})).body.code, "AuthenticationPolicyRequired");
  assertEquals((await owner("GET", `/runs/${run.run_id}`)).status, 403);
  const again = await flowsApi(sandbox, noor);
  assertEquals((await again("GET", path)).status, 200);
  const none = await again("POST", "/flows", { ...NEW, authentication_policy_id: "x" });
  assertEquals(none.status, 422);
  const plain = (await again("POST", "/flows", NEW)).body.id;
  const late = await again("PUT", `/flows/${plain}`, { authentication_policy_id: policy });
  assertEquals(late.status, 422);
});
