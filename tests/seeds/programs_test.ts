import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { REDACTED } from "../../lib/core/redacted.ts";
import type { Sandbox } from "../../lib/sandbox/mod.ts";
import { logIn, type RunningExample, withExample, withProgram } from "../kit/running_example.ts";

/** Runs a program of this folder with no permission but those for the sandbox and its variables. */
function withSeed(
  name: string,
  use: (program: RunningExample, sandbox: Sandbox) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  return withProgram(({ sandbox, url }) => ({
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      `--allow-net=${new URL(url).host}`,
      "--allow-env",
      new URL(`./${name}.ts`, import.meta.url).href,
      ...args,
    ],
    env: {
      GLOBUS_SDK_SANDBOX_URL: url,
      GLOBUS_CLIENT_ID: sandbox.world.demoClient.id,
      GLOBUS_CLIENT_SECRET: sandbox.world.demoClient.secret,
    },
  }), use);
}

/** Ends the program, which must have succeeded and printed no token. */
async function endWell(program: RunningExample, sandbox: Sandbox): Promise<string> {
  assertEquals(await program.end(), 0);
  const { accessTokens, refreshTokens } = sandbox.world;
  for (const token of [...accessTokens.keys(), ...refreshTokens.keys()]) {
    assert(!program.output.includes(token), "a token was printed");
  }
  return program.output;
}

Deno.test("tutorial steps 2 and 3: log in, take two tokens, list my endpoints", async () => {
  await withExample("tutorial", async (program, sandbox) => {
    await logIn(program, sandbox);
    const output = await endWell(program, sandbox);
    assertMatch(output, /My Endpoints:\n\[[0-9a-f-]{36}\] \S/);
    const servers = [...sandbox.world.accessTokens.values()].map((token) => token.resourceServer);
    assertEquals(servers.sort(), ["auth.globus.org", "transfer.api.globus.org"]);
  });
});

Deno.test("tutorial step 4: what a login gives, with redacted tokens and their plain form", async () => {
  await withSeed("tutorial_step_4", async (program, sandbox) => {
    await logIn(program, sandbox);
    const output = await endWell(program, sandbox);
    const shown = JSON.parse(/\n(\{\n.*\n\})\n/s.exec(output)![1]);
    assertEquals(Object.keys(shown).sort(), ["auth.globus.org", "transfer.api.globus.org"]);
    const { scope, token_type, expires_at_seconds, access_token, refresh_token } =
      shown["auth.globus.org"];
    assertEquals(scope.split(" ").sort(), ["email", "openid", "profile"]);
    assertEquals([token_type, access_token, refresh_token], ["Bearer", REDACTED, null]);
    assert(Number.isInteger(expires_at_seconds));
    assertEquals(
      shown["transfer.api.globus.org"].scope,
      "urn:globus:auth:scope:transfer.api.globus.org:all",
    );
    assertStringIncludes(
      output,
      "Fields: access_token expires_at_seconds refresh_token resource_server scope token_type\n",
    );
  });
});

Deno.test("tutorial step 5: refresh tokens, and calls that go on after the access token ends", async () => {
  await withSeed("tutorial_step_5", async (program, sandbox) => {
    await logIn(program, sandbox);
    const output = await endWell(program, sandbox);
    const [, before] = /Before: ([0-9a-f-]{36})\n/.exec(output)!;
    assertStringIncludes(output, `Renewed: ${before}\n`);
    assertEquals(sandbox.world.refreshTokens.size, 2);
  });
});

Deno.test("tutorial step 6: scope constants, TransferData and requestedScopes move a file", async () => {
  await withExample("minimal_transfer", async (program, sandbox) => {
    await logIn(program, sandbox);
    const output = await endWell(program, sandbox);
    assertStringIncludes(output, "SUCCEEDED: 1 file\n");
    const scopes = [...sandbox.world.accessTokens.values()].flatMap((token) => token.scopes);
    assertEquals(scopes, ["urn:globus:auth:scope:transfer.api.globus.org:all"]);
  });
});

Deno.test("tutorial step 6: a program with scopes of its own processes what it lists", async () => {
  await withSeed("tutorial_step_6", async (program, sandbox) => {
    await logIn(program, sandbox);
    const output = await endWell(program, sandbox);
    const rows = output.split("ID,Name,Owner\n")[1].trim().split("\n");
    assertEquals(rows.length, 5);
    for (const row of rows) assertMatch(row, /^"[0-9a-f-]{36}","[^"]+","[^"]*"$/);
  });
});

Deno.test("reference, first example: a native app logs in and calls Transfer", async () => {
  await withSeed("reference_native_app", async (program, sandbox) => {
    await logIn(program, sandbox);
    assertStringIncludes(await endWell(program, sandbox), "Found: 1\n");
    assertEquals(sandbox.world.refreshTokens.size, 2);
  });
});

Deno.test("reference, second example: a service gets tokens for itself", async () => {
  await withSeed("reference_confidential_app", async (program, sandbox) => {
    assertStringIncludes(await endWell(program, sandbox), "Found: 1\n");
  });
});

Deno.test("reference, third example: identities are looked up by name, alone and in a map", async () => {
  const users = ["ada@fjord.example", "ada@fjord.example", "unknown@fjord.example"];
  await withSeed("reference_identities", async (program, sandbox) => {
    const output = await endWell(program, sandbox);
    const { id } = sandbox.world.identityByUsername("ada@fjord.example")!;
    assertStringIncludes(output, `Username: ada@fjord.example, ID: ${id}\n`);
    assertStringIncludes(output, "Mapped: ada@fjord.example\nDefault: none\n");
  }, users);
});
