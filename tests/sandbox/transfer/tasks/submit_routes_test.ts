import { exists, item, transfer, type TransferOptions } from "../../../kit/sandbox_tasks.ts";
import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../../kit/sandbox_calls.ts";

const { tutorial1, tutorial2, adaLaptop, skyArchive } = WELL_KNOWN;

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

Deno.test("no more than maxPendingTasks of a user wait", async () => {
  const sandbox = stillSandbox({ maxPendingTasks: 2 });
  const call = await transferCaller(sandbox);
  assertEquals((await transfer(call)).status, 200);
  assertEquals((await transfer(call)).status, 200);
  assertEquals((await transfer(call)).status, 409);
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
