import { assert, assertEquals } from "@std/assert";
import type { Sandbox } from "../../../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../../../lib/sandbox/transfer/collections.ts";
import {
  type Answer,
  type Call,
  stillSandbox,
  transferCaller,
} from "../../../kit/sandbox_calls.ts";

const { tutorial1, tutorial2, adaLaptop, adaOffline, skyArchive } = WELL_KNOWN;
const GODATA = "/home/share/godata";

interface TransferOptions {
  items?: Record<string, unknown>[];
  from?: string;
  to?: string;
  id?: string;
  [option: string]: unknown;
}

async function transfer(call: Call, options: TransferOptions = {}): Promise<Answer> {
  const { items, from = tutorial1, to = adaLaptop, id, ...rest } = options;
  const submission_id = id ?? (await call("/submission_id")).body.value;
  return await call("/transfer", {
    body: {
      DATA_TYPE: "transfer",
      submission_id,
      source_endpoint: from,
      destination_endpoint: to,
      DATA: items ?? [item(`${GODATA}/file1.txt`, "/~/file1.txt")],
      ...rest,
    },
  });
}

function item(source_path: string, destination_path: string, more = {}): Record<string, unknown> {
  return { DATA_TYPE: "transfer_item", source_path, destination_path, ...more };
}

async function started(sandbox: Sandbox, options?: TransferOptions) {
  const call = await transferCaller(sandbox);
  const { status, body } = await transfer(call, options);
  assertEquals(status, 200, JSON.stringify(body));
  const task = async () => (await call(`/task/${body.task_id}`)).body;
  const codes = async () => {
    const events = (await call(`/task/${body.task_id}/event_list?limit=1000`)).body;
    return events.DATA.map((event: { code: string }) => event.code).reverse();
  };
  return { call, id: body.task_id as string, task, codes };
}

function exists(sandbox: Sandbox, path: string, id: string = adaLaptop) {
  return sandbox.world.collections.get(id)!.tree.peek(path) !== undefined;
}

Deno.test("submitTransfer() accepts, starts, copies and succeeds by the clock", async () => {
  const sandbox = stillSandbox();
  const { task, codes } = await started(sandbox, { label: "first" });
  const queued = await task();
  assertEquals([queued.status, queued.nice_status, queued.label], ["ACTIVE", "Queued", "first"]);
  assertEquals(exists(sandbox, "/home/ada/file1.txt"), false);
  sandbox.clock.advance(1000);
  assertEquals([(await task()).status, await codes()], ["ACTIVE", ["STARTED"]]);
  sandbox.clock.advance(1000);
  const done = await task();
  assertEquals([done.status, done.files, done.files_transferred, done.bytes_transferred], [
    "SUCCEEDED",
    1,
    1,
    4,
  ]);
  assertEquals([done.nice_status, done.is_ok, done.fatal_error], [null, null, null]);
  assertEquals(await codes(), ["STARTED", "PROGRESS", "SUCCEEDED"]);
  assert(exists(sandbox, "/home/ada/file1.txt"));
});

Deno.test("submitTransfer() answers Duplicate for the same submission id, whatever the body", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const id = (await call("/submission_id")).body.value;
  const first = (await transfer(call, { id })).body;
  const second = (await transfer(call, { id, label: "changed", items: [] })).body;
  assertEquals([first.code, second.code], ["Accepted", "Duplicate"]);
  assertEquals(second.task_id, first.task_id);
  const kofi = await transferCaller(sandbox, "kofi@harbor.example");
  assertEquals((await transfer(kofi, { id, to: tutorial2 })).body.code, "Accepted");
});

Deno.test("submitTransfer() refuses what Globus refuses", async () => {
  const call = await transferCaller(stillSandbox());
  const code = async (options: TransferOptions) => {
    const { status, body } = await transfer(call, options);
    return `${status} ${body.code}`;
  };
  const bad = "400 ClientError.BadRequest";
  assertEquals(await code({ items: [] }), "400 ClientError.BadRequest.NoTransferItems");
  const rows: TransferOptions[] = [
    { DATA_TYPE: "delete" },
    { id: "not a uuid" },
    { label: "x".repeat(129) },
    { label: "two\nlines" },
    { label: " ends with space " },
    { label: 5 },
    { sync_level: 4 },
    { sync_level: "exists" },
    { verify_checksum: "yes" },
    { deadline: "soon" },
    { deadline: "2020-01-01T00:00:00Z" },
    { filter_rules: [{ method: "exclude", name: "*" }] },
    { filter_rules: [{ DATA_TYPE: "filter_rule", method: "drop", name: "*" }] },
    { filter_rules: [{ DATA_TYPE: "filter_rule", method: "exclude", name: "a/b" }] },
    { recursive_symlinks: "follow" },
    { items: [{ source_path: "/a", destination_path: "/b" }] },
    { items: [item("", "/b")] },
    { items: [item("/a", "/b", { recursive: "yes" })] },
    { items: [item("/a\0", "/b")] },
    { DATA: "nothing" },
  ];
  for (const row of rows) assertEquals(await code(row), bad, JSON.stringify(row));
  const nobody = "00000000-0000-4000-8000-000000000000";
  assertEquals(await code({ from: nobody }), "404 EndpointNotFound");
  assertEquals(await code({ to: WELL_KNOWN.fjordEndpoint }), "409 NotSupported");
  assertEquals(await code({ to: WELL_KNOWN.fjordStorage }), "403 ConsentRequired");
  assertEquals(await code({ to: WELL_KNOWN.samLaptop }), "403 PermissionDenied");
  const kofi = await transferCaller(stillSandbox(), "kofi@harbor.example");
  assertEquals((await transfer(kofi, { from: tutorial1, to: skyArchive })).status, 403);
});

Deno.test("a task with a missing file keeps trying until its deadline", async () => {
  const sandbox = stillSandbox();
  const { task, codes } = await started(sandbox, { items: [item("/gone.txt", "/~/x")] });
  sandbox.clock.advance(1000);
  const stuck = await task();
  assertEquals([stuck.status, stuck.nice_status, stuck.faults], ["ACTIVE", "FILE_NOT_FOUND", 1]);
  assertEquals([stuck.is_ok, stuck.subtasks_retrying], [false, 1]);
  sandbox.clock.advance(10 * 60_000);
  assertEquals((await task()).faults, 11);
  sandbox.clock.advance(24 * 3_600_000);
  const failed = await task();
  assertEquals([failed.status, failed.fatal_error.code], ["FAILED", "EXPIRED"]);
  assertEquals([failed.completion_time, failed.deadline], [
    failed.deadline,
    failed.completion_time,
  ]);
  assertEquals((await codes()).at(-1), "EXPIRED");
});

Deno.test("a task goes on once what it waits for is there", async () => {
  const sandbox = stillSandbox();
  const { task } = await started(sandbox, { items: [item("/late.txt", "/~/late.txt")] });
  sandbox.clock.advance(1000);
  assertEquals((await task()).nice_status, "FILE_NOT_FOUND");
  const { tree } = sandbox.world.collections.get(tutorial1)!;
  tree.put("/late.txt", { type: "file", size: 10, modifiedMs: 0 }, 0);
  sandbox.clock.advance(61_000);
  assertEquals((await task()).status, "SUCCEEDED");
});

Deno.test("skip_source_errors passes over missing files and lists them", async () => {
  const sandbox = stillSandbox();
  const { task, codes, call, id } = await started(sandbox, {
    skip_source_errors: true,
    items: [item("/gone.txt", "/~/x"), item(`${GODATA}/file2.txt`, "/~/file2.txt")],
  });
  sandbox.clock.advance(5000);
  const done = await task();
  assertEquals([done.status, done.subtasks_skipped_errors, done.faults], ["SUCCEEDED", 1, 0]);
  assertEquals(await codes(), ["STARTED", "PROGRESS", "SKIPPED_ERRORS", "SUCCEEDED"]);
  const { DATA: [error], next_marker } = (await call(`/task/${id}/skipped_errors`)).body;
  assertEquals([error.source_path, error.error_code, next_marker], [
    "/gone.txt",
    "FILE_NOT_FOUND",
    null,
  ]);
});

Deno.test("a recursive item copies a folder; without `recursive` it is a fault", async () => {
  const sandbox = stillSandbox();
  const { task } = await started(sandbox, {
    items: [item(GODATA, "/~/copy/", { recursive: true })],
  });
  sandbox.clock.advance(5000);
  const done = await task();
  assertEquals([done.status, done.files, done.directories], ["SUCCEEDED", 3, 1]);
  assert(exists(sandbox, "/home/ada/copy/file3.txt"));
  const wrong = await started(sandbox, { items: [item(GODATA, "/~/copy2/")] });
  sandbox.clock.advance(5000);
  assertEquals((await wrong.task()).nice_status, "IS_A_DIRECTORY");
});

Deno.test("filter_rules decide by the first that fits", async () => {
  const sandbox = stillSandbox();
  const rule = (method: string, name: string) => ({ DATA_TYPE: "filter_rule", method, name });
  const { task } = await started(sandbox, {
    items: [item(GODATA, "/~/some/", { recursive: true })],
    filter_rules: [rule("include", "file2*"), rule("exclude", "*")],
  });
  sandbox.clock.advance(5000);
  assertEquals((await task()).files, 1);
  assertEquals(["1", "2", "3"].map((n) => exists(sandbox, `/home/ada/some/file${n}.txt`)), [
    false,
    true,
    false,
  ]);
});

Deno.test("sync_level leaves alone what is there already", async () => {
  const sandbox = stillSandbox();
  const run = async (sync_level: number) => {
    const { task } = await started(sandbox, {
      sync_level,
      items: [item(GODATA, "/~/sync/", { recursive: true })],
    });
    sandbox.clock.advance(5000);
    const { status, files, files_transferred, files_skipped } = await task();
    assertEquals(status, "SUCCEEDED");
    return [files, files_transferred, files_skipped];
  };
  assertEquals(await run(0), [3, 3, 0]);
  assertEquals(await run(0), [3, 0, 3]);
  const { tree } = sandbox.world.collections.get(adaLaptop)!;
  tree.put("/home/ada/sync/file1.txt", { type: "file", size: 99, modifiedMs: 0 }, 0);
  assertEquals(await run(0), [3, 0, 3]);
  assertEquals(await run(1), [3, 1, 2]);
  tree.put("/home/ada/sync/file2.txt", { type: "file", size: 5, modifiedMs: 0 }, 0);
  assertEquals(await run(1), [3, 0, 3]);
  assertEquals(await run(2), [3, 1, 2]);
});

Deno.test("delete_destination_extra takes away what the source does not have", async () => {
  const sandbox = stillSandbox();
  const { tree } = sandbox.world.collections.get(adaLaptop)!;
  tree.put("/home/ada/mirror/extra.txt", { type: "file", size: 1, modifiedMs: 0 }, 0);
  const { task } = await started(sandbox, {
    delete_destination_extra: true,
    items: [item(GODATA, "/~/mirror/", { recursive: true })],
  });
  sandbox.clock.advance(5000);
  assertEquals((await task()).status, "SUCCEEDED");
  assertEquals(exists(sandbox, "/home/ada/mirror/extra.txt"), false);
});

Deno.test("a long task shows its progress, and moves its deadline with it", async () => {
  const sandbox = stillSandbox({ taskSecondsPerItem: 10, taskBytesPerSecond: Infinity });
  const { task } = await started(sandbox, {
    items: [item(GODATA, "/~/a/", { recursive: true }), item(GODATA, "/~/b/", { recursive: true })],
  });
  const before = (await task()).deadline;
  sandbox.clock.advance(1000 + 20_000);
  const half = await task();
  assertEquals([half.status, half.files_transferred, half.bytes_transferred], ["ACTIVE", 1, 7]);
  sandbox.clock.advance(25_000);
  assert((await task()).deadline > before);
  sandbox.clock.advance(40_000);
  assertEquals((await task()).status, "SUCCEEDED");
});

Deno.test("no more than three tasks of a user run at a time", async () => {
  const sandbox = stillSandbox({ taskSecondsPerItem: 10 });
  const call = await transferCaller(sandbox);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push((await transfer(call)).body.task_id);
  const states = async () =>
    await Promise.all(ids.map(async (id) => {
      const { status, nice_status } = (await call(`/task/${id}`)).body;
      return nice_status === "Queued" ? "Queued" : status;
    }));
  sandbox.clock.advance(5000);
  assertEquals(await states(), ["ACTIVE", "ACTIVE", "ACTIVE", "Queued", "Queued"]);
  sandbox.clock.advance(7000);
  assertEquals((await states()).slice(0, 5), [
    "SUCCEEDED",
    "SUCCEEDED",
    "SUCCEEDED",
    "ACTIVE",
    "ACTIVE",
  ]);
  sandbox.clock.advance(10_000);
  assertEquals(new Set(await states()), new Set(["SUCCEEDED"]));
  const done = (await call(`/task/${ids[3]}`)).body;
  assertEquals(done.completion_time, "2026-01-15T12:00:21+00:00");
});

Deno.test("no more than maxPendingTasks of a user wait", async () => {
  const sandbox = stillSandbox({ maxPendingTasks: 2 });
  const call = await transferCaller(sandbox);
  assertEquals((await transfer(call)).status, 200);
  assertEquals((await transfer(call)).status, 200);
  assertEquals((await transfer(call)).status, 409);
});

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

Deno.test("submitDelete() removes files and folders, and refuses what is none of that", async () => {
  const sandbox = stillSandbox();
  const { tree } = sandbox.world.collections.get(adaLaptop)!;
  for (const name of ["a.tmp", "b.tmp", "c.txt"]) {
    tree.put(`/home/ada/old/${name}`, { type: "file", size: 1, modifiedMs: 0 }, 0);
  }
  const call = await transferCaller(sandbox);
  const remove = async (path: string, more = {}) => {
    const submission_id = (await call("/submission_id")).body.value;
    const { body } = await call("/delete", {
      body: {
        DATA_TYPE: "delete",
        endpoint: adaLaptop,
        submission_id,
        DATA: [{ DATA_TYPE: "delete_item", path }],
        ...more,
      },
    });
    sandbox.clock.advance(5000);
    return (await call(`/task/${body.task_id}`)).body;
  };
  const globbed = await remove("/~/old/*.tmp", { interpret_globs: true });
  assertEquals([globbed.status, globbed.type, globbed.files], ["SUCCEEDED", "DELETE", 2]);
  assertEquals([...tree.find("/home/ada/old").children!.keys()], ["c.txt"]);
  assertEquals((await remove("/~/old/")).nice_status, "IS_A_DIRECTORY");
  assertEquals((await remove("/~/old/", { recursive: true })).status, "SUCCEEDED");
  assertEquals(exists(sandbox, "/home/ada/old"), false);
  assertEquals((await remove("/~/old/")).nice_status, "FILE_NOT_FOUND");
  assertEquals((await remove("/~/old/", { ignore_missing: true })).status, "SUCCEEDED");
  sandbox.clock.advance(24 * 3_600_000);
  const { body } = await call("/task_list?filter=type:DELETE/status:ACTIVE");
  assertEquals(body.total, 0);
});

Deno.test("a computer that is off makes a task wait until it is on", async () => {
  const sandbox = stillSandbox();
  const { task } = await started(sandbox, { to: adaOffline });
  sandbox.clock.advance(1000);
  assertEquals((await task()).nice_status, "GC_NOT_CONNECTED");
  sandbox.world.collections.get(adaOffline)!.gcpConnected = true;
  sandbox.clock.advance(61_000);
  assertEquals((await task()).status, "SUCCEEDED");
});

Deno.test("TaskEngine.planFault() makes a task meet any fault", async () => {
  const sandbox = stillSandbox();
  const { engine } = sandbox.world.tasks;
  const quota = { code: "QUOTA_EXCEEDED", short: "quota exceeded", details: "Disk quota exceeded" };
  engine.planFault({ ...quota, times: 2 });
  const { task, codes } = await started(sandbox);
  sandbox.clock.advance(2000);
  assertEquals((await task()).nice_status_details, "Disk quota exceeded");
  sandbox.clock.advance(121_000);
  assertEquals((await task()).status, "SUCCEEDED");
  const errors = (await codes()).filter((code: string) => code === "QUOTA_EXCEEDED");
  assertEquals(errors.length, 2);
  engine.planFault(quota);
  const fatal = await started(sandbox, { fail_on_quota_errors: true });
  sandbox.clock.advance(2000);
  const failed = await fatal.task();
  assertEquals([failed.status, failed.fatal_error.code], ["FAILED", "QUOTA_EXCEEDED"]);
});

Deno.test("a task waits INACTIVE while its consent is taken back", async () => {
  const sandbox = stillSandbox();
  const { id } = await started(sandbox, { items: [item("/gone", "/~/x")] });
  const { world } = sandbox;
  for (const consent of world.consents.of(world.people[0].primary.id)) {
    world.consents.revoke(consent.id);
  }
  sandbox.clock.advance(1000);
  assertEquals(world.tasks.get(id)!.status, "INACTIVE");
  await transferCaller(sandbox);
  assertEquals(world.tasks.get(id)!.status, "ACTIVE");
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
  assertEquals((await call("/task_list?filter=colour:red")).status, 400);
  assertEquals((await call("/task_list?orderby=colour")).status, 400);
  assertEquals((await call("/task_list?limit=1001")).status, 400);
  const sam = await transferCaller(sandbox, "sam@globusid.org");
  assertEquals((await sam(`/task/${all.DATA[0].task_id}`)).body.code, "TaskNotFound");
});
