import { TimersClient } from "../../../lib/services/timers/client.ts";
import { TimersAPIError } from "../../../lib/services/timers/errors.ts";
import { type Shape, testFixtures } from "../../kit/fixtures.ts";

const JOB: Shape = {
  type: "JobDocument",
  fields: {
    inactive_reason: { type: "InactiveReason" },
    results: { type: "TimerResults", fields: { data: { type: "TimerResult" } } },
  },
};
const MESSAGE: Shape = { type: "JobMessage" };
const START = "2030-01-01T00:00:00Z";

testFixtures({
  service: "timer",
  folder: "timers",
  errorClass: TimersAPIError,
  shapes: {
    create_job: JOB,
    create_timer: {
      type: "CreatedTimer",
      fields: {
        timer: { type: "TimerDocument", fields: { schedule: { type: "ScheduleDocument" } } },
      },
    },
    delete_job: JOB,
    get_job: JOB,
    list_jobs: { type: "JobPage", fields: { jobs: JOB } },
    pause_job: MESSAGE,
    resume_job: MESSAGE,
    update_job: JOB,
  },
  calls: {
    create_job: (options) =>
      new TimersClient(options)
        .createJob({ callback_url: "https://x", callback_body: {}, start: START, interval: null }),
    create_timer: (options) =>
      new TimersClient(options)
        .createTimer({ timer_type: "transfer", schedule: { type: "once" }, body: {} }),
    delete_job: (options, [id]) => new TimersClient(options).deleteJob(id),
    get_job: (options, [id]) => new TimersClient(options).getJob(id),
    list_jobs: (options) => new TimersClient(options).listJobs(),
    pause_job: (options, [id]) => new TimersClient(options).pauseJob(id),
    resume_job: (options, [id]) => new TimersClient(options).resumeJob(id),
    update_job: (options, [id]) => new TimersClient(options).updateJob(id, { name: "New" }),
  },
});
