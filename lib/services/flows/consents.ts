import { checkNamed } from "../../core/arguments.ts";
import type { AppLike, RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { RunDocument } from "./documents/run.ts";
import { describeRun } from "./run_state.ts";
import { readRun, type RunReader } from "./watch.ts";

/** What runs are resumed with: a `SpecificFlowClient` that belongs to an app. */
export interface RunResumer {
  /** The app that logs in. */
  readonly app: AppLike | undefined;
  /** Address of the service, which errors and logins name. */
  readonly baseUrl: string;
  /** Has an inactive run go on. */
  resumeRun(runId: string, options?: RequestOptions): Promise<RunDocument>;
}

/** The clients that {@link resumeRunWithConsents} takes. */
export interface ResumeClients {
  /** A `SpecificFlowClient` of the run's flow, which resumes the run. */
  readonly flow: RunResumer;
  /** A `FlowsClient`, which reads the run. */
  readonly flows: RunReader;
}

/** What became of a run that was to be resumed. */
export interface ResumedRun {
  /**
   * `resumed`: it goes on. `notInactive`: there was nothing to resume. `notMet`: it waits for a login
   * that the app cannot make.
   */
  readonly state: "resumed" | "notInactive" | "notMet";
  /** The run as the service describes it. */
  readonly run: RunDocument;
}

/**
 * Has an inactive run go on. If it lacks a consent, or another login, the app logs in for that first:
 * once, for all that the app needs. The consent counts for later runs of the flow too.
 *
 * @example Usage
 * ```ts ignore
 * const { state } = await runOutcome(flows, runId);
 * if (state === "inactive") await resumeRunWithConsents({ flow, flows }, runId);
 * ```
 *
 * @param runId UUID of the run.
 * @throws {GlobusSDKUsageError} If the run needs a login, and the client has no app.
 * @throws {RequirementRefusedError} If the service asks for more than services may ask for.
 * @throws {RequirementNotMetError} If it asks for what a login was just made for.
 * @throws {FlowsAPIError} If the run cannot be read or resumed.
 *
 * @category Helpers
 */
export async function resumeRunWithConsents(
  clients: ResumeClients,
  runId: string,
  options: RequestOptions = {},
): Promise<ResumedRun> {
  checkNamed("resumeRunWithConsents({ flow, flows }, runId, { signal })", options);
  const { flow, flows } = clients;
  const run = await readRun(flows, runId, options);
  const { state, needsLogin } = describeRun(run);
  if (state !== "inactive") return { state: "notInactive", run };
  if (needsLogin) {
    if (!flow.app?.meetRequirement) {
      throw new GlobusSDKUsageError(
        "Cannot resume a run that needs a login: make the SpecificFlowClient with an app",
      );
    }
    const isMet = await flow.app.meetRequirement(run.details, {
      source: new URL(flow.baseUrl).host,
      about: runId,
      signal: options.signal,
    });
    if (!isMet) return { state: "notMet", run };
  }
  return { state: "resumed", run: await flow.resumeRun(runId, options) };
}
