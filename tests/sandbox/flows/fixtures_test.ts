import { HELLO_FLOW_ID } from "../../../lib/sandbox/flows/flows.ts";
import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";
import { testSandboxFixtures } from "../../kit/sandbox_fixtures.ts";
import { chain, flowApi, flowsApi, startRun } from "../../kit/sandbox_flows.ts";

testSandboxFixtures({
  service: "flows",
  fields: new URL("./fixture_fields.json", import.meta.url),
  statuses: { create_flow: 201, run_flow: 201, cancel_run: 202 },
  // What users wrote, and what their runs made of it.
  opaque:
    /definition[.[]|input_schema[.[]|details\.(details|output)[.[]|target\.|state_input_schema\./,
  added: /^\.debug_id$|^\.error\.message$/,
  left: {},
  async answers() {
    const sandbox = stillSandbox();
    const flows = await flowsApi(sandbox);
    const stranger = await flowsApi(sandbox, "sam@globusid.org");
    const definition = chain({ A: { Type: "Pass" } });
    const body = {
      title: "Test",
      definition,
      input_schema: {},
      flow_viewers: ["public"],
      flow_starters: [`urn:globus:auth:identity:${crypto.randomUUID()}`],
      flow_administrators: [`urn:globus:auth:identity:${crypto.randomUUID()}`],
      run_managers: [`urn:globus:auth:identity:${crypto.randomUUID()}`],
      run_monitors: [`urn:globus:auth:identity:${crypto.randomUUID()}`],
      keywords: ["a"],
    };
    const createFlow = () => flows("POST", "/flows", body);
    const flowId: string = (await createFlow()).body.id;
    const path = `/flows/${flowId}`;
    const hello = await flowApi(sandbox, HELLO_FLOW_ID);
    const run = `/flows/${HELLO_FLOW_ID}/run`;
    const input = { body: { echo_string: "hi" }, tags: ["a"] };
    const start = async () => `/runs/${(await hello("POST", run, input)).body.run_id}`;
    const ended = async () => {
      const at = await start();
      sandbox.clock.advance(60_000);
      return at;
    };
    const runs = () => ended().then(() => flows("GET", "/runs"));
    const log = async (query = "") => await flows("GET", `${await ended()}/log${query}`);
    const inactive = async () => {
      const followed = await startRun(
        sandbox,
        chain({
          A: {
            Type: "Action",
            ActionUrl: "https://transfer.actions.globus.org/ls",
            Parameters: { endpoint: await collection(), path: "/~/" },
          },
        }),
      );
      sandbox.clock.advance(60_000);
      await followed.read();
      return followed;
    };
    const collection = () => {
      const found = [...sandbox.world.collections.all()].find((one) => one.needsDataAccess)!;
      return Promise.resolve(found.id);
    };
    const question = async (more: Record<string, unknown> = { text: "Look" }) => {
      await startRun(
        sandbox,
        chain({
          A: {
            Type: "Action",
            ActionUrl: "https://actions.globus.org/weboption/wait_for_option",
            Parameters: { title: "Go on?", options: [{ label: "Yes" }], ...more },
          },
        }),
      );
      sandbox.clock.advance(5_000);
      await flows("GET", "/web_inputs");
      const [record] = [...sandbox.world.webInputs.values()].slice(-1);
      return { at: `/web_inputs/${record.id}`, record };
    };
    const respond = async (value?: string, call = flows) => {
      const { at, record } = await question();
      const chosen = value ?? record.options[0].option_id;
      return { at, answer: await call("POST", `${at}/respond`, { response: { value: chosen } }) };
    };
    const apiBody = {
      name: "An API",
      target: { type: "openapi" },
      subscription_id: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
    };
    const createApi = async () => (await flows("POST", "/registered_apis", apiBody)).body.id;
    const guarded = async (path: (at: string) => [string, string]) => {
      const { at, record } = await question();
      const [policy] = sandbox.world.policies.keys();
      sandbox.world.flows.get(record.flowId)!.policyId = policy;
      const [method, address] = path(at);
      return await flows(method, address, method === "POST" ? {} : undefined);
    };
    const none = "/web_inputs/00000000-0000-4000-8000-000000000000";
    const broken = { StartAt: "A", States: { A: { Type: "Pass" } } };
    const of = (call: () => Promise<Answer>, ...names: string[]) =>
      names.map((name): [string, () => Promise<Answer>] => [name, call]);
    const pages = (method: string, call: () => Promise<Answer>) =>
      of(
        call,
        ...["default", "paginated", "paginated#1", "paginated#2"].map((one) => `${method}/${one}`),
      );
    return new Map([
      ...of(createFlow, "create_flow/default"),
      ...of(
        () => flows("POST", "/flows", { ...body, flow_administrators: ["x"] }),
        "create_flow/bad_admin_principal_error",
      ),
      ...of(() => flows("GET", path), "get_flow/default"),
      ...pages("list_flows", () => flows("GET", "/flows?filter_roles=flow_owner")),
      ...of(
        () => flows("PUT", path, { subscription_id: "DEFAULT" }),
        "update_flow/default",
      ),
      ...of(
        async () => await flows("DELETE", `/flows/${(await createFlow()).body.id}`),
        "delete_flow/default",
      ),
      ...of(() => flows("POST", "/flows/validate", { definition }), "validate_flow/default"),
      ...of(
        () => flows("POST", "/flows/validate", { definition: broken }),
        "validate_flow/definition_error",
      ),
      ...of(() => hello("POST", run, input), "run_flow/default"),
      ...of(() => flows("POST", run, input), "run_flow/missing_scope_error"),
      ...of(
        () => hello("POST", `/flows/${HELLO_FLOW_ID}/validate_run`, input),
        "validate_run/default",
      ),
      ...of(
        () => hello("POST", `/flows/${HELLO_FLOW_ID}/validate_run`, {}),
        "validate_run/invalid_input_payload",
      ),
      ...of(async () => {
        const response = await sandbox.fetch(
          `https://flows.automate.globus.org/flows/${HELLO_FLOW_ID}/validate_run`,
          { method: "POST", headers: { authorization: "Bearer none" } },
        );
        return { status: response.status, body: await response.json() };
      }, "validate_run/invalid_token"),
      ...of(async () => {
        const viewer = await flowApi(sandbox, flowId, { username: "sam@globusid.org" });
        return await viewer("POST", `${path}/validate_run`, {});
      }, "validate_run/not_a_flow_starter"),
      ...of(async () => await flows("GET", await ended()), "get_run/default", "get_run/default#1"),
      ...of(
        async () => await flows("GET", `${await ended()}?include_flow_description=True`),
        "get_run/default#2",
      ),
      ...of(
        async () => await flows("GET", `${await start()}/definition`),
        "get_run_definition/default",
      ),
      ...of(() => log(), "get_run_logs/default"),
      ...of(() => log("?limit=2"), "get_run_logs/paginated"),
      ...of(async () => {
        const at = `${await ended()}/log`;
        const { marker } = (await flows("GET", `${at}?limit=2`)).body;
        return await flows("GET", `${at}?marker=${encodeURIComponent(marker)}`);
      }, "get_run_logs/paginated#1"),
      ...pages("list_runs", runs),
      ...of(
        runs,
        ...["", "#1", "#2", "#3"].map((one) => `list_runs/filter_flow_id${one}`),
      ),
      ...of(async () => await flows("PUT", await start(), { label: "x" }), "update_run/default"),
      ...of(async () => await flows("POST", `${await start()}/cancel`), "cancel_run/default"),
      ...of(async () => await flows("POST", `${await ended()}/release`), "delete_run/default"),
      ...of(async () => await flows("POST", `${await start()}/release`), "delete_run/conflict"),
      ...of(async () => {
        const { flow, runId } = await inactive();
        return await flow("POST", `/runs/${runId}/resume`);
      }, "resume_run/default"),
      ...of(
        async () => await flows("GET", `/registered_apis/${await createApi()}`),
        "get_registered_api/default",
      ),
      ...pages(
        "list_registered_apis",
        () => createApi().then(() => flows("GET", "/registered_apis")),
      ),
      ...of(async () => await flows("GET", (await question()).at), "get_web_input/default"),
      ...of(
        async () => await flows("GET", (await respond()).at),
        "get_web_input/closed",
      ),
      ...of(
        async () => await flows("GET", (await question({ rows: [{ field: "a", value: "b" }] })).at),
        "get_web_input/table_context",
      ),
      ...of(() => flows("GET", none), "get_web_input/not_found"),
      ...of(() => guarded((at) => ["GET", at]), "get_web_input/auth_policy_required"),
      ...of(
        () => guarded((at) => ["POST", `${at}/respond`]),
        "respond_to_web_input/auth_policy_required",
      ),
      ...pages("list_web_inputs", () => question().then(() => flows("GET", "/web_inputs"))),
      ...of(() => stranger("GET", "/web_inputs"), "list_web_inputs/empty"),
      ...of(async () => (await respond()).answer, "respond_to_web_input/default"),
      ...of(() => flows("POST", `${none}/respond`, {}), "respond_to_web_input/not_found"),
      ...of(async () => {
        const { at } = await respond();
        return await flows("POST", `${at}/respond`, {});
      }, "respond_to_web_input/closed"),
      ...of(async () => {
        const { at, record } = await question();
        record.viewers.push("public");
        return await stranger("POST", `${at}/respond`, {});
      }, "respond_to_web_input/forbidden"),
      ...of(async () => (await respond("x")).answer, "respond_to_web_input/invalid_option"),
    ]);
  },
});
