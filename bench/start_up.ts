/**
 * Measures the start of a program that imports login and transfer and makes a client of each, against
 * an empty program.
 *
 * @module
 */

import { compare, type Compared } from "./rounds.ts";
import type { Name } from "./contenders.ts";

function entry(path: string) {
  return JSON.stringify(new URL(`../lib/services/${path}`, import.meta.url).href);
}

const config = new URL("../deno.json", import.meta.url).pathname;

const programs: Record<Name, string> = {
  raw: "",
  ours: `import { NativeAppAuthClient } from ${entry("auth/mod.ts")};
import { TransferClient } from ${entry("transfer/mod.ts")};
new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");
new TransferClient();
`,
  official: `import { authorization, transfer } from "npm:@globus/sdk@6.2.0";
authorization.create({ client: "61338d24-54d5-408f-a10d-66c06b59f6d2", redirect: "https://a.test",
  scopes: "openid", storage: undefined });
if (!transfer.endpointSearch) throw new Error();
`,
};

/** Milliseconds from start to end of a program, by contender; the first is an empty one. */
export async function run(names: readonly Name[]): Promise<Compared[]> {
  const folder = await Deno.makeTempDir();
  try {
    const jobs = [];
    for (const name of names) {
      const file = `${folder}/${name}.ts`;
      await Deno.writeTextFile(file, programs[name]);
      jobs.push(() => runProgram(file));
    }
    return await compare(jobs, 15, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runProgram(file: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--config", config, "--allow-env", "--allow-read", file],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
