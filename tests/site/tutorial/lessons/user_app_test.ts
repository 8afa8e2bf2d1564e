import { assertEquals, assertStringIncludes } from "@std/assert";
import { Sandbox } from "../../../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../../../lib/sandbox/serve_deno.ts";
import { hasScript, inTerminal } from "../../../kit/terminal.ts";

/** What the last part of each lesson prints. */
const LESSONS: [number: number, line: string][] = [
  [1, "This program is client 61338d24-54d5-408f-a10d-66c06b59f6d2"],
  [2, "Logged in as ada00001-"],
  [3, "Coral bleaching, shared results"],
  [4, "user name ada@fjord.example"],
  [5, "All tokens are revoked"],
  [6, "SUCCEEDED: task"],
];

for (const [number, line] of LESSONS) {
  const name = `the few lines with UserApp that end lesson ${number} run`;
  Deno.test({
    name: hasScript ? name : `${name} (left out: no "script" here)`,
    ignore: !hasScript,
    fn: async () => {
      const sandbox = new Sandbox();
      const server = serveSandbox(sandbox);
      const home = await Deno.makeTempDir();
      const lesson = import.meta.resolve(
        `../../../../site/tutorial/lessons/user_app/lesson_${number}.ts`,
      );
      const env = { GLOBUS_SDK_SANDBOX_URL: server.url, HOME: home };
      let logins = 0;
      try {
        const args = ["run", "--quiet", "-A", lesson];
        const { shown, code } = await inTerminal(args, env, async (shown) => {
          const urls = [...shown.matchAll(/(http:\S+)\s[^]*?Paste the code/g)];
          if (urls.length <= logins) return undefined;
          return `${await sandbox.approve(urls[logins++][1])}\n`;
        });
        assertEquals(code, 0, shown);
        assertStringIncludes(shown, line);
        assertEquals(logins, number === 1 ? 0 : 1);
      } finally {
        await server.shutdown();
        await Deno.remove(home, { recursive: true });
      }
    },
  });
}
