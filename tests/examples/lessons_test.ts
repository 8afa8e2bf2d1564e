import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { logIn, withExample } from "../kit/running_example.ts";

Deno.test("token_response tells what each token is for, and who logged in", async () => {
  await withExample("token_response", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertMatch(example.output, /\nauth\.globus\.org\n {2}scopes: +openid\n/);
    assertMatch(example.output, /\ntransfer\.api\.globus\.org\n/);
    assertStringIncludes(example.output, "after 48 hours");
    assertStringIncludes(example.output, "Not granted: nothing, you have all");
    assertStringIncludes(example.output, "Logged in: Ada Lind");
  });
});

Deno.test("refresh_tokens renews by hand and by itself, and revokes", async () => {
  await withExample("refresh_tokens", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    const said = example.output.split("Renewed: ")[1].split("\n");
    assertEquals(said, [
      "good for 48 hours from now",
      "Accepted: 100 collections on the first page",
      "Revoked the access token",
      "The SDK has renewed the token",
      "Accepted: 100 collections on the first page",
      "Revoked the refresh token",
      "",
    ]);
    const active = [...sandbox.world.refreshTokens.values()].filter(({ revoked, resourceServer }) =>
      resourceServer === "transfer.api.globus.org" && !revoked
    );
    assertEquals(active, []);
  });
});

Deno.test("minimal_transfer moves a file and says how it ended", async () => {
  await withExample("minimal_transfer", async (example, sandbox) => {
    await logIn(example, sandbox);
    const [, taskId] = await example.until(/task ([0-9a-f-]{36})\n/);
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "SUCCEEDED: 1 file\n");
    assertEquals(sandbox.world.tasks.get(taskId)?.label, "My first transfer");
  });
});
