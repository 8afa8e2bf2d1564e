import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  ComputeAPIError,
  ComputeClient,
  ComputeClientV2,
  ComputeClientV3,
  type ComputeEndpointsParams,
  httpResponse,
  InvalidResponseError,
  type ResponseEvent,
} from "@globus-deno/sdk";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import type { Answer } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { type TestedService, testOperationFaults, testOperations } from "../../kit/operations.ts";

const ENDPOINT = "c0ffee01-0000-4000-8000-000000000001";
const FUNCTION = "c0ffee02-0000-4000-8000-000000000002";
const TASK = "c0ffee03-0000-4000-8000-000000000003";
/** What fits every operation. */
const GOOD = { results: {}, tasks: {} };
const REGISTRATION = { function_name: "f", function_code: "x" };

const OPERATIONS: TestedService = {
  origin: "https://compute.api.globus.org",
  errorClass: ComputeAPIError,
  good: GOOD,
  lists: ["getEndpoints"],
  texts: ["getVersion", "authenticate"],
  listKeys: [],
  listings: 0,
  name: "Compute",
  clients: [
    { source: "compute/client_v2.ts", make: (options) => new ComputeClientV2(options) },
    { source: "compute/client_v3.ts", make: (options) => new ComputeClientV3(options) },
    { source: "compute/client.ts", make: (options) => new ComputeClient(options) },
  ],
  operations: 16 + 9 + 11,
};

testOperations(OPERATIONS);
testOperationFaults(OPERATIONS);

/** Shapes that the methods of every client take: a path, a verb, any JSON as the body. */
const RAW: Record<string, RegExp> = {
  method: /^text$/,
  path: /text$/,
  options: /^$/,
  data: /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
};

for (const type of [ComputeClient, ComputeClientV2, ComputeClientV3]) {
  Deno.test(`every method of ${type.name}, given any shape for any argument, sends what is meant or refuses it`, async () => {
    const { methods, wrong } = await callWithShapes({
      type,
      response: (method) =>
        method === "getEndpoints" ? [] : /^(getVersion|authenticate)$/.test(method) ? "1" : GOOD,
      make: (options) => new type(options),
      fits(method, parameter, shape) {
        if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
        if (/^(params|options|\.\.\.scopes)$/.test(parameter)) return false;
        if (parameter === "data") return shape === "instance";
        if (parameter === "subscriptionAdminVerified") return /^(true|false)$/.test(shape);
        if (parameter === "taskIds") return /text$|^(empty )?array$/.test(shape);
        return /^(JSON )?text$/.test(shape);
      },
    });
    assertEquals(wrong, []);
    assert(methods >= 9 + 7, `${methods}`);
  });
}

Deno.test("ComputeClient has every operation of both versions, the newer one where there are two", () => {
  const own = (type: { prototype: object }) =>
    Object.getOwnPropertyNames(type.prototype).filter((name) => name !== "constructor");
  for (const name of [...own(ComputeClientV2), ...own(ComputeClientV3)]) {
    assert(name in ComputeClient.prototype, name);
  }
  assert(new ComputeClient({ environment: "production" }) instanceof ComputeClientV3);
});

Deno.test("getVersion() returns the version as text, or the versions of all parts", async () => {
  const { client, requests } = fakeClient(
    ComputeClient,
    ({ address }) => ({ json: address.search ? { api: "1.23.0", git_sha: "80b2" } : "1.23.0" }),
  );
  const version: string = await client.getVersion();
  const { api } = await client.getVersion({ service: "all" });
  assertEquals([version, api], ["1.23.0", "1.23.0"]);
  assertEquals(requests.map(({ address }) => address.search), ["", "?service=all"]);
});

Deno.test("getEndpoints() asks for a role, and getTaskBatch() for one task or several", async () => {
  const { client, requests } = fakeClient(
    ComputeClient,
    ({ method }) => ({ json: method === "GET" ? [] : GOOD }),
  );
  await client.getEndpoints({ role: "any" });
  await client.getEndpoints({ role: null });
  for (const ids of [TASK, [TASK, FUNCTION], new Set([TASK])]) await client.getTaskBatch(ids);
  assertEquals(requests.map(({ address, json }) => [address.search, json]), [
    ["?role=any", undefined],
    ["", undefined],
    ["", { task_ids: [TASK] }],
    ["", { task_ids: [TASK, FUNCTION] }],
    ["", { task_ids: [TASK] }],
  ]);
  await assertRejects(() => client.getTaskBatch([5] as never), TypeError, "not a string");
  // @ts-expect-error: the service knows no such role
  const params: ComputeEndpointsParams = { role: "all" };
  assert(params);
});

Deno.test("getEndpointConsole() names processes and fields in the query", async () => {
  const { client, requests } = fakeClient(ComputeClientV3, () => ({ json: GOOD }));
  await client.getEndpointConsole(ENDPOINT, {
    user_endpoint_id: TASK,
    include_fields: ["config", "queue"],
  });
  assertEquals(
    requests[0].address.search,
    `?user_endpoint_id=${TASK}&include_fields=config%2Cqueue`,
  );
});

Deno.test("R1 what makes something new is sent once, and what would not happen twice is repeated", async () => {
  const calls: [count: number, call: (client: ComputeClient) => Promise<unknown>][] = [
    [1, (client) => client.registerEndpoint({ endpoint_name: "e", metadata: {} })],
    [1, (client) => client.registerFunction({ ...REGISTRATION, meta: {} })],
    [1, (client) => client.submit(ENDPOINT, { tasks: {} })],
    // Each request makes a new password.
    [1, (client) => client.getResultAmqpUrl()],
    [4, (client) => client.updateEndpoint(ENDPOINT, {})],
    [4, (client) => client.lockEndpoint(ENDPOINT)],
    [4, (client) => client.deleteFunction(FUNCTION)],
    [4, (client) => client.setSubscriptionAdminVerified(ENDPOINT, true)],
    [4, (client) => client.getTaskBatch(TASK)],
    [4, (client) => client.getTask(TASK)],
  ];
  for (const [count, call] of calls) {
    for (
      const answer of [{ throws: new TypeError("connection reset") }, { status: 503 }] as Answer[]
    ) {
      const { client, requests } = fakeClient(ComputeClient, () => answer);
      await errorOf(call(client));
      assertEquals(requests.length, count, `${call}`);
    }
  }
});

Deno.test("H1 passwords of queues are neither in hooks nor in printed documents nor in errors", async () => {
  const password = crypto.randomUUID();
  const url = `amqps://user:${password}@mq.example:5671/`;
  const documents = [
    { queue_prefix: "ada", connection_url: url },
    { endpoint_id: ENDPOINT, task_queue_info: { connection_url: url, exchange: "x", queue: "q" } },
  ];
  for (const document of documents) {
    for (const status of [200, 500]) {
      const seen: ResponseEvent[] = [];
      const { client } = fakeClient(
        ComputeClient,
        () => ({
          status,
          json: status === 200 ? document : { ...document, detail: `no connection to ${url}` },
        }),
        { hooks: { onResponse: (event) => void seen.push(event) } },
      );
      const result = await client.getResultAmqpUrl().catch((error) => error);
      assertEquals(seen.length, 1);
      for (const text of [seen[0].body!, Deno.inspect(seen, { depth: 9 }), Deno.inspect(result)]) {
        assert(!text.includes(password), text);
      }
      if (status === 500) {
        assert(result instanceof ComputeAPIError);
        assertStringIncludes(result.message, "mq.example");
      } // A program can use it all the same.
      else assertStringIncludes(JSON.stringify(result), password);
    }
  }
});

Deno.test("E1 a response with results may be large, others have 8 MiB at most", async () => {
  const large = JSON.stringify({ ...GOOD, result: "x".repeat(20 * 1024 * 1024) });
  const { client, requests } = fakeClient(ComputeClient, () => ({ text: large }));
  assertEquals((await client.getTask(TASK)).result!.length, 20 * 1024 * 1024);
  assertEquals(httpResponse(await client.getTaskBatch(TASK))?.status, 200);
  assert(await errorOf(client.getEndpoint(ENDPOINT)) instanceof InvalidResponseError);
  const strict = client.getTask(TASK, { maxBodyBytes: 1000 });
  assert(await errorOf(strict) instanceof InvalidResponseError);
  assert(requests.length >= 4);
});

Deno.test("a function and a submission of more than 10 MB are refused before they are sent", async () => {
  const long = "é".repeat(5_000_000);
  const { client, requests } = fakeClient(ComputeClient, () => ({ json: GOOD }));
  const { client: older } = fakeClient(ComputeClientV2, () => ({ json: GOOD }));
  for (
    const call of [
      () => client.registerFunction({ ...REGISTRATION, function_code: long, meta: {} }),
      () => client.submit(ENDPOINT, { tasks: { [FUNCTION]: [long] } }),
      () => older.registerFunction({ ...REGISTRATION, function_code: long }),
      () => older.submit({ tasks: [[FUNCTION, ENDPOINT, long]] }),
    ]
  ) {
    await assertRejects(call, RangeError, "Globus Compute takes at most 10000000");
  }
  assertEquals(requests.length, 0);
  const fits = { tasks: { [FUNCTION]: [long.slice(100)] } };
  await client.submit(ENDPOINT, fits);
  assertEquals(requests.length, 1);
});

Deno.test("errors of Compute show each fault with its place, or the reason of an older route", async () => {
  const detail = [
    { loc: ["body", "tasks"], msg: "field required", type: "value_error.missing" },
    { msg: "no place" },
  ];
  const bodies = [
    { status: "Failed", code: "INVALID", error_args: [], http_status_code: 422, detail },
    { status: "Failed", code: 13, error_args: [], reason: "function is unknown" },
    { code: "RESOURCE_LOCKED", detail: "Endpoint is locked", reason: "Endpoint is locked" },
    { code: "X", reason: "because" },
    { code: {}, reason: "because" },
  ];
  const seen: unknown[] = [];
  for (const json of bodies) {
    const { client } = fakeClient(ComputeClient, () => ({ status: 422, json }));
    const error = await errorOf(client.getTask(TASK));
    assert(error instanceof ComputeAPIError);
    seen.push([error.code, error.messages, error.details.length]);
  }
  assertEquals(seen, [
    ["INVALID", ["field required: body.tasks", "no place"], 2],
    ["13", ["function is unknown"], 0],
    ["RESOURCE_LOCKED", ["Endpoint is locked"], 0],
    ["X", ["because"], 0],
    [null, ["because"], 0],
  ]);
});
