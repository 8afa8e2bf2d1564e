/**
 * Copies a folder every night. Globus does the work, also while this machine is off.
 *
 *     deno task example scheduled_transfer             # then deletes the timer again
 *     deno task example scheduled_transfer -- --keep
 */
import {
  nextRuns,
  plainText,
  RecurringTimerSchedule,
  TimersClient,
  TransferClient,
  TransferData,
  TransferTimer,
  UserApp,
} from "@globus-deno/sdk";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
// Two collections that Globus keeps for its tutorials: everyone may read and write there.
const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
const DAY_SECONDS = 86_400;

await using app = new UserApp("my-tool", {
  clientId: CLIENT_ID,
  config: { tokenStorage: "memory" },
});
const timers = new TimersClient({ app });
const tc = new TransferClient({ app });
// A mapped collection of Globus Connect Server needs a consent that the login asks for:
// timers.addAppTransferDataAccessScope(DESTINATION);

// Only what has changed is copied: by default a timer copies everything each time.
const body = new TransferData(SOURCE, DESTINATION, { sync_level: "checksum" });
body.addItem("/home/share/godata/", "/~/nightly-copy/", { recursive: true });
const schedule = new RecurringTimerSchedule(DAY_SECONDS, {
  end: { condition: "iterations", count: 30 },
});
const { timer } = await timers.createTimer(
  new TransferTimer({ name: "Nightly copy", schedule, body }),
);
console.log(`\nCreated timer ${timer.job_id}. It runs:`);
// Without a start, the first run is at once.
const from = timer.submitted_at;
for (const run of nextRuns(timer.schedule, { from, count: 3 })) {
  console.log(`  ${run.toISOString()}`);
}

let job = await timers.getJob(timer.job_id);
for (let tries = 0; job.n_runs === 0 && job.status !== "inactive" && tries < 30; tries++) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  job = await timers.getJob(timer.job_id);
}
if (job.inactive_reason) {
  // `resumeJobWithConsents(timers, job.job_id)` logs in for what is missing, and resumes the timer.
  console.error("It does not run:", plainText(JSON.stringify(job.inactive_reason)));
  Deno.exitCode = 1;
}
for await (const { ran_at, resource_id } of timers.getJobResults(timer.job_id)) {
  if (!resource_id) continue;
  await tc.taskWait(resource_id, { timeoutMs: 60_000, intervalMs: 1_000 });
  const { status, files_transferred } = await tc.getTask(resource_id);
  console.log(`Ran at ${ran_at}: ${status}, ${files_transferred} files copied`);
}

console.log("\nMy timers:");
for await (const { name, status, next_run } of timers.listJobs({ filter_status: "active" })) {
  console.log(
    `  ${plainText(name ?? "without a name")}: ${status}, next run ${next_run ?? "never"}`,
  );
}

if (!Deno.args.includes("--keep")) {
  await timers.deleteJob(timer.job_id);
  console.log("Deleted the timer.");
}
