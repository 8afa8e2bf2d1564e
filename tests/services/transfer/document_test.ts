import { assertEquals, assertRejects } from "@std/assert";
import { runInNewContext } from "node:vm";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import type { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { DESTINATION, fakeTransfer, SOURCE, TASK } from "../../kit/fake_transfer.ts";

const RULE = { principal_type: "identity", principal: "x", path: "/a/", permissions: "r" };

/** Calls that send a document, and the `DATA_TYPE` that it gets. */
const calls: [type: string | undefined, (client: TransferClient, more: object) => unknown][] = [
  ["access", (client, more) => client.addEndpointAclRule(SOURCE, { ...RULE, ...more })],
  ["access", (client, more) => client.updateEndpointAclRule(SOURCE, "r", more)],
  ["role", (client, more) => client.addEndpointRole(SOURCE, more as never)],
  ["shared_endpoint", (client, more) => client.createSharedEndpoint(more as never)],
  ["task", (client, more) => client.updateTask(TASK, more)],
  ["pause_rule", (client, more) => client.endpointManagerCreatePauseRule(more as never)],
  ["pause_rule", (client, more) => client.endpointManagerUpdatePauseRule("p", more)],
  // Python's clients send these without a DATA_TYPE, and Globus accepts them.
  [undefined, (client, more) => client.updateEndpoint(SOURCE, more)],
  [undefined, (client, more) => client.createBookmark(more as never)],
  [undefined, (client, more) => client.updateBookmark("b", more)],
];

Deno.test("the fixed field DATA_TYPE of a document is filled in, and never replaced", async () => {
  for (const [type, call] of calls) {
    const { client, requests } = fakeTransfer(() => ({}));
    const given = { display_name: "a" };
    await call(client, given);
    await call(client, { DATA_TYPE: undefined });
    await call(client, { DATA_TYPE: "of the caller" });
    const types = requests.map(({ json: body }) => (body as { DATA_TYPE?: string }).DATA_TYPE);
    assertEquals(types, [type, type, "of the caller"]);
    // The caller's object is unchanged.
    assertEquals(given, { display_name: "a" });
  }
});

Deno.test("filter rules of a transfer get their DATA_TYPE, in every form", async () => {
  const { client, requests } = fakeTransfer(() => ({ json: { task_id: "t" } }));
  const data = new TransferData(SOURCE, DESTINATION, {
    submission_id: "s",
    filter_rules: [{ method: "exclude", name: "*.tmp" }],
  });
  data.addFilterRule("*.log");
  await client.submitTransfer(data);
  assertEquals((requests[0].json as TransferData).filter_rules, [
    { DATA_TYPE: "filter_rule", method: "exclude", name: "*.tmp" },
    { DATA_TYPE: "filter_rule", method: "exclude", name: "*.log" },
  ]);
});

Deno.test("a time in a document is a Date, or text with a zone", async () => {
  const times: [field: string, (client: TransferClient, more: object) => Promise<unknown>][] = [
    ["deadline", (client, more) => client.updateTask(TASK, more)],
    ["expiration_date", (client, more) => client.addEndpointAclRule(SOURCE, { ...RULE, ...more })],
    ["expiration_date", (client, more) => client.updateEndpointAclRule(SOURCE, "r", more)],
    ["start_time", (client, more) => client.endpointManagerCreatePauseRule(more as never)],
    ["start_time", (client, more) => client.endpointManagerUpdatePauseRule("p", more)],
  ];
  for (const [field, call] of times) {
    const { client, requests } = fakeTransfer(() => ({}));
    const wrong = ["2026-12-01T09:30:00", "2026-12-01", "", 1_796_117_400, new Date(NaN), {}];
    for (const time of wrong) {
      await assertRejects(
        () => call(client, { [field]: time }),
        RangeError,
        `Cannot send ${field}`,
      );
    }
    assertEquals(requests.length, 0);
    const text = "2026-12-01T09:30:00+01:00";
    const right = [new Date(0), runInNewContext("new Date(0)"), text, null];
    for (const time of right) await call(client, { [field]: time });
    const sent = requests.map(({ json: body }) => (body as Record<string, unknown>)[field]);
    assertEquals(sent, ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", text, null]);
  }
});

Deno.test("every call refuses a document that is not an object", async () => {
  const { client, requests } = fakeTransfer(() => ({}));
  for (const document of [JSON.stringify(RULE), [RULE], 5, Promise.resolve(RULE), new Map()]) {
    const wrong = document as object;
    await assertRejects(
      () => client.addEndpointAclRule(SOURCE, wrong as typeof RULE),
      GlobusSDKUsageError,
    );
    // The first call spreads its argument.
    for (const [, call] of calls.slice(1)) {
      await assertRejects(async () => await call(client, wrong), GlobusSDKUsageError);
    }
  }
  assertEquals(requests.length, 0);
});

Deno.test("only pause rules may be null, as in Python", async () => {
  const { client, requests } = fakeTransfer(() => ({}));
  await client.endpointManagerCreatePauseRule(null);
  await client.endpointManagerUpdatePauseRule("p", null);
  assertEquals(requests.map(({ json: body }) => body), [undefined, undefined]);
  const nothing = null as never;
  await assertRejects(() => client.updateEndpoint(SOURCE, nothing), GlobusSDKUsageError);
  await assertRejects(() => client.updateTask(TASK, nothing), GlobusSDKUsageError);
});
