import { exists, GODATA, item, started, transfer } from "../../../kit/sandbox_tasks.ts";
import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../../kit/sandbox_calls.ts";

const { tutorial1, adaLaptop, adaOffline } = WELL_KNOWN;

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
