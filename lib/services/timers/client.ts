// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, uuidsOf } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient, retrying } from "../../core/client.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { isDate, isObject } from "../../core/guards.ts";
import type { Listing } from "../../core/listing.ts";
import { path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { timeText } from "../../core/time.ts";
import { transferWithDataAccess } from "../../scopes/data_access.ts";
import type {
  JobDocument,
  JobListParams,
  JobMessage,
  JobPage,
  JobResultParams,
  ResumeJobParams,
  TimerJob,
  TimerJobUpdate,
  TimerResult,
} from "./documents/job.ts";
import type { CreatedTimer, FlowTimerDocument, TransferTimerDocument } from "./documents/timer.ts";
import { TimersAPIError } from "./errors.ts";
import { JOB_PAGES, RESULT_PAGES } from "./paging.ts";
import { scheduleDocument } from "./schedule.ts";

const TIMER = "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer";

/**
 * A client for Globus Timers: have transfers and flows run by a schedule.
 *
 * A timer runs on behalf of the user who creates it. The login that comes before must cover what its
 * runs do: see `addAppTransferDataAccessScope` and `addAppFlowUserScope`. Beside the client stand
 * `nextRuns` (a preview of a schedule) and `resumeJobWithConsents` (for a timer that lacks a consent).
 *
 * Its errors are {@link TimersAPIError}s.
 *
 * @example Copy a directory every night
 * ```ts
 * import {
 *   RecurringTimerSchedule,
 *   TimersClient,
 *   TransferData,
 *   TransferTimer,
 *   UserApp,
 * } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const source = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
 * const destination = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
 *
 * const timers = new TimersClient({ app });
 * const data = new TransferData(source, destination, { sync_level: "checksum" });
 * data.addItem("/home/share/godata/", "/~/archive/", { recursive: true });
 * const { timer } = await timers.createTimer(
 *   new TransferTimer({ schedule: new RecurringTimerSchedule(86_400), body: data }),
 * );
 * console.log(timer.job_id, timer.next_run);
 * ```
 *
 * @category Clients
 */
export class TimersClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "timer";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "524230d7-ea86-4a52-8312-86065a9e0417";
  /** All that Timers does. What the runs do may need scopes on top. */
  static override readonly defaultScopeRequirements: readonly string[] = [TIMER];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    TimersAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** Where the client takes its jitter from. */
  declare readonly random: () => number;
  /** What sends the client's requests, if not the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  declare readonly timeoutMs: number | undefined;

  /**
   * Has the app's logins ask for consent to reach the data of mapped collections that timers move.
   * Only mapped collections of Globus Connect Server 5 that are not of high assurance have such a
   * consent: name no others.
   *
   * @param collectionIds UUID of a collection, or several.
   * @returns The client itself.
   * @throws {GlobusSDKUsageError} If the client has no app.
   * @throws {TypeError} If an id is not a UUID.
   * @category Consents
   */
  addAppTransferDataAccessScope(collectionIds: string | Iterable<string>): this {
    const ids = uuidsOf("ask for data_access", collectionIds);
    return this.addAppScope(`${TIMER}[${transferWithDataAccess(ids)}]`);
  }
  /**
   * Has the app's logins ask for consent to start flows by timers.
   *
   * @param flowIds UUID of a flow, or several.
   * @returns The client itself.
   * @throws {GlobusSDKUsageError} If the client has no app.
   * @throws {TypeError} If an id is not a UUID.
   * @category Consents
   */
  addAppFlowUserScope(flowIds: string | Iterable<string>): this {
    const scopes = uuidsOf("ask for the scope of a flow", flowIds).map((id) =>
      `https://auth.globus.org/scopes/${id}/flow_${id.replaceAll("-", "_")}_user`
    );
    return this.addAppScope(scopes.length > 0 ? `${TIMER}[${scopes.join(" ")}]` : TIMER);
  }

  /**
   * Creates a timer that runs a transfer or a flow. The service lets all timers of a user together
   * run once a minute at most.
   *
   * `POST /v2/timer`
   *
   * It is not repeated after a lost answer, as a second timer would be created: look for the first
   * one by `listJobs({ filter_name, submitted_after })`.
   *
   * @param timer A `TransferTimer`, a `FlowTimer`, or the fields of one.
   * @throws {GlobusSDKUsageError} If it is a {@link TimerJob}, or not an object.
   * @throws {RangeError} If a time of its schedule has no zone.
   * @throws {TimersAPIError} With `httpStatus` 422 and the faults in `details` if it is malformed.
   * @category Timers
   */
  async createTimer(
    timer: TransferTimerDocument | FlowTimerDocument,
    options?: RequestOptions,
  ): Promise<CreatedTimer> {
    checkDocument(timer);
    if ("callback_url" in timer) {
      throw new GlobusSDKUsageError("Cannot create a timer: give a TimerJob to createJob");
    }
    const { schedule } = timer;
    const sent = schedule === undefined
      ? timer
      : { ...timer, schedule: scheduleDocument(schedule) };
    return this.post("/v2/timer", { timer: sent }, options);
  }
  /**
   * Creates a timer that calls an action provider: the older way, for what `createTimer` cannot do.
   *
   * `POST /jobs/`
   *
   * It is not repeated after a lost answer.
   *
   * @throws {GlobusSDKUsageError} If it is a `TransferTimer` or a `FlowTimer`, or not an object.
   * @throws {RangeError} If a time has no zone.
   * @throws {TimersAPIError} With `httpStatus` 422 and the faults in `details` if it is malformed.
   * @category Timers
   */
  async createJob(data: TimerJob, options?: RequestOptions): Promise<JobDocument> {
    checkDocument(data);
    if ("timer_type" in data) {
      throw new GlobusSDKUsageError(
        "Cannot create a job: give a TransferTimer or a FlowTimer to createTimer",
      );
    }
    const { start, stop_after } = data;
    return this.post("/jobs/", {
      ...data,
      start: timeText("start", start),
      // The service takes an object of a date and a count too.
      stop_after: isSpan(stop_after) ? stop_after : timeText("stop_after", stop_after),
    }, options);
  }
  /**
   * Reads a timer, with its last results.
   *
   * `GET /jobs/{job_id}`
   *
   * @throws {TimersAPIError} With `httpStatus` 404 if the caller has no such timer.
   * @category Timers
   */
  async getJob(jobId: string, options?: RequestOptions): Promise<JobDocument> {
    return this.get(path`/jobs/${jobId}`, options);
  }
  /**
   * Lists what became of a timer's runs, newest first. The service keeps 90 days of them. Its
   * `page()` is the timer with a page of results in it.
   *
   * `GET /jobs/{job_id}`
   *
   * @category Timers
   */
  getJobResults(
    jobId: string,
    params: JobResultParams = {},
    options?: ListOptions,
  ): Listing<TimerResult, JobDocument> {
    checkNamed("getJobResults(jobId, { page_size })", params, options);
    return this.list<TimerResult, JobDocument>(
      path`/jobs/${jobId}`,
      RESULT_PAGES,
      params as QueryParams,
      options,
    );
  }
  /**
   * Lists the caller's timers; they come in one page.
   *
   * `GET /jobs/`
   *
   * @throws {RangeError} If a time has no zone.
   * @category Timers
   */
  listJobs(params: JobListParams = {}, options?: ListOptions): Listing<JobDocument, JobPage> {
    checkNamed("listJobs({ filter_name })", params, options);
    const { submitted_after: after, submitted_before: before } = params;
    return this.list<JobDocument, JobPage>("/jobs/", JOB_PAGES, {
      ...params as QueryParams,
      filter_status: commaJoin(params.filter_status),
      submitted_after: timeText("submitted_after", after),
      submitted_before: timeText("submitted_before", before),
    }, options);
  }
  /**
   * Renames a timer. The service changes nothing else: delete it, and create another.
   *
   * `PATCH /jobs/{job_id}`
   *
   * @category Timers
   */
  async updateJob(
    jobId: string,
    data: TimerJobUpdate,
    options?: RequestOptions,
  ): Promise<JobDocument> {
    checkDocument(data);
    return this.patch(path`/jobs/${jobId}`, data, retrying("conditional", options));
  }
  /**
   * Deletes a timer. A run under way goes on to its end.
   *
   * `DELETE /jobs/{job_id}`
   *
   * @category Timers
   */
  async deleteJob(jobId: string, options?: RequestOptions): Promise<JobDocument> {
    return this.delete(path`/jobs/${jobId}`, options);
  }
  /**
   * Pauses a timer: it becomes `inactive`, and does not run until it is resumed.
   *
   * `POST /jobs/{job_id}/pause`
   *
   * @category Timers
   */
  async pauseJob(jobId: string, options?: RequestOptions): Promise<JobMessage> {
    return this.post(path`/jobs/${jobId}/pause`, undefined, retrying("conditional", options));
  }
  /**
   * Has an inactive timer run again. Where it missed runs, one of them is made up for at once.
   *
   * `POST /jobs/{job_id}/resume`
   *
   * For a timer that lacks a consent see `resumeJobWithConsents`.
   *
   * @category Timers
   */
  async resumeJob(
    jobId: string,
    params: ResumeJobParams = {},
    options?: RequestOptions,
  ): Promise<JobMessage> {
    const form = "resumeJob(jobId, { update_credentials })";
    checkNamed(form, params, options, options?.query ?? undefined);
    const { update_credentials: update } = params;
    // The service's description has it in the query, the Python SDK sends it in the body.
    const sent = update == null ? {} : { update_credentials: update };
    return this.post(path`/jobs/${jobId}/resume`, sent, {
      retryClass: "conditional",
      ...options,
      query: { ...sent, ...options?.query },
    });
  }
}

/** Whether it is an object in the place of a time. */
function isSpan(value: unknown): boolean {
  return isObject(value) && !isDate(value);
}
