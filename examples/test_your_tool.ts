/**
 * Tests a tool with the sandbox, without an account and without waiting: its login, tokens that
 * expire, a task that is stuck, a service that fails.
 *
 *     deno task example test_your_tool
 *
 * In your project each check is a `Deno.test()`, or a test of the runner that you use, and the values
 * are compared by its assertions.
 */
import {
  LoginCallbackError,
  NetworkError,
  plainText,
  taskOutcome,
  TransferClient,
  TransferData,
  UserApp,
} from "@globus-deno/sdk";
import { fixedClock, Sandbox } from "@globus-deno/sdk/sandbox";

// Two collections that Globus keeps for its tutorials; the sandbox has them too.
const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

/** The tool: copies a folder, and says how that ended. It gets its client from outside. */
async function copyFolder(tc: TransferClient, from: string, to: string): Promise<string> {
  const data = new TransferData(SOURCE, DESTINATION, { label: "Copied by my tool" });
  data.addItem(from, to, { recursive: true });
  const { task_id } = await tc.submitTransfer(data);
  // The service tries a stuck task again for days. A tool without a user gives up.
  const ended = await taskOutcome(tc, task_id, { giveUp: "needsAction", cancel: true });
  const { state, task, fault } = ended;
  if (state === "succeeded") return `copied ${task.files_transferred} files`;
  return plainText(`${state}: ${fault?.meaning ?? "no reason given"} ${fault?.advice ?? ""}`);
}

/** A Globus of its own for each check, whose clock stands still, and a user who is not logged in. */
function setUp(person: { username?: string; deny?: boolean } = {}) {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const app = new UserApp("my-tool", {
    clientId: sandbox.world.tutorialClientId,
    config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow(person) },
  });
  return { sandbox, app, tc: new TransferClient({ app }) };
}

/** How often the sandbox was asked for tokens. */
function tokenRequests({ requests }: Sandbox): number {
  return requests.filter(({ path }) => path === "/v2/oauth2/token").length;
}

/** Runs a check, and compares what it returns with what is expected. */
async function check(name: string, run: () => Promise<unknown>, expected: unknown): Promise<void> {
  const [actual, wanted] = [JSON.stringify(await run()), JSON.stringify(expected)];
  if (actual !== wanted) throw new Error(`${name}: got ${actual} in place of ${wanted}`);
  console.log(`ok  ${name}`);
}

await check("the tool logs in once, and copies a folder", async () => {
  const { sandbox, tc } = setUp({ username: "ada@fjord.example" });
  const said = await sandbox.finish(copyFolder(tc, "/home/share/godata/", "/~/copy/"));
  return [said, tokenRequests(sandbox)];
}, ["copied 3 files", 1]);

await check("a user who refuses the login gets an error, and nothing is copied", async () => {
  const { sandbox, tc } = setUp({ deny: true });
  const error = await copyFolder(tc, "/home/share/godata/", "/~/copy/").catch((error) => error);
  const calls = sandbox.requests.filter(({ service }) => service === "transfer");
  return [error instanceof LoginCallbackError, error.error, calls.length];
}, [true, "access_denied", 0]);

await check("tokens that have expired are replaced, and the tool goes on", async () => {
  const { sandbox, app, tc } = setUp();
  await app.login();
  sandbox.clock.advance(3 * 86_400_000); // three days, in no time
  const said = await sandbox.finish(copyFolder(tc, "/home/share/godata/", "/~/copy/"));
  return [said, tokenRequests(sandbox)];
}, ["copied 3 files", 2]);

await check("a task that is stuck is canceled, and the tool says what to do", async () => {
  const { sandbox, tc } = setUp();
  sandbox.world.tasks.engine.planFault({
    code: "PERMISSION_DENIED",
    short: "permission denied",
    details: "500 Command failed : Path not allowed.",
    times: 1000,
  });
  const said = await sandbox.finish(copyFolder(tc, "/home/share/godata/", "/~/copy/"));
  const task = await tc.taskList().first();
  return [/^needsAction: .* may not read or write this path/.test(said), task?.status];
}, [true, "FAILED"]);

await check("a submission whose answer is lost is sent again, and runs once", async () => {
  const { sandbox, app, tc } = setUp();
  await app.login();
  const before = sandbox.world.tasks.byId.size;
  sandbox.faults.add({ fault: "reset", processed: true, path: "/v0.10/transfer" });
  const said = await sandbox.finish(copyFolder(tc, "/home/share/godata/", "/~/copy/"));
  return [said, sandbox.world.tasks.byId.size - before];
}, ["copied 3 files", 1]);

await check("without a network the tool ends with an error", async () => {
  const { sandbox, app, tc } = setUp();
  await app.login();
  sandbox.faults.add({ fault: "reset", times: 100 });
  const copy = sandbox.finish(copyFolder(tc, "/home/share/godata/", "/~/copy/"));
  return await copy.catch((error) => error instanceof NetworkError);
}, true);
