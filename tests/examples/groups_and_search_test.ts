import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { logIn, withExample } from "../kit/running_example.ts";

Deno.test("manage_group invites a user, who accepts and becomes a manager, and deletes the group", async () => {
  await withExample("manage_group", async (example, sandbox) => {
    const before = sandbox.world.groups.size;
    await logIn(example, sandbox);
    const [, url] = await example.until(/Now log in as[^]*?\n(http\S+)\n[^]*Paste the code/);
    assertStringIncludes(example.output, "Invited noor@meridian.example");
    await example.type(await sandbox.approve(url, { username: "noor@meridian.example" }));
    await example.until(/noor@meridian\.example: manager, active\n[^]*Press Enter/);
    assertStringIncludes(example.output, "Invited to: Made by an example\nAccepted\n");
    assertStringIncludes(example.output, "ada@fjord.example: admin, active\n");
    assertEquals(sandbox.world.groups.size, before + 1);
    await example.type("");
    assertEquals(await example.end(), 0);
    assertMatch(example.output, /Deleted the group\n$/);
    assertEquals(sandbox.world.groups.size, before);
  });
});

Deno.test("manage_group deletes its group also when the user is unknown", async () => {
  await withExample("manage_group", async (example, sandbox) => {
    const before = sandbox.world.groups.size;
    await logIn(example, sandbox);
    assertEquals(await example.end(), 1);
    assertMatch(example.output, /Deleted the group\n$/);
    assertEquals(sandbox.world.groups.size, before);
  }, ["unknown@nowhere.example"]);
});

Deno.test("search_index fills an index, queries it, and deletes it", async () => {
  await withExample("search_index", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    const said = example.output.split("Wrote ")[1].split("\n");
    assertEquals(said, [
      "60 entries",
      "",
      '10 dives in at most 20 m for "reef", the first of them:',
      "2026-07-01  5 m  https://dives.example/0",
      "2026-07-02  6 m  https://dives.example/1",
      "2026-07-03  7 m  https://dives.example/2",
      "2026-07-09  11 m  https://dives.example/36",
      "2026-07-10  14 m  https://dives.example/9",
      "4 at North Bank",
      "3 at Heron Island",
      "3 at Old Pier",
      "11.9 m on average",
      "",
      "60 dives in all",
      "Deleted the index",
      "",
    ]);
    const statuses = [...sandbox.world.indices.values()].map(({ status }) => status);
    assertEquals(statuses, ["open", "delete_pending"]);
  });
});
