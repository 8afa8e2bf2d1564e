/**
 * Logs in against the sandbox that the environment names, by a pasted code or, with `local-server`,
 * by a browser on this machine, and says for what it got tokens. With `reader` the program reads from
 * the terminal itself, as a REPL does. Run by the tests.
 *
 * @module
 */

import { CommandLineLoginFlowManager } from "../../../lib/login/command_line.ts";
import { LocalServerLoginFlowManager } from "../../../lib/login/local_server.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";

import process from "node:process";
import { createInterface } from "node:readline";

const reader = Deno.args.includes("reader")
  ? createInterface({ input: process.stdin, output: process.stdout, terminal: true })
  : undefined;
const client = new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");
const Manager = Deno.args.includes("local-server")
  ? LocalServerLoginFlowManager
  : CommandLineLoginFlowManager;
try {
  const tokens = await new Manager(client).runLoginFlow({ required_scopes: ["openid"] });
  console.log(`tokens for ${Object.keys(tokens.byResourceServer)}`);
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`);
}
reader?.close();
