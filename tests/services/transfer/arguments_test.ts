import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserApp } from "../../../lib/app/user_app.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferClientV2 } from "../../../lib/services/transfer/client_v2.ts";
import { shapes } from "../../kit/signatures.ts";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { splitTransfer } from "../../../lib/services/transfer/split.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { walk } from "../../../lib/services/transfer/walk.ts";
import { taskOutcome, watchTask } from "../../../lib/services/transfer/watch.ts";
import { DESTINATION, fakeTransfer, SOURCE, TASK } from "../../kit/fake_transfer.ts";
import { collect } from "../../kit/outcomes.ts";

/** Shapes that an argument may have, by its name. Arguments not listed here are texts. */
const RIGHT: Record<string, RegExp> = {
  params: /^$/,
  options: /^$/,
  taskIds: /^(empty )?array$/,
  subscriptionAdminVerified: /^(true|false)$/,
  subscriptionId: /text$|^null$/,
  message: /text$/,
  serverId: /^(JSON )?text$|^(number|zero)$/,
  // A body may be any JSON, and null none.
  "post.data":
    /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
  // Without a body.
  "get.path": /text$/,
  "...scopes": /^(empty )?text$/,
  collectionIds: /^empty array$/,
  oldpath: /^(JSON )?text$/,
  newpath: /^(JSON )?text$/,
  path: /^(JSON )?text$/,
  // A method that fetch accepts.
  method: /^text$/,
};

function isDocument(name: string) {
  return /(data|document|doc)$/i.test(name);
}

function isRaw(name: string) {
  return /^(get|post|put|patch|delete|request)$/.test(name);
}

/** Whether a value of this shape is one that the argument may have. */
function fits(method: string, parameter: string, shape: string): boolean {
  if (isRaw(method) && parameter === "data") return RIGHT["post.data"].test(shape);
  if (isRaw(method) && parameter === "path") return RIGHT["get.path"].test(shape);
  if (isDocument(parameter)) {
    // They need fields that the instance lacks.
    if (method === "createTunnel" || method === "createBookmark" && parameter === "data") {
      return false;
    }
    // Python documents null for these two.
    return shape === "instance" || shape === "null" && /(Create|Update)PauseRule$/.test(method);
  }
  const takesText = /^(endpointSearch|operationLs|operationStat)$/.test(method);
  if (takesText && parameter === "params") return shape.endsWith("text");
  return (RIGHT[parameter] ?? /^(JSON )?text$/).test(shape);
}

Deno.test("every method of Transfer refuses arguments of a wrong shape", async () => {
  let methods = 0;
  const wrong: string[] = [];
  for (const type of [TransferClient, TransferClientV2]) {
    const called = await callWithShapes({
      type,
      fits,
      make: (options, method) =>
        new type({
          ...options,
          app: /App/.test(method)
            ? new UserApp("tests", {
              clientId: "a-client",
              config: { tokenStorage: "memory", environment: "production" },
            })
            : undefined,
        }),
      response: () => ({
        ...{ value: "v", task_id: "t", status: "x" },
        ...{ DATA: [], data: [], shared_endpoints: [] },
      }),
    });
    methods += called.methods;
    wrong.push(...called.wrong);
  }
  assertEquals(wrong, []);
  assert(methods >= 78 + 13, `${methods}`);
});

Deno.test("constructors and helpers refuse params and options that are not plain objects", async () => {
  const { client, requests } = fakeTransfer(() => ({ json: { status: "SUCCEEDED" } }));
  const data = new TransferData(SOURCE, DESTINATION);
  const deletion = new DeleteData(SOURCE);
  type Call = (value: never) => unknown;
  const calls: [form: string, call: Call][] = [
    ["new TransferData(", (value) => new TransferData(SOURCE, DESTINATION, value)],
    ["new DeleteData(", (value) => new DeleteData(SOURCE, value)],
    ["addItem(source_path, ", (value) => data.addItem("/a", "/b", value)],
    ["addItem(path, ", (value) => deletion.addItem("/a", value)],
    ["addFilterRule(name, { method", (value) => data.addFilterRule("*.txt", value)],
    ["splitTransfer(", (value) => splitTransfer(data, value)],
    ["walk(", (value) => walk(client, SOURCE, value)],
    ["walk(", (value) => walk(client, SOURCE, {}, value)],
    ["watchTask(", (value) => collect(watchTask(client, TASK, value))],
    ["watchTask(", (value) => collect(watchTask(client, TASK, {}, value))],
    ["watchTask(", (value) => taskOutcome(client, TASK, value)],
    ["watchTask(", (value) => taskOutcome(client, TASK, {}, value)],
    ["submitTransfer(", (value) => client.submitTransfer(data, value)],
    ["submitTransfer(", (value) => client.submitDelete(deletion, value)],
    ["listing.toArray({ max", (value) => client.taskList().toArray(value)],
  ];
  for (const [form, call] of calls) {
    for (const [shape, value] of shapes) {
      let error: unknown;
      try {
        await call(value as never);
      } catch (thrown) {
        error = thrown;
      }
      const where = `${form} ${shape}: ${error}`;
      assert(error instanceof TypeError, where);
      assert(error.message.includes(`write ${form}`), where);
    }
  }
  assertEquals([requests, data.DATA, deletion.DATA, data.filter_rules], [[], [], [], undefined]);
});

Deno.test("additional fields that are not a plain object are refused", () => {
  const data = new TransferData(SOURCE, DESTINATION);
  const deletion = new DeleteData(SOURCE);
  for (const [shape, value] of shapes) {
    if (value === null) continue;
    const params = { additional_fields: value as Record<string, unknown> };
    for (
      const call of [
        () => new TransferData(SOURCE, DESTINATION, params),
        () => new DeleteData(SOURCE, params),
        () => data.addItem("/a", "/b", params),
        () => deletion.addItem("/a", params),
      ]
    ) assertThrows(call, TypeError, ": write ", shape);
  }
  assertEquals([data.DATA, deletion.DATA], [[], []]);
});

Deno.test("documents take ids and texts, and refuse values that only resemble them", () => {
  for (const [shape, value] of shapes) {
    if (typeof value === "string") continue;
    const id = value as string;
    assertThrows(() => new TransferData(id, DESTINATION), TypeError, "source_endpoint", shape);
    assertThrows(() => new TransferData(SOURCE, id), TypeError, "destination_endpoint", shape);
    assertThrows(() => new DeleteData(id), TypeError, "endpoint must be a string", shape);
  }
});

Deno.test("unknown keys of a plain object are sent unchanged", async () => {
  const { client, requests } = fakeTransfer(() => ({ json: { DATA: [] } }));
  const unknown = { new_field: "x" } as object;
  const data = new TransferData(SOURCE, DESTINATION, unknown);
  data.addItem("/a", "/b", unknown);
  data.addFilterRule("*.tmp", unknown);
  const deletion = new DeleteData(SOURCE, unknown);
  deletion.addItem("/a", unknown);
  for (const document of [data, data.DATA[0], data.filter_rules![0], deletion, deletion.DATA[0]]) {
    assertEquals((document as { new_field?: unknown }).new_field, "x");
  }
  await client.operationLs(SOURCE, unknown).page();
  await client.operationMkdir(SOURCE, "/a", unknown);
  await client.addEndpointRole(SOURCE, unknown as never);
  assertEquals(requests.map(({ address: url, json: body }) => [url.search, body]), [
    ["?new_field=x", undefined],
    ["", { DATA_TYPE: "mkdir", path: "/a", new_field: "x" }],
    ["", { DATA_TYPE: "role", new_field: "x" }],
  ]);
});

Deno.test("a text can replace the params in operationLs(), operationStat() and endpointSearch() only", async () => {
  const { client, requests } = fakeTransfer(() => ({ json: { DATA: [] } }));
  await client.operationLs(SOURCE, "/data/").page();
  await client.operationStat(SOURCE, "/data/a.h5");
  await client.endpointSearch("climate data").page();
  assertEquals(requests.map(({ address: url }) => [...url.searchParams]), [
    [["path", "/data/"]],
    [["path", "/data/a.h5"]],
    [["filter_fulltext", "climate data"]],
  ]);
  // An object after a text is meant as params, and would be lost as options.
  const params = { limit: 5 } as never;
  const form = "operationLs(endpointId, { path })";
  assertThrows(() => client.operationLs(SOURCE, "/data/" as never, params), TypeError, form);
  await assertRejects(() => client.operationStat(SOURCE, "/" as never, params), TypeError);
  assertThrows(() => client.endpointSearch("x" as never, params), TypeError, "filter_fulltext");
  // Never called: only the compiler checks it.
  const _mistakes = () => {
    // @ts-expect-error: only two methods take a text as the path.
    client.operationMkdir(SOURCE, "/a", "alice");
    // @ts-expect-error: params cannot follow a text.
    client.operationLs(SOURCE, "/data/", { limit: 5 });
    // @ts-expect-error: a rule's method is an option.
    new TransferData(SOURCE, DESTINATION).addFilterRule("*.txt", "include");
    // @ts-expect-error: a label is an option.
    new TransferData(SOURCE, DESTINATION, "label");
    // @ts-expect-error: an item's options are an object.
    new TransferData(SOURCE, DESTINATION).addItem("/a", "/b", true);
  };
  assertEquals(requests.length, 3);
});
