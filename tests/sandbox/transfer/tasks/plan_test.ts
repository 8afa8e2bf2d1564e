import { exists, GODATA, item, started } from "../../../kit/sandbox_tasks.ts";
import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox } from "../../../kit/sandbox_calls.ts";

const { adaLaptop } = WELL_KNOWN;

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
  // A checksum tells other content apart, and only that.
  assertEquals(await run(3), [3, 0, 3]);
  tree.write("/home/ada/sync/file3.txt", "123456", Date.UTC(2100, 0));
  assertEquals(await run(2), [3, 0, 3]);
  assertEquals(await run(3), [3, 1, 2]);
});
