/**
 * Moves a file from one collection to another, and waits until it is there. The login asks for
 * Transfer's scope alone, in place of the default scopes.
 *
 *     deno task example minimal_transfer
 */
import {
  AccessTokenAuthorizer,
  NativeAppAuthClient,
  TransferClient,
  TransferData,
  TransferScopes,
} from "@globus-deno/sdk";
import { ask } from "./terminal.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
// Two collections that Globus keeps for its tutorials: everyone may read and write there.
const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

const client = new NativeAppAuthClient(CLIENT_ID);
client.oauth2StartFlow({ requestedScopes: TransferScopes.all });
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
const authCode = await ask("Please enter the code here:");
if (!authCode) {
  console.error("No code, no tokens: run the example again when you have one.");
  Deno.exit(1);
}
const tokens = await client.oauth2ExchangeCodeForTokens(authCode);
const { access_token } = tokens.byResourceServer["transfer.api.globus.org"];
const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });

const data = new TransferData(SOURCE, DESTINATION, { label: "My first transfer" });
data.addItem("/home/share/godata/file1.txt", "/~/my-first-transfer.txt");

// From here on Globus does the work: this program could end, and the file would still arrive.
const { task_id } = await tc.submitTransfer(data);
console.log(`\nSubmitted as task ${task_id}`);

while (!await tc.taskWait(task_id, { timeoutMs: 10_000, intervalMs: 1_000 })) {
  const { bytes_transferred, nice_status } = await tc.getTask(task_id);
  console.log(`Under way: ${bytes_transferred} bytes, ${nice_status ?? "no fault"}`);
}
// The task has ended. Its status says whether it succeeded.
const { status, files_transferred } = await tc.getTask(task_id);
console.log(`${status}: ${files_transferred} file`);
