/**
 * Moves a file from one collection to another, and waits until it is there.
 *
 *     deno task example minimal_transfer
 */
import {
  AccessTokenAuthorizer,
  TransferClient,
  TransferData,
  TransferScopes,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";

// Two collections that Globus keeps for its tutorials: everybody may read and write there.
const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

const { tokens } = await logIn(TransferScopes.all);
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
// It is over: that is not yet to say that it went well.
const { status, files_transferred } = await tc.getTask(task_id);
console.log(`${status}: ${files_transferred} file`);
