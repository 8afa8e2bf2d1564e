/**
 * Follows a task until it ends, and says what is wrong if it makes no progress.
 *
 *     deno task example watch_task                # the newest task that is not over, or a new one
 *     deno task example watch_task -- TASK_ID
 */
import {
  AccessTokenAuthorizer,
  plainText,
  TransferClient,
  TransferData,
  TransferScopes,
  watchTask,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";
import { ProgressPicture } from "./progress.ts";
import { ask } from "./terminal.ts";

const { tokens } = await logIn(TransferScopes.all);
const { access_token } = tokens.byResourceServer["transfer.api.globus.org"];
const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });

const [given] = Deno.args;
const task_id = given ?? await newestTask() ?? await newTask();
const { label } = await tc.getTask(task_id);
console.log(`\nTask ${task_id} ${plainText(label ?? "without a label")}`);

const picture = new ProgressPicture();
let asked = "";
for await (const progress of watchTask(tc, task_id)) {
  picture.update(progress);
  const { state, fault } = progress;
  // Many faults need a person, while the task stays "active" and retries for days.
  if (state === "active" && fault?.needsAction && fault.code !== asked) {
    asked = fault.code;
    if (await ask("\nIt will not go on by itself. Cancel it? (y)") === "y") {
      await tc.cancelTask(task_id);
    }
  }
  if (state === "succeeded") console.log("It is done.");
  if (state === "failed") Deno.exitCode = 1;
}

/** The newest of my active tasks. */
async function newestTask(): Promise<string | undefined> {
  const listing = tc.taskList({ filter: { status: ["ACTIVE", "INACTIVE"] }, limit: 1 });
  return (await listing.first())?.task_id;
}

/** Starts a task to watch: moves the files of the Globus tutorials between its two collections. */
async function newTask(): Promise<string> {
  const data = new TransferData(
    "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
    "31ce9ba0-176d-45a5-add3-f37d233ba47d",
    { label: "Something to watch" },
  );
  data.addItem("/home/share/godata/", "/~/watched/", { recursive: true });
  return (await tc.submitTransfer(data)).task_id;
}
