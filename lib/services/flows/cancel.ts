import { checkNamed, checkType } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusError } from "../../core/errors.ts";
import { Poll, type PollParams } from "../../core/poll.ts";
import { isPassing } from "../../core/polling.ts";
import type { RunDocument, UpdateRunsParams } from "./documents/run.ts";
import { describeRun } from "./run_state.ts";
import { readRun, type RunReader } from "./watch.ts";

/** What {@link cancelRuns} cancels with: a `FlowsClient`. */
export interface RunCanceler extends RunReader {
  /** Changes or cancels several runs at once. */
  updateRuns(
    runIds: readonly string[],
    params?: UpdateRunsParams,
    options?: RequestOptions,
  ): Promise<unknown>;
  /** Asks the service to cancel a run. */
  cancelRun(runId: string, options?: RequestOptions): Promise<unknown>;
}

/** How long {@link cancelRuns} waits until the runs have ended, and how often it looks. */
export interface CancelRunsParams extends PollParams {
  /** Milliseconds to wait until the runs have ended. @default {60_000} */
  timeoutMs?: number | undefined;
}

/** What became of a run that was to be canceled. */
export interface CanceledRun {
  /** UUID of the run, as it was given. */
  readonly runId: string;
  /**
   * `canceled`: it ended so. `ended`: it ended in another way first. `active`: as far as is known it
   * had not ended when the wait was over. `refused`: it could not be canceled, or not be read.
   */
  readonly state: "canceled" | "ended" | "active" | "refused";
  /** The run as the service describes it, if it could be read. */
  readonly run?: RunDocument;
  /** Why it could not be canceled or read. */
  readonly error?: GlobusError;
}

/** Runs that one request cancels. */
const BATCH_SIZE = 100;
/** Runs that are read at the same time. */
const PARALLEL = 8;

/**
 * Cancels runs, and waits until they have ended. Where the service refuses several at once, each is
 * canceled by itself, so that one run of someone else does not keep the others going.
 *
 * @example Usage
 * ```ts ignore
 * const active = await flows.listRuns({ filter_status: ["ACTIVE", "INACTIVE"] }).toArray();
 * for (const { runId, state } of await cancelRuns(flows, active.map(({ run_id }) => run_id))) {
 *   console.log(runId, state);
 * }
 * ```
 *
 * @param client A `FlowsClient`.
 * @param runIds UUIDs of the runs; one that is given twice is canceled once.
 * @returns What became of each run, in the order given.
 * @throws {TypeError} If `runIds` is not a list of texts, or `params` or `options` is not a plain
 * object.
 * @throws {RangeError} If a time is negative.
 * @throws The signal's reason, once it is aborted.
 *
 * @category Helpers
 */
export async function cancelRuns(
  client: RunCanceler,
  runIds: readonly string[],
  params: CancelRunsParams = {},
  options: RequestOptions = {},
): Promise<CanceledRun[]> {
  checkNamed("cancelRuns(client, runIds, { timeoutMs }, { signal })", params, options);
  checkType("runIds", runIds, "string array");
  const poll = new Poll("cancel runs", client, { timeoutMs: 60_000, ...params }, options);
  const ids = [...new Set(runIds)];
  const refusals = new Map<string, GlobusError>();
  for (let at = 0; at < ids.length; at += BATCH_SIZE) {
    await cancelBatch(client, ids.slice(at, at + BATCH_SIZE), refusals, options);
  }
  const done = new Map<string, CanceledRun>();
  for (let left = ids; left.length > 0;) {
    await inParallel(left, async (runId) => {
      done.set(runId, await outcomeOf(client, runId, refusals.get(runId), poll));
    });
    left = left.filter((runId) => done.get(runId)!.state === "active");
    if (left.length === 0 || poll.leftMs <= 0) break;
    await poll.pause();
  }
  return ids.map((runId) => done.get(runId)!);
}

/** Cancels several runs at once, or, where that fails, each by itself. */
async function cancelBatch(
  client: RunCanceler,
  ids: readonly string[],
  refusals: Map<string, GlobusError>,
  options: RequestOptions,
): Promise<void> {
  try {
    await client.updateRuns(ids, { set: { status: "cancel" } }, options);
  } catch (error) {
    rethrowUnlessRefusal(error, options);
    await inParallel(ids, async (runId) => {
      try {
        await client.cancelRun(runId, options);
      } catch (error) {
        refusals.set(runId, rethrowUnlessRefusal(error, options));
      }
    });
  }
}

/** How a run stands after it was to be canceled. */
async function outcomeOf(
  client: RunCanceler,
  runId: string,
  refusal: GlobusError | undefined,
  poll: Poll,
): Promise<CanceledRun> {
  const options = poll.callOptions();
  try {
    const run = await readRun(client, runId, options);
    const { state } = describeRun(run);
    const isGoing = state === "active" || state === "inactive";
    if (isGoing && refusal) return { runId, state: "refused", run, error: refusal };
    return { runId, state: isGoing ? "active" : state === "canceled" ? state : "ended", run };
  } catch (error) {
    const failure = rethrowUnlessRefusal(error, options);
    const state = isPassing(error) ? "active" : "refused";
    return { runId, state, error: refusal ?? failure };
  }
}

/** The error of a call, as something to report. */
function rethrowUnlessRefusal(error: unknown, { signal }: RequestOptions): GlobusError {
  signal?.throwIfAborted();
  if (error instanceof GlobusError) return error;
  throw error;
}

/** Does something with each item, with a few of them at the same time. */
async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, async () => {
    for (const item of queue) await work(item);
  }));
}
