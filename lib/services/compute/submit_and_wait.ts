import { checkNamed } from "../../core/arguments.ts";
import { CallTrace } from "../../core/call_trace.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { encodeSegment } from "../../core/path.ts";
import { byteLength } from "../../core/text.ts";
import type { ComputeSubmission, ComputeSubmitted } from "./documents/task.ts";
import { COMPUTE_MAX_BYTES } from "./limits.ts";
import { callPayload, type ComputeCall, JSON_RESULT_SERIALIZER } from "./payload.ts";
import { ComputeReport, type ComputeReportState, type ComputeResult } from "./results.ts";
import {
  checkTaskReader,
  type ComputeTaskReader,
  type ComputeWaitParams,
  TaskPolls,
} from "./task_polls.ts";
import { endOf } from "./wait.ts";

/** What {@link submitAndWait} submits with: a {@link ComputeClient}. */
export interface ComputeTaskSubmitter extends ComputeTaskReader {
  /** Submits tasks to an endpoint. */
  submit(
    endpointId: string,
    data: ComputeSubmission,
    options?: RequestOptions,
  ): Promise<ComputeSubmitted>;
}

/** What {@link submitAndWait} submits, and how it waits. */
export interface SubmitAndWaitParams<Value = unknown>
  extends ComputeWaitParams<Value>, Omit<ComputeSubmission, "tasks"> {
  /** UUID of the function. */
  functionId: string;
  /** The calls of the function: a list, or a generator. */
  calls: Iterable<ComputeCall>;
  /** Bytes of a submission, of which the service takes 10 MB. @default {9_500_000} */
  maxBytes?: number | undefined;
}

/** Calls that go into one submission. */
interface Chunk {
  readonly payloads: string[];
  bytes: number;
}

/**
 * Submits calls of a function to an endpoint, waits until all have ended, and returns what they
 * returned, in their order.
 *
 * It splits the calls into submissions of at most `maxTasks` tasks and `maxBytes`, and sends no more
 * than 20 requests in 10 seconds. Results are asked for as JSON, so the function must return what
 * JSON can represent. A result that arrived is kept, and not asked for again. If a submission fails,
 * no more are sent, and what was submitted is waited for.
 *
 * @example Usage
 * ```ts ignore
 * const report = await submitAndWait<number>(compute, endpointId, {
 *   functionId,
 *   calls: [{ args: [2, 3] }, { kwargs: { a: 4, b: 5 } }],
 *   timeoutMs: 600_000,
 * });
 * console.log(report.values());
 * ```
 *
 * @param client A {@link ComputeClient}.
 * @param endpointId UUID of the endpoint. If it is not connected, the tasks wait for it.
 * @param options How each request is sent. `timeoutMs` holds for one request; that of `params` for all
 * of them.
 * @returns What became of each call. Nothing is thrown for calls that failed: see
 * {@link ComputeReport.values}. If the signal is aborted after something was sent, the report says so.
 * @throws {TypeError} If an argument cannot be serialized, or has a wrong type. Nothing was sent then.
 * @throws {RangeError} If one call exceeds the limit of size, or a time or number is out of its range.
 * @throws The signal's reason, if it was aborted before anything was sent.
 *
 * @category Helpers
 */
export async function submitAndWait<Value = unknown>(
  client: ComputeTaskSubmitter,
  endpointId: string,
  params: SubmitAndWaitParams<Value>,
  options: RequestOptions = {},
): Promise<ComputeReport<Value>> {
  const form = "submitAndWait(client, endpointId, { functionId, calls }, { signal })";
  checkNamed(form, params ?? null, options);
  checkTaskReader(client);
  encodeSegment(endpointId);
  encodeSegment(params.functionId);
  options.signal?.throwIfAborted();
  const run = new Run<Value>(client, endpointId, params, options);
  return await run.report();
}

/** One run of {@link submitAndWait}. */
class Run<Value> {
  readonly #client: ComputeTaskSubmitter;
  readonly #endpointId: string;
  readonly #functionId: string;
  readonly #fields: Omit<ComputeSubmission, "tasks">;
  readonly #options: RequestOptions;
  readonly #polls: TaskPolls<Value>;
  readonly #chunks: readonly Chunk[];
  /** The ids of the tasks that were submitted, in the order of the calls. */
  readonly #taskIds: string[] = [];
  #taskGroupId: string | undefined;

  constructor(
    client: ComputeTaskSubmitter,
    endpointId: string,
    params: SubmitAndWaitParams<Value>,
    options: RequestOptions,
  ) {
    const { functionId, calls, maxBytes = 9_500_000, maxTasks = 128, ...rest } = params;
    const { timeoutMs, minIntervalMs, maxIntervalMs, outageMs, limiter, onOutcome, ...fields } =
      rest;
    if (!(maxBytes > 0 && maxBytes <= COMPUTE_MAX_BYTES)) {
      throw new RangeError(
        `Cannot submit tasks: maxBytes must be positive, and at most ${COMPUTE_MAX_BYTES}`,
      );
    }
    this.#client = client;
    this.#endpointId = endpointId;
    this.#functionId = functionId;
    this.#fields = { result_serializers: [JSON_RESULT_SERIALIZER], ...fields };
    this.#options = options;
    const waiting = { timeoutMs, minIntervalMs, maxIntervalMs, outageMs, limiter, onOutcome };
    this.#polls = new TaskPolls<Value>(client, { ...waiting, maxTasks }, options);
    this.#chunks = this.#split(calls, maxBytes, maxTasks);
  }

  /** Serializes all calls before the first one is sent, so that a wrong one sends nothing. */
  #split(calls: Iterable<ComputeCall>, maxBytes: number, maxTasks: number): Chunk[] {
    if (typeof calls !== "object" || calls === null || !(Symbol.iterator in calls)) {
      throw new TypeError("Cannot submit tasks: calls is not a list");
    }
    // Later submissions name the group of the first one.
    const empty = { task_group_id: "0".repeat(36), ...this.#document([]) };
    const emptyBytes = byteLength(toJson(empty));
    const chunks: Chunk[] = [];
    let index = -1;
    for (const call of calls) {
      const payload = callPayload(call);
      const bytes = byteLength(toJson(payload)) + 1;
      if (++index >= 0 && emptyBytes + bytes > maxBytes) {
        throw new RangeError(
          `Cannot submit call ${index}: it has ${bytes} bytes, and a submission at most` +
            ` ${maxBytes}; move larger data with Globus Transfer`,
        );
      }
      const last = chunks.at(-1);
      if (last && last.payloads.length < maxTasks && last.bytes + bytes <= maxBytes) {
        last.payloads.push(payload);
        last.bytes += bytes;
      } else chunks.push({ payloads: [payload], bytes: emptyBytes + bytes });
    }
    return chunks;
  }

  #document(payloads: readonly string[]): ComputeSubmission {
    const group = this.#taskGroupId === undefined ? {} : { task_group_id: this.#taskGroupId };
    return { ...this.#fields, ...group, tasks: { [this.#functionId]: payloads } };
  }

  /** Submits all calls, waits for them, and reports. */
  async report(): Promise<ComputeReport<Value>> {
    const { poll } = this.#polls;
    let askedAtMs = 0;
    let stopped: { state: ComputeReportState; error?: unknown } | undefined;
    const rest: ComputeResult<Value>[] = [];
    for (const { payloads } of this.#chunks) {
      if (!stopped && poll.leftMs <= 0) stopped = { state: "timeout" };
      if (stopped) {
        rest.push(...payloads.map(() => ({ state: "notSent" as const })));
        continue;
      }
      const failure = await this.#submit(payloads);
      if (failure) {
        rest.push(...payloads.map(() => ({ state: failure.result })));
        stopped = failure;
      } else if (poll.elapsedMs - askedAtMs >= this.#polls.maxIntervalMs) {
        // Submissions can take longer than the service keeps results.
        askedAtMs = poll.elapsedMs;
        stopped = await this.#round();
      }
    }
    if (stopped?.state === "aborted" && this.#taskIds.length === 0 && isUnsent(rest)) {
      throw stopped.error;
    }
    const end = stopped?.state === "aborted"
      ? stopped
      : await endOf(this.#polls, this.#options.signal);
    const results = this.#taskIds.map((taskId) =>
      this.#polls.outcomes.get(taskId) ?? { state: "running" as const, taskId }
    );
    return new ComputeReport<Value>({
      ...(end.state === "aborted" ? end : stopped ?? end),
      results: [...results, ...rest],
      taskGroupId: this.#taskGroupId,
    });
  }

  /** Asks once for all tasks. Returns why no more must be sent, if so. */
  async #round(): Promise<{ state: ComputeReportState; error?: unknown } | undefined> {
    try {
      await this.#polls.round();
    } catch (error) {
      return this.#ended(error);
    }
  }

  #ended(error: unknown): { state: ComputeReportState; error: unknown } {
    const { signal } = this.#options;
    return signal?.aborted
      ? { state: "aborted", error: signal.reason }
      : { state: "stopped", error };
  }

  /** Submits a chunk. Returns what became of it, if it was not submitted for certain. */
  async #submit(payloads: readonly string[]): Promise<
    | { state: ComputeReportState; error: unknown; result: "refused" | "unknown" | "notSent" }
    | undefined
  > {
    const { poll, limiter } = this.#polls;
    const trace = new CallTrace(false);
    let isSent = false;
    try {
      await limiter.acquire(this.#options.signal);
      isSent = true;
      const options = poll.callOptions();
      const send = limiter.fetch(options.fetch ?? this.#client.fetch);
      const submitted: ComputeSubmitted | null = await this.#client.submit(
        this.#endpointId,
        this.#document(payloads),
        { ...options, fetch: trace.fetch(send) },
      );
      const ids = taskIdsIn(submitted, this.#functionId);
      if (ids.length !== payloads.length) {
        throw new InvalidResponseError(
          "Cannot wait for tasks: the response does not name all of them",
          200,
        );
      }
      this.#taskIds.push(...ids);
      this.#polls.add(ids);
      if (typeof submitted?.task_group_id === "string") this.#taskGroupId = submitted.task_group_id;
    } catch (error) {
      const result = trace.mayHaveActed(error) ? "unknown" : isSent ? "refused" : "notSent";
      return { ...this.#ended(error), result };
    }
  }
}

function isUnsent(results: readonly ComputeResult[]): boolean {
  return results.every(({ state }) => state === "notSent" || state === "refused");
}

/** The ids of the tasks of a function, in the order of the submission; none if they are malformed. */
function taskIdsIn(submitted: ComputeSubmitted | null, functionId: string): string[] {
  const lists: unknown[] = Object.values(submitted?.tasks ?? {});
  const list = submitted?.tasks?.[functionId] ?? (lists.length === 1 ? lists[0] : []);
  return Array.isArray(list) && list.every((id) => typeof id === "string") ? list : [];
}
