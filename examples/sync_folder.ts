/**
 * Brings a folder up to date with another one: moves only files that are missing or differ. Run it
 * twice, and the second run moves nothing.
 *
 *     deno task example sync_folder
 *     deno task example sync_folder -- SOURCE_ID /from/ DESTINATION_ID /to/
 */
import {
  AccessTokenAuthorizer,
  plainText,
  TransferAPIError,
  TransferClient,
  TransferData,
  TransferScopes,
  watchTask,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";
import { bytesText, ProgressPicture } from "./progress.ts";

const [
  // Two collections that Globus keeps for its tutorials: everyone may read and write there.
  source = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
  from = "/home/share/godata/",
  destination = "31ce9ba0-176d-45a5-add3-f37d233ba47d",
  to = "/~/synchronized/",
] = Deno.args;

const { tokens } = await logIn(TransferScopes.all);
const { access_token } = tokens.byResourceServer["transfer.api.globus.org"];
const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });

const data = new TransferData(source, destination, {
  label: "Bring a folder up to date",
  // How files are compared: `exists`, `size`, `mtime`, or `checksum`, the most careful and slowest.
  sync_level: "checksum",
  preserve_timestamp: true,
  // Skips files that cannot be read, and lists them below, in place of retrying for a day.
  skip_source_errors: true,
});
data.addItem(from, to, { recursive: true });
data.addFilterRule("*.tmp");

try {
  const { task_id } = await tc.submitTransfer(data);
  console.log(`\nSubmitted as task ${task_id}`);
  const picture = new ProgressPicture();
  for await (const progress of watchTask(tc, task_id)) {
    picture.update(progress);
    if (progress.state === "active") continue;
    const { files_transferred, files_skipped } = progress.task;
    const moved = bytesText(progress.bytesTransferred);
    console.log(
      `${progress.state}: ${files_transferred ?? 0} moved (${moved}), ${
        files_skipped ?? 0
      } up to date`,
    );
    if (progress.state !== "succeeded") Deno.exitCode = 1;
  }
  for await (const { source_path, error_code } of tc.taskSkippedErrors(task_id)) {
    console.log(`Passed over ${plainText(source_path)}: ${error_code}`);
  }
} catch (error) {
  if (!(error instanceof TransferAPIError)) throw error;
  console.log(`\n${error.message}`);
  const scopes = error.info.consentRequired?.requiredScopes;
  // Some collections require a consent of their own: log in again and request it.
  if (scopes) console.log(`Log in again with: ${scopes.join(" ")}`);
  Deno.exitCode = 1;
}
