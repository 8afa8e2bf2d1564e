/**
 * Measures the start of programs that use the SDK, against an empty program in the same project.
 *
 * The project is a user's: the package that `deno task jsr` builds was added to it by `deno add`, from
 * a registry on loopback, and everything is in Deno's cache.
 *
 * @module
 */

import { jsrProject } from "../tests/kit/jsr_project.ts";
import { compare, type Compared } from "./rounds.ts";

/** What is compared; each has the empty program first. */
export interface StartUps {
  /** A program that makes a client for logins and one for Transfer: ours, and the official one. */
  readonly published: Compared[];
  /** The same program on the TypeScript sources of this repository. */
  readonly sources: Compared[];
  /** The same program if it imports them from `@globus-deno/sdk`, which is all of the SDK. */
  readonly whole: Compared[];
}

const MAKE_CLIENTS = `new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");
new TransferClient();
`;

/** A program that makes a client for logins and one for Transfer. */
function twoClients(auth: string, transfer: string): string {
  return `import { NativeAppAuthClient } from ${JSON.stringify(auth)};
import { TransferClient } from ${JSON.stringify(transfer)};
${MAKE_CLIENTS}`;
}

function source(path: string): string {
  return new URL(`../lib/services/${path}`, import.meta.url).href;
}

const PROGRAMS = {
  empty: "",
  published: twoClients("@globus-deno/sdk/auth", "@globus-deno/sdk/transfer"),
  official: `import { authorization, transfer } from "npm:@globus/sdk@6.2.0";
authorization.create({ client: "61338d24-54d5-408f-a10d-66c06b59f6d2", redirect: "https://a.test",
  scopes: "openid", storage: undefined });
if (!transfer.endpointSearch) throw new Error();
`,
  sources: twoClients(source("auth/mod.ts"), source("transfer/mod.ts")),
  whole: `import { NativeAppAuthClient, TransferClient } from "@globus-deno/sdk";
${MAKE_CLIENTS}`,
};

/** The sources find their dependencies by it. */
const config = new URL("../deno.json", import.meta.url).pathname;

/**
 * Measures all starts in one run.
 *
 * @throws {Error} If npm's registry, from which the dependencies come, cannot be reached.
 */
export async function run(): Promise<StartUps> {
  const project = await jsrProject();
  if (typeof project === "string") throw new Error(`Cannot measure the start: no ${project}`);
  try {
    const jobs = [];
    for (const [name, program] of Object.entries(PROGRAMS)) {
      const file = `${project.folder}/${name}.ts`;
      await Deno.writeTextFile(file, program);
      const flags = ["--allow-env", "--allow-read"];
      if (name === "sources") flags.push("--config", config);
      const start = async (...more: string[]) => {
        const { code, stderr } = await project.deno("run", ...flags, ...more, file);
        if (code !== 0) throw new Error(stderr);
      };
      await start(); // It fills the cache.
      jobs.push(() => start("--cached-only"));
    }
    const [empty, published, official, sources, whole] = await compare(jobs, 21, 2);
    return {
      published: [empty, published, official],
      sources: [empty, sources, official],
      whole: [empty, whole, official],
    };
  } finally {
    await project.remove();
  }
}
