import { assert, assertEquals } from "@std/assert";
import { formatted, nameRows, PAGE, pythonNamesPage } from "../../tools/python_names.ts";

Deno.test("docs/python-names.md is what the inventory and the oracle say: `deno run -A tools/python_names.ts` writes it", async () => {
  assertEquals(await Deno.readTextFile(PAGE), await formatted(await pythonNamesPage()));
});

/** What the compiler says of calls of clients, one a line, whose arguments have any type. */
async function problemsOf(calls: readonly { client: string; here: string }[]): Promise<string> {
  const words = calls.flatMap(({ here }) => here.slice(here.indexOf("(")).match(/\w+/g) ?? []);
  const program = [
    `import * as sdk from "@globus-deno/sdk";`,
    `import GCSClient = sdk.GCSClient;`,
    ...new Set(words.map((name) => `declare const ${name}: any;`)),
    ...new Set(calls.map(({ client }) => `declare const the${client}: sdk.${client};`)),
    ...calls.map(({ client, here }) =>
      here.startsWith("GCSClient.") ? `void ${here};` : `void the${client}.${here};`
    ),
  ].join("\n");
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, program);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", config, file],
      env: { NO_COLOR: "1" },
    }).output();
    return success ? "" : new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("every call of docs/python-names.md type-checks: its method, its positions and its params", async () => {
  const rows = nameRows();
  assert(rows.length > 250, `${rows.length} rows`);
  // Two calls that are wrong: the compiler finds these and no others.
  const problems = await problemsOf([
    ...rows,
    { client: "TransferClient", here: "endpointSearch({ filter_color })" },
    { client: "TransferClient", here: "getTusk(taskId)" },
  ]);
  assertEquals(problems.match(/^void .*$/gm), [
    "void theTransferClient.endpointSearch({ filter_color });",
    "void theTransferClient.getTusk(taskId);",
  ]);
});
