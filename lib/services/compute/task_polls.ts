import { CallTrace } from "../../core/call_trace.ts";
import type { Fetch } from "../../core/call.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { type GlobusError, GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import { isObject } from "../../core/guards.ts";
import type { RateLimiter } from "../../core/limiter.ts";
import { Poll, type Polled, type PollParams } from "../../core/poll.ts";
import type { ComputeTaskBatch } from "./documents/task.ts";
import { computeLimiter } from "./limits.ts";
import { type ComputeOutcome, lost, outcomeOf, taskIn } from "./results.ts";

/** What asks for tasks: a {@link ComputeClient} or a {@link ComputeClientV2}. */
export interface ComputeTaskReader extends Polled {
  /** Sends requests; undefined for the runtime's `fetch`. */
  readonly fetch: Fetch | undefined;
  /** Returns several tasks, with the results of those that have ended. */
  getTaskBatch(taskIds: Iterable<string>, options?: RequestOptions): Promise<ComputeTaskBatch>;
}

/** How to wait for tasks. */
export interface ComputeWaitParams<Value = unknown> extends PollParams {
  /** Tasks that one request asks for. Take fewer if results are large. @default {128} */
  maxTasks?: number | undefined;
  /** The limiter of requests. @default one that all waits of the client share: 20 in 10 seconds */
  limiter?: RateLimiter | undefined;
  /** Called with each outcome once, as it arrives. The service may not give a result twice. */
  onOutcome?: ((outcome: ComputeOutcome<Value>) => void) | undefined;
}

/** What is known of a task that has not ended. */
interface Pending {
  /** Whether the service has ever answered with the task. */
  seen: boolean;
  /** Whether a response that may have held its result got lost. */
  answerLost: boolean;
  /** The error with which it got lost, if that is known. */
  error?: GlobusError;
  /** When it was first asked for, in milliseconds of the wait. */
  readonly sinceMs: number;
}

/** The service drops results 30 minutes after the end of a task. */
const MAX_INTERVAL_MS = 25 * 60_000;

/** Asks for tasks, in batches, until they have ended. Each outcome is kept, and not asked for again. */
export class TaskPolls<Value> {
  /** The timing of the wait. */
  readonly poll: Poll;
  /** The outcomes by the ids of the tasks. */
  readonly outcomes = new Map<string, ComputeOutcome<Value>>();
  /** Waits before each request, so that the service takes it. */
  readonly limiter: RateLimiter;
  /** Milliseconds between two rounds at most. */
  readonly maxIntervalMs: number;
  readonly #client: ComputeTaskReader;
  readonly #options: RequestOptions;
  readonly #maxTasks: number;
  readonly #outageMs: number;
  readonly #onOutcome: ((outcome: ComputeOutcome<Value>) => void) | undefined;
  readonly #pending = new Map<string, Pending>();

  /**
   * Starts the time.
   *
   * @throws {RangeError} If a time or a number is out of its range.
   */
  constructor(
    client: ComputeTaskReader,
    params: ComputeWaitParams<Value>,
    options: RequestOptions,
  ) {
    const { maxTasks = 128, outageMs = 900_000, minIntervalMs = 1000, limiter } = params;
    const { maxIntervalMs = Math.max(60_000, minIntervalMs) } = params;
    if (!(Number.isInteger(maxTasks) && maxTasks > 0)) {
      throw new RangeError("Cannot wait for tasks: maxTasks must be a positive integer");
    }
    if (maxIntervalMs > MAX_INTERVAL_MS) {
      throw new RangeError(
        "Cannot wait for tasks: maxIntervalMs must be 25 minutes at most, as the service drops" +
          " results 30 minutes after the end of a task",
      );
    }
    this.poll = new Poll("wait for tasks", client, { ...params, maxIntervalMs }, options);
    this.maxIntervalMs = maxIntervalMs;
    this.limiter = limiter ?? computeLimiter(client);
    this.#client = client;
    this.#options = options;
    this.#maxTasks = maxTasks;
    this.#outageMs = outageMs;
    this.#onOutcome = params.onOutcome;
  }

  /** Adds tasks to wait for. */
  add(taskIds: Iterable<string>): void {
    for (const id of taskIds) {
      if (this.outcomes.has(id) || this.#pending.has(id)) continue;
      this.#pending.set(id, { seen: false, answerLost: false, sinceMs: this.poll.elapsedMs });
    }
  }

  /** Whether all tasks have ended. */
  get isDone(): boolean {
    return this.#pending.size === 0;
  }

  /**
   * Asks for all tasks until they have ended.
   *
   * @returns False if the time was over before.
   * @throws What {@link TaskPolls.round} throws.
   */
  async untilDone(): Promise<boolean> {
    for (;;) {
      await this.round();
      if (this.isDone) return true;
      if (this.poll.leftMs <= 0) return false;
      await this.poll.pause();
    }
  }

  /**
   * Asks once for each task that has not ended.
   *
   * @throws {ComputeAPIError} If the service refuses to say.
   * @throws {NetworkError} If no usable response arrived for `outageMs`, or in all the time.
   * @throws The signal's reason, once it is aborted.
   */
  async round(): Promise<void> {
    const ids = [...this.#pending.keys()];
    for (let at = 0; at < ids.length; at += this.#maxTasks) {
      await this.limiter.acquire(this.#options.signal);
      await this.#ask(ids.slice(at, at + this.#maxTasks));
      if (this.poll.leftMs <= 0) return;
    }
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const trace = new CallTrace(true);
    const options = this.poll.callOptions();
    const send = this.limiter.fetch(options.fetch ?? this.#client.fetch);
    let batch: ComputeTaskBatch | null;
    try {
      batch = await this.#client.getTaskBatch(ids, { ...options, fetch: trace.fetch(send) });
      if (!isObject(batch?.results)) {
        throw new InvalidResponseError("Cannot wait for tasks: the response has no results", 200);
      }
    } catch (error) {
      if (trace.mayHaveActed(error)) this.#loseAnswer(ids);
      const problem = this.poll.overcome(error);
      for (const id of ids) this.#pending.get(id)!.error = problem;
      return;
    }
    this.poll.answered();
    if (trace.mayHaveActedBefore) this.#loseAnswer(ids);
    const { results } = batch;
    // All are kept before any is told: the caller's function can throw.
    const arrived = ids.flatMap((id) => this.#note(id, results) ?? []);
    for (const outcome of arrived) this.#onOutcome?.(outcome);
  }

  /** Notes that a response that may have held these results got lost. */
  #loseAnswer(ids: readonly string[]): void {
    for (const id of ids) this.#pending.get(id)!.answerLost = true;
  }

  /** Keeps the outcome of a task, if it has ended. */
  #note(id: string, results: ComputeTaskBatch["results"]): ComputeOutcome<Value> | undefined {
    const pending = this.#pending.get(id)!;
    const task = taskIn(results, id);
    if (task) pending.seen = true;
    const outcome = task
      ? outcomeOf<Value>(id, task)
      : this.#isGone(pending)
      ? lost(id, pending.error)
      : undefined;
    if (!outcome) return undefined;
    this.#pending.delete(id);
    this.outcomes.set(id, outcome);
    return outcome;
  }

  /** Whether a task that the service left out had its result read, and is not just too new. */
  #isGone({ seen, answerLost, sinceMs }: Pending): boolean {
    return seen || answerLost || this.poll.elapsedMs - sinceMs >= this.#outageMs;
  }
}

/**
 * Refuses what is not a client that can ask for tasks.
 *
 * @throws {GlobusSDKUsageError} If it is another client, such as a {@link ComputeClientV3}.
 */
export function checkTaskReader(client: ComputeTaskReader): void {
  if (typeof client?.getTaskBatch === "function") return;
  throw new GlobusSDKUsageError("Cannot wait for tasks: give a ComputeClient");
}
