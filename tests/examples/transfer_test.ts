import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { bytesText, durationText, ProgressPicture } from "../../examples/progress.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import type { TaskProgress } from "../../mod.ts";
import { logIn, withExample } from "../kit/running_example.ts";
import { play, testInTerminal } from "../kit/terminal_example.ts";

Deno.test("watch_task follows a task of its own to the end", async () => {
  await withExample("watch_task", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "Something to watch");
    assertMatch(example.output, /\nactive .*\n/);
    assertMatch(example.output, /\nsucceeded {2}100 % {2}.*15 B.*\nIt is done\.\n$/);
  });
});

Deno.test("watch_task says why a task needs a person, and cancels it if told to", async () => {
  await withExample("watch_task", async (example, sandbox) => {
    sandbox.world.tasks.engine.planFault({
      code: "PERMISSION_DENIED",
      short: "permission denied",
      details: "500 Command failed : Path not allowed.",
      times: 1000,
    });
    await logIn(example, sandbox);
    await example.until(/may not read or write this path[^]*Cancel it\?/);
    await example.type("y");
    assertEquals(await example.end(), 1);
    assertMatch(example.output, /failed .*canceled/);
  });
});

Deno.test("sync_folder moves what is missing, and says how much that was", async () => {
  await withExample("sync_folder", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "succeeded: 3 moved (15 B), 0 up to date");
  });
});

Deno.test("sync_folder says which consent a collection wants", async () => {
  const { tutorial1, fjordStorage } = WELL_KNOWN;
  const args = [tutorial1, "/home/share/godata/", fjordStorage, "/~/x/"];
  await withExample("sync_folder", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 1);
    assertMatch(example.output, new RegExp(`Log in again with: \\S+${fjordStorage}/data_access`));
  }, args);
});

Deno.test("recursive_ls lists what is below a directory, with sizes", async () => {
  await withExample("recursive_ls", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertMatch(example.output, /\n +4 B {2}\/home\/share\/godata\/file1\.txt\n/);
    assertMatch(example.output, /\n\d+ entries in \d+ directories, 15 B shown\n/);
  });
});

Deno.test("guest_collection_share makes, shares, and takes back", async () => {
  await withExample("guest_collection_share", async (example, sandbox) => {
    const before = sandbox.world.collections.size;
    await logIn(example, sandbox);
    await example.until(/all_authenticated_users may read in \/\n[^]*Enter/);
    assertEquals(sandbox.world.collections.size, before + 1);
    await example.type("");
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "Deleted the guest collection");
    assertEquals(sandbox.world.collections.size, before);
  });
});

testInTerminal(
  "guest_collection_setup shares a folder of a server, and takes it back",
  async (place) => {
    const { collections } = place.sandbox.world;
    const before = collections.size;
    const args = ["Fjord Research Storage", "/home/ada/results/"];
    const { shown, code, logins } = await play(
      "guest_collection_setup",
      place,
      args,
      /is administrator\s[^]*Enter/,
    );
    assertEquals([code, logins], [0, 2], shown);
    assertMatch(shown, /Made guest collection [\da-f-]{36} of \/home\/ada\/results\//);
    assertMatch(shown, /also at https:\/\/g-[\da-f]{6}\.1f0a2\.b3c4\.data\.globus\.org/);
    assertStringIncludes(shown, "Deleted the guest collection");
    assertEquals(collections.size, before);
    const missing = await play("guest_collection_setup", place, ["No Such Storage"]);
    assertEquals(missing.code, 1);
    assertStringIncludes(missing.shown, "There is no mapped collection called No Such Storage.");
  },
);

function progress(given: Partial<TaskProgress>): TaskProgress {
  return {
    state: "active",
    task: {} as TaskProgress["task"],
    elapsedMs: 0,
    bytesTransferred: 0n,
    bytesPerSecond: 0,
    partsDone: 0,
    partsTotal: 0,
    ...given,
  };
}

function draw(isTerminal: boolean, steps: Partial<TaskProgress>[]): string {
  let drawn = "";
  const picture = new ProgressPicture({
    isTerminal: () => isTerminal,
    columns: () => 80,
    write: (text) => void (drawn += text),
  });
  for (const step of steps) picture.update(progress(step));
  return drawn;
}

Deno.test("ProgressPicture draws over one line of a terminal, no longer than it is", () => {
  const half = { partsDone: 5, partsTotal: 10, bytesTransferred: 1_500_000n, remainingMs: 61_000 };
  const drawn = draw(true, [half, { ...half, state: "succeeded", partsDone: 10 }]);
  const [first, second] = drawn.split("\r\x1b[2K").slice(1);
  assertEquals(first, "████████████░░░░░░░░░░░░  50 %  5/10 parts  1.5 MB  0 B/s  1:01 left");
  assert(second.startsWith("█".repeat(24)) && second.endsWith("\n"));
  assert([...first].length < 80);
});

Deno.test("ProgressPicture writes plain lines elsewhere, and none twice", () => {
  const fault = { code: "X", meaning: "It is stuck.", needsAction: true, advice: "Help it." };
  const drawn = draw(false, [
    { partsTotal: 10 },
    { partsTotal: 10, bytesTransferred: 5n },
    { partsTotal: 10, fault },
    { partsTotal: 10, partsDone: 10, state: "succeeded" },
  ]);
  assertEquals(drawn.trimEnd().split("\n").map((line) => line.split("  ")[0]), [
    "active",
    "active",
    "succeeded",
  ]);
  assert(!drawn.includes("\x1b") && drawn.includes("It is stuck. Help it."));
});

Deno.test("bytesText() and durationText() are short", () => {
  const texts = [0n, 999n, 1000n, 999_499n, 999_600n, 123_456_789n, 9_007_199_254_740_993n];
  assertEquals(texts.map(bytesText), [
    "0 B",
    "999 B",
    "1.0 kB",
    "999 kB",
    "1.0 MB",
    "123 MB",
    "9.0 PB",
  ]);
  assertEquals([0, 900, 61_000, 3_723_000].map(durationText), ["0:00", "0:01", "1:01", "1:02:03"]);
});
