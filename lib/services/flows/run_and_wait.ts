import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { Poll, type PollParams } from "../../core/poll.ts";
import { resumeRunWithConsents, type RunResumer } from "./consents.ts";
import type { RunLister } from "./find.ts";
import { type RunStarter, startRun, type StartRunParams } from "./start.ts";
import { runOutcome, type RunProgress, type RunWatcher } from "./watch.ts";

/** The clients that {@link runAndWait} takes. */
export interface RunClients<Input extends object> {
  /** A `SpecificFlowClient`, which starts and resumes the run. */
  readonly flow: RunStarter<Input> & RunResumer;
  /** A `FlowsClient`, which watches it. */
  readonly flows: RunWatcher & RunLister;
}

/** How {@link runAndWait} starts a run and waits for it. */
export interface RunAndWaitParams extends StartRunParams, PollParams {
  /**
   * Whether a run that waits for a login, such as for a consent, is resumed after that login, which
   * the app of the `SpecificFlowClient` makes. @default {false}
   */
  meetRequirements?: boolean | undefined;
  /** Whether the run is canceled if the wait ends before it does. @default {false} */
  cancel?: boolean | undefined;
}

/**
 * Starts a run of a flow, and waits until it ends or waits for a person. The start is not lost where
 * its answer is, as by `startRun`.
 *
 * @example Usage
 * ```ts ignore
 * const flow = new SpecificFlowClient(flowId, { app });
 * const flows = new FlowsClient({ app });
 * const { state, output, fault } = await runAndWait(
 *   { flow, flows },
 *   { source: "/data/run7/" },
 *   { label: "Run 7", timeoutMs: 3_600_000, meetRequirements: true },
 * );
 * if (state === "succeeded") console.log(output);
 * else console.error(state, fault?.description);
 * ```
 *
 * @param body Input of the flow, as its schema describes it.
 * @returns How the run ended: `state` is `timeout` if it was active to the end of `timeoutMs`.
 * @throws As `startRun`, `watchRun` and `resumeRunWithConsents` do.
 *
 * @category Helpers
 */
export async function runAndWait<Input extends object>(
  clients: RunClients<Input>,
  body: Input,
  params: RunAndWaitParams = {},
  options: RequestOptions = {},
): Promise<RunProgress> {
  checkNamed("runAndWait({ flow, flows }, body, { label }, { signal })", params, options);
  const { timeoutMs, minIntervalMs, maxIntervalMs, outageMs, ...start } = params;
  const { meetRequirements = false, cancel = false, ...startParams } = start;
  const { flows } = clients;
  const times = { timeoutMs, minIntervalMs, maxIntervalMs, outageMs };
  const poll = new Poll("wait for a run", flows, times, options);
  const { run_id: runId } = await startRun(clients, body, startParams, options);
  for (;;) {
    const leftMs = Math.max(0, poll.leftMs);
    const outcome = await runOutcome(flows, runId, { ...times, timeoutMs: leftMs }, options);
    if (outcome.needsLogin && meetRequirements && poll.leftMs > 0) {
      const { state } = await resumeRunWithConsents(clients, runId, options);
      if (state !== "notMet") {
        await poll.pause();
        continue;
      }
    }
    const done = { ...outcome, elapsedMs: poll.elapsedMs };
    if (!cancel || !/^(inactive|timeout)$/.test(outcome.state)) return done;
    await flows.cancelRun(runId, options);
    return { ...done, canceled: true };
  }
}
