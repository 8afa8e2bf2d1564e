import { assertEquals, assertStringIncludes } from "@std/assert";
import { logIn, withExample } from "../kit/running_example.ts";

/** Examples that need a login and then run to their end, and what they must have printed. */
const LINES: [name: string, lines: string[]][] = [
  ["token_response", ["transfer.api.globus.org", "Not granted: nothing", "Logged in: Ada Lind"]],
  ["refresh_tokens", ["Renewed: good for 48 hours", "Accepted: 100 collections"]],
];

for (const [name, lines] of LINES) {
  Deno.test(`${name} runs to its end after a login, and prints no token`, async () => {
    await withExample(name, async (example, sandbox) => {
      await logIn(example, sandbox);
      assertEquals(await example.end(), 0);
      for (const line of lines) assertStringIncludes(example.output, line);
      const { accessTokens, refreshTokens } = sandbox.world;
      for (const token of [...accessTokens.keys(), ...refreshTokens.keys()]) {
        assertEquals(example.output.includes(token), false);
      }
    });
  });
}
