import { exists, item, started, transfer } from "../../../kit/sandbox_tasks.ts";
import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../../kit/sandbox_calls.ts";

const { skyArchive } = WELL_KNOWN;

Deno.test("cancelTask() ends a task, and says so of one that has ended", async () => {
  const sandbox = stillSandbox();
  const { call, id, task, codes } = await started(sandbox);
  const cancel = async () => (await call(`/task/${id}/cancel`, { method: "POST" })).body.code;
  assertEquals(await cancel(), "Canceled");
  const canceled = await task();
  assertEquals([canceled.status, canceled.fatal_error.code], ["FAILED", "CANCELED"]);
  assertEquals(await codes(), ["CANCELED"]);
  assertEquals(await cancel(), "TaskComplete");
  sandbox.clock.advance(60_000);
  assertEquals(exists(sandbox, "/home/ada/file1.txt"), false);
});

Deno.test("updateTask() changes label and deadline while a task is under way", async () => {
  const sandbox = stillSandbox();
  const { call, id, task } = await started(sandbox, { items: [item("/gone", "/~/x")] });
  const put = (body: unknown) => call(`/task/${id}`, { method: "PUT", body });
  assertEquals(
    (await put({ label: "renamed", deadline: "2026-01-15 13:00:00" })).body.code,
    "Updated",
  );
  const changed = await task();
  assertEquals([changed.label, changed.deadline], ["renamed", "2026-01-15T13:00:00+00:00"]);
  assertEquals((await put({ label: "a\nb" })).status, 400);
  sandbox.clock.advance(3_600_000);
  assertEquals((await task()).status, "FAILED");
  assertEquals((await put({ label: "late" })).status, 409);
});

Deno.test("successes() come by marker, and only when a transfer has ended", async () => {
  const sandbox = stillSandbox({ taskSecondsPerItem: 0, taskBytesPerSecond: Infinity });
  const { call, id } = await started(sandbox, {
    from: skyArchive,
    items: [item("/fields/field-000/", "/~/field/", { recursive: true })],
  });
  const page = (marker = "") => call(`/task/${id}/successful_transfers${marker}`);
  assertEquals((await page()).status, 400);
  sandbox.clock.advance(1000);
  const first = (await page()).body;
  assertEquals([first.DATA.length, first.marker, first.next_marker], [100, 0, 100]);
  assertEquals(Object.keys(first.DATA[0]).sort(), [
    "DATA_TYPE",
    "destination_path",
    "source_path",
  ]);
  const paths = new Set<string>();
  for (let marker: number | null = 0; marker !== null;) {
    const { body } = await page(`?marker=${marker}`);
    for (const row of body.DATA) paths.add(row.destination_path);
    marker = body.next_marker;
  }
  assertEquals(paths.size, 10_000);
  assertEquals((await page("?marker=x")).status, 400);
});

Deno.test("eventList() pages newest first, and errors alone on demand", async () => {
  const sandbox = stillSandbox();
  const { call, id } = await started(sandbox, { items: [item("/gone", "/~/x")] });
  sandbox.clock.advance(20 * 60_000);
  const { body } = await call(`/task/${id}/event_list`);
  assertEquals([body.limit, body.length, body.total, body.offset], [10, 10, 21, 0]);
  assert(body.DATA[0].time > body.DATA[9].time);
  const errors = (await call(`/task/${id}/event_list?filter=is_error:1&limit=1000`)).body;
  assertEquals(errors.total, 20);
  const last = (await call(`/task/${id}/event_list?offset=20&limit=5`)).body;
  assertEquals(last.DATA.map((event: { code: string }) => event.code), ["STARTED"]);
});

Deno.test("taskList() filters, orders and pages one's own tasks", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  await transfer(call, { label: "special one" });
  const list = async (query: string) => (await call(`/task_list?${query}`)).body;
  const all = await list("");
  assertEquals([all.total, all.length, all.limit, all.offset], [43, 43, 1000, 0]);
  assertEquals(all.DATA[0].label, "special one");
  assertEquals((await list("filter=status:ACTIVE")).total, 1);
  assertEquals((await list("filter=label:~special*")).total, 1);
  assertEquals((await list("filter=request_time:2026-01-15,")).total, 1);
  assertEquals((await list("limit=10&offset=40")).length, 3);
  const oldest = await list("orderby=request_time");
  assert(oldest.DATA[0].request_time < oldest.DATA[1].request_time);
  assertEquals((await call("/task_list?filter=color:red")).status, 400);
  assertEquals((await call("/task_list?orderby=color")).status, 400);
  assertEquals((await call("/task_list?limit=1001")).status, 400);
  const sam = await transferCaller(sandbox, "sam@globusid.org");
  assertEquals((await sam(`/task/${all.DATA[0].task_id}`)).body.code, "TaskNotFound");
});

Deno.test("a task that has ended can be removed, by its owner and once", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const { body } = await call("/delete", {
    body: {
      DATA_TYPE: "delete",
      submission_id: crypto.randomUUID(),
      endpoint: WELL_KNOWN.adaLaptop,
      ignore_missing: true,
      DATA: [{ DATA_TYPE: "delete_item", path: "/~/x" }],
    },
  });
  const remove = async (by = call) => {
    const { status } = await by(`/task/${body.task_id}/remove`, { method: "POST" });
    return status;
  };
  assertEquals(await remove(), 409);
  sandbox.clock.advance(60_000);
  assertEquals(await remove(await transferCaller(sandbox, "sam@globusid.org")), 404);
  assertEquals([await remove(), await remove()], [200, 404]);
  assertEquals((await call(`/task/${body.task_id}`)).status, 404);
});
