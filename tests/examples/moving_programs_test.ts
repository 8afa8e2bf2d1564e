import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Sandbox } from "../../lib/sandbox/mod.ts";
import { logIn, withExample } from "../kit/running_example.ts";
import { play, testInTerminal } from "../kit/terminal_example.ts";

/** How many requests the sandbox got for a path. */
function asked({ requests }: Sandbox, path: string): number {
  return requests.filter((request) => request.path === path).length;
}

/** Statuses of the indices that the example made. */
function publicationsOf({ world }: Sandbox): string[] {
  return [...world.indices.values()].filter(({ displayName }) => displayName === "Publications")
    .map(({ status }) => status);
}

Deno.test("api_guard lets in a member of the group with a token for it, and asks Globus once", async () => {
  await withExample("api_guard", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    const [, answers] = example.output.split("of the login:\n");
    const [none, wrong, first, second] = answers.trim().split("\n");
    assertEquals([none, wrong], ['401 {"error":"refused"}', '401 {"error":"refused"}']);
    const { id } = sandbox.world.people[0].primary;
    assertEquals([first, second], [
      `200 {"counter":1,"caller":"${id}"}`,
      `200 {"counter":2,"caller":"${id}"}`,
    ]);
    // One for the wrong token, and one for both calls with the right one.
    assertEquals(asked(sandbox, "/v2/oauth2/token/introspect"), 2);
    assertEquals(asked(sandbox, "/v2/groups/my_groups"), 1);
    for (const token of sandbox.world.accessTokens.keys()) {
      assert(!example.output.includes(token), "a token was printed");
    }
  });
});

Deno.test("api_guard refuses a user who is not in the group", async () => {
  await withExample("api_guard", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertEquals([...example.output.matchAll(/^403 \{"error":"refused"\}$/gm)].length, 2);
    assert(!example.output.includes("counter"), example.output);
  }, ["00000000-0000-4000-8000-000000000000"]);
});

Deno.test("api_guard answers 503 while Globus fails, and forgets that", async () => {
  await withExample("api_guard", async (example, sandbox) => {
    await example.until(/Paste the code/);
    // The calls without a token and with a wrong one, and the first with the right one.
    sandbox.faults.add({
      fault: "answer",
      status: 400,
      path: "/v2/oauth2/token/introspect",
      times: 2,
    });
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    const statuses = [...example.output.matchAll(/^(\d{3}) \{/gm)].map(([, status]) => status);
    assertEquals(statuses, ["401", "503", "503", "200"]);
  });
});

testInTerminal(
  "publish_data copies a folder, shares it, describes it in an index, and withdraws that",
  async (place) => {
    const { shown, code, logins } = await play("publish_data", place);
    assertEquals([code, logins], [0, 1], shown);
    assertStringIncludes(shown, "Copied 3 files to /published-");
    const found = [...shown.matchAll(/ {2}(file\d\.txt), \d+ bytes: https:\S+\/published-\S+\1/g)];
    assertEquals(found.map(([, name]) => name).sort(), ["file1.txt", "file2.txt", "file3.txt"]);
    assertStringIncludes(shown, "Withdrew the publication");
    assertEquals(publicationsOf(place.sandbox), ["delete_pending"]);
  },
);

testInTerminal("publish_data with --keep leaves the index and the access rule", async (place) => {
  const { shown, code } = await play("publish_data", place, ["--keep"]);
  assertEquals(code, 0, shown);
  assertEquals(publicationsOf(place.sandbox), ["open"]);
  assertMatch(shown, /delete the index and the access rule [\w-]+\./);
});

testInTerminal(
  "publish_data gives up a transfer that a person must mend, and shares nothing",
  async (place) => {
    const { sandbox } = place;
    sandbox.world.tasks.engine.planFault({
      code: "PERMISSION_DENIED",
      short: "permission denied",
      details: "500 Command failed : Path not allowed.",
      times: 1000,
    });
    const { shown, code } = await play("publish_data", place);
    assertEquals(code, 1, shown);
    assertMatch(shown, /the transfer ended as needsAction\. .*may not read or write this path/);
    assert(!shown.includes("All who log in"), shown);
    assertEquals(sandbox.requests.filter(({ path }) => path.endsWith("/access")), []);
  },
);

Deno.test("test_your_tool passes all of its checks", async () => {
  await withExample("test_your_tool", async (example) => {
    assertEquals(await example.end(), 0);
    assertEquals(example.output.trim().split("\n").map((line) => line.slice(0, 4)), [
      ...Array(6).fill("ok  "),
    ]);
  });
});
