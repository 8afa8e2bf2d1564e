import type { ComputeEndpointRecord } from "./endpoints.ts";
import {
  checkOutcome,
  type ComputeFunctionRecord,
  type FunctionHandler,
  type FunctionOutcome,
} from "./functions.ts";
import { DILL_RESULT, isLonger, jsonResult, MAX_BYTES, readArguments } from "./payload.ts";
import type { ComputeTaskRecord, ComputeTaskStore } from "./tasks.ts";

/** What tasks depend on. */
export interface ComputeEngineWorld {
  /** Endpoints by id. */
  readonly computeEndpoints: ReadonlyMap<string, ComputeEndpointRecord>;
  /** Functions by id. */
  readonly computeFunctions: ReadonlyMap<string, ComputeFunctionRecord>;
  /** All tasks. */
  readonly computeTasks: ComputeTaskStore;
}

/** Milliseconds from submission, or from the return of the endpoint, to the start of a task. */
export const LAUNCH_MS = 1000;

/** Starts the tasks whose time has come. Nothing runs by itself: time passes when a request arrives. */
export class ComputeEngine {
  readonly #world: ComputeEngineWorld;
  readonly #handlers: ReadonlyMap<string, FunctionHandler>;

  /**
   * Starts with nothing to do.
   *
   * @param handlers What plays functions, by their ids or names. May be changed while tasks wait.
   */
  constructor(world: ComputeEngineWorld, handlers: ReadonlyMap<string, FunctionHandler>) {
    this.#world = world;
    this.#handlers = handlers;
  }

  /** Starts what is due up to now. */
  async settle(nowMs: number): Promise<void> {
    const { computeTasks: { waiting }, computeEndpoints } = this.#world;
    const due: ComputeTaskRecord[] = [];
    for (const task of waiting) {
      const isOnline = computeEndpoints.get(task.endpointId)?.isOnline ?? false;
      if (!isOnline) task.readyMs = Math.max(task.readyMs, nowMs + LAUNCH_MS);
      if (task.readyMs <= nowMs) due.push(task);
    }
    // Taken out at once: a handler may send requests, and these settle too.
    for (const task of due) {
      waiting.delete(task);
      task.startMs = task.readyMs;
    }
    for (const task of due) await this.#run(task);
  }

  async #run(task: ComputeTaskRecord): Promise<void> {
    let seconds = 1;
    try {
      const outcome = await this.#play(task);
      seconds = outcome.seconds ?? seconds;
      // Checked for dill too: a result that JSON does not have is a mistake of the test.
      const json = jsonResult(outcome.result);
      const result = outcome.payload ?? (task.wantsJson ? json : DILL_RESULT);
      if (isLonger(result, MAX_BYTES)) {
        throw new Error(`MaxResultSizeExceeded: the result is longer than ${MAX_BYTES} bytes`);
      }
      task.result = result;
    } catch (error) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      task.exception = `Traceback (most recent call last):\n  File "<sandbox>"\n${text}`;
    }
    task.endMs = task.startMs! + seconds * 1000;
  }

  async #play(task: ComputeTaskRecord): Promise<FunctionOutcome> {
    const { id: task_id, functionId: function_id, endpointId: endpoint_id, payload } = task;
    const name = this.#world.computeFunctions.get(function_id)?.name ?? "";
    const handler = this.#handlers.get(function_id) ?? this.#handlers.get(name);
    if (!handler) {
      throw new Error(
        `The sandbox does not run Python: call sandbox.functions.set("${name}", handler)`,
      );
    }
    const call = readArguments(payload);
    if (!call) throw new Error("The sandbox reads no arguments but those serialized as JSON");
    const outcome: unknown = await handler({ ...call, task_id, function_id, endpoint_id });
    checkOutcome(outcome);
    return outcome;
  }
}
