import { checkNamed } from "../../core/arguments.ts";
import type { AppLike, RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import type { JobDocument, ResumeJobParams } from "./documents/job.ts";

/** What timers are resumed with: a `TimersClient` that belongs to an app. */
export interface JobResumer {
  /** The app that logs in. */
  readonly app: AppLike | undefined;
  /** Address of the service, which errors and logins name. */
  readonly baseUrl: string;
  /** Reads a timer, as `TimersClient.getJob` does. */
  getJob(jobId: string, options?: RequestOptions): Promise<JobDocument>;
  /** Has an inactive timer run again. */
  resumeJob(jobId: string, params?: ResumeJobParams, options?: RequestOptions): Promise<unknown>;
}

/** What became of a timer that was to be resumed. */
export interface ResumedJob {
  /**
   * `resumed`: it runs again. `notInactive`: there was nothing to resume. `notMet`: it waits for a
   * login that the app cannot make. `inactive`: it was resumed, and is inactive again or still.
   */
  readonly state: "resumed" | "notInactive" | "notMet" | "inactive";
  /** The timer as the service describes it after that. */
  readonly job: JobDocument;
}

/**
 * Has an inactive timer run again. If it lacks a consent, or another login, the app logs in for that
 * first, and the timer gets the new tokens in place of its own. Where it missed runs, one of them is
 * made up for at once.
 *
 * @example Usage
 * ```ts ignore
 * for await (const job of timers.listJobs({ filter_status: "inactive" })) {
 *   if (job.inactive_reason?.cause === "user") continue;
 *   console.log(job.name, (await resumeJobWithConsents(timers, job.job_id)).state);
 * }
 * ```
 *
 * @param client A `TimersClient` that is made with an app.
 * @param jobId UUID of the timer.
 * @throws {GlobusSDKUsageError} If the timer needs a login, and the client has no app.
 * @throws {RequirementRefusedError} If the service asks for more than services may ask for.
 * @throws {RequirementNotMetError} If it asks for what a login was just made for.
 * @throws {TimersAPIError} If the timer cannot be read or resumed.
 *
 * @category Helpers
 */
export async function resumeJobWithConsents(
  client: JobResumer,
  jobId: string,
  options: RequestOptions = {},
): Promise<ResumedJob> {
  checkNamed("resumeJobWithConsents(client, jobId, { signal })", options);
  const job = await readJob(client, jobId, options);
  if (!isInactive(job)) return { state: "notInactive", job };
  const reason = job.inactive_reason;
  const needsLogin = reason?.cause === "globus_auth_requirements" && reason.detail != null;
  if (needsLogin) {
    const { app } = client;
    if (!app?.meetRequirement) {
      throw new GlobusSDKUsageError(
        "Cannot resume a timer that needs a login: make the TimersClient with an app",
      );
    }
    const isMet = await app.meetRequirement(reason, {
      source: new URL(client.baseUrl).host,
      about: jobId,
      signal: options.signal,
    });
    if (!isMet) return { state: "notMet", job };
  }
  await client.resumeJob(jobId, needsLogin ? { update_credentials: true } : {}, options);
  const after = await readJob(client, jobId, options);
  return { state: isInactive(after) ? "inactive" : "resumed", job: after };
}

function isInactive({ status }: JobDocument): boolean {
  return status === "inactive";
}

/** Reads a timer, and makes sure that it is one. */
async function readJob(
  client: JobResumer,
  jobId: string,
  options: RequestOptions,
): Promise<JobDocument> {
  const job: JobDocument | null = await client.getJob(jobId, options);
  if (typeof job?.status === "string") return job;
  throw new InvalidResponseError("Cannot resume a timer: the response has no status", 200);
}
