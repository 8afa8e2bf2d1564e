/**
 * Logs in by a pasted code against the sandbox that the environment names, and says for what it got
 * tokens. Run by the tests.
 *
 * @module
 */

import { CommandLineLoginFlowManager } from "../../../lib/login/command_line.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";

const client = new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");
try {
  const tokens = await new CommandLineLoginFlowManager(client)
    .runLoginFlow({ required_scopes: ["openid"] });
  console.log(`tokens for ${Object.keys(tokens.byResourceServer)}`);
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`);
}
