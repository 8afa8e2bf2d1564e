import type { DelegatedCaller } from "../auth/delegated_call.ts";
import type { IdentityRecord } from "../auth/people.ts";
import { isoMicros, parseTime } from "../clock.ts";
import type { ServiceName } from "../http/hosts.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import {
  type ActionCall,
  type ActionProgress,
  type ActionProvider,
  ActionRefused,
} from "./actions/action.ts";
import type { ProviderOf } from "./actions/providers.ts";
import { TRANSFER_ALL } from "../auth/scopes.ts";
import { holds } from "./choice.ts";
import { SEARCH_INGEST, statesOf } from "./definition.ts";
import { flowScope } from "./flows.ts";
import { EvaluationError, readPath, writePath } from "./json_path.ts";
import { inputOf, publicInput } from "./parameters.ts";
import type { RunRecord } from "./runs.ts";

/** What runs depend on. */
export interface FlowEngineWorld {
  /** Runs by id. */
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** Identities by id. */
  readonly identities: ReadonlyMap<string, IdentityRecord>;
  /** All identities linked to one, itself included. */
  identitySet(identityId: string): string[];
  /** Makes the ids of actions. */
  readonly random: { uuid(): string };
}

/** Milliseconds that a run takes to start, and each of its states at least (assumed). */
const STATE_MS = 100;
/** Milliseconds that an action takes whose service answers at once (assumed). */
const ACTION_MS = 1000;
/** Seconds after which an action is given up, where its state does not say. */
const WAIT_SECONDS = 300;
/** States that a run may enter: a circle ends there. Assumed; Globus ends runs after a year. */
const MAX_STEPS = 10_000;

/** Scope of the tokens with which runs ask a service. */
const SCOPES: ReadonlyMap<ServiceName, string> = new Map<ServiceName, string>([
  ["transfer", TRANSFER_ALL],
  ["search", SEARCH_INGEST],
]);

/** An error in a state, which the state may catch. */
interface Raised {
  /** Its name, as `ErrorEquals` has it. */
  error: string;
  /** Why, in a sentence. */
  cause: string;
  /** What else the flow gets of it. */
  [field: string]: unknown;
}

/**
 * Plays runs up to now. Nothing runs by itself: time passes when a request arrives. `RunAs` is not
 * played: all actions run with the consents of the run's owner.
 */
export class FlowEngine {
  readonly #world: FlowEngineWorld;
  readonly #providerOf: ProviderOf;
  readonly #caller: DelegatedCaller;

  /** Starts with nothing to do. */
  constructor(world: FlowEngineWorld, providerOf: ProviderOf, caller: DelegatedCaller) {
    this.#world = world;
    this.#providerOf = providerOf;
    this.#caller = caller;
  }

  /** Whether a run may go on. */
  isDue(nowMs: number): boolean {
    for (const run of this.#world.runs.values()) {
      if (run.status === "ACTIVE" && run.cursorMs <= nowMs) return true;
    }
    return false;
  }

  /** Plays all runs up to a time. */
  async settle(nowMs: number): Promise<void> {
    for (const run of this.#world.runs.values()) await this.#play(run, nowMs);
  }

  /** Ends a run, and the action under way, at a time. */
  async cancel(run: RunRecord, nowMs: number): Promise<void> {
    const { action } = run;
    const state = statesOf(run.definition).get(run.stateName);
    if (action && state) {
      await this.#provider(state)?.cancel?.(this.#actionCall(run, nowMs, {}), action.progress);
    }
    this.#end(run, nowMs, "FAILED", {
      code: "FlowCanceled",
      description: "The Flow Instance was canceled by the user",
      time: isoMicros(nowMs),
      details: {},
    });
  }

  async #play(run: RunRecord, nowMs: number): Promise<void> {
    while (run.status === "ACTIVE" && run.cursorMs <= nowMs) {
      const state = statesOf(run.definition).get(run.stateName);
      if (!state) return this.#fail(run, "States.Runtime", `No state "${run.stateName}"`);
      try {
        if (run.result) this.#leave(run, state, run.result);
        else if (run.action) {
          if (!await this.#poll(run, state, nowMs)) return;
        } else await this.#enter(run, state);
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        this.#raise(run, state, { error: "States.ParameterPathFailure", cause: error.message });
      }
    }
  }

  /** Does the work of a state. */
  async #enter(run: RunRecord, state: JsonDocument): Promise<void> {
    if (run.steps === 0) {
      this.#log(run, "FlowStarted", "The Flow Instance started execution", { input: run.input });
    }
    if (++run.steps > MAX_STEPS) return this.#fail(run, "States.Runtime", "Too many states");
    const type = String(state.Type);
    const data = { ...isObject(run.data) ? run.data : {}, _context: this.#contextOf(run) };
    const input = inputOf(state, state.Parameters === undefined ? run.data : data);
    this.#log(run, `${type}Started`, `State ${run.stateName} of type ${type} started`, {
      state_name: run.stateName,
      state_type: type,
      input: publicInput(state, input),
    });
    switch (type) {
      case "Action":
        return await this.#start(run, state, isObject(input) ? input : {});
      case "Fail":
        return this.#fail(run, String(state.Error ?? "Fail"), String(state.Cause ?? ""));
      case "Choice":
        return this.#choose(run, state, data);
      case "Wait":
        run.result = { output: undefined };
        run.cursorMs = Math.max(run.cursorMs + STATE_MS, wakeMs(state, run.data, run.cursorMs));
        return;
      default: {
        const changes = state.Parameters !== undefined || state.InputPath !== undefined;
        run.result = { output: changes ? input : undefined };
        run.cursorMs += STATE_MS;
      }
    }
  }

  #choose(run: RunRecord, state: JsonDocument, data: unknown): void {
    const { Choices: choices, Default: fallback } = state;
    const rules = Array.isArray(choices) ? choices.filter(isObject) : [];
    const next = rules.find((rule) => holds(rule, data))?.Next ?? fallback;
    if (typeof next !== "string") {
      return this.#fail(run, "States.NoChoiceMatched", "No rule holds, and there is no Default");
    }
    run.result = { output: undefined, next };
    run.cursorMs += STATE_MS;
  }

  /** Puts the result of a state into the flow's state, and goes on to the next state. */
  #leave(
    run: RunRecord,
    state: JsonDocument,
    { output, next }: { output: unknown; next?: string },
  ) {
    const type = String(state.Type);
    if (output !== undefined) {
      run.data = writePath(run.data, resultPath(state), output);
    }
    run.result = null;
    run.action = null;
    this.#log(run, `${type}Completed`, `State ${run.stateName} of type ${type} completed`, {
      state_name: run.stateName,
      state_type: type,
      output: output === undefined ? run.data : output,
    });
    const following = next ?? state.Next;
    if (typeof following === "string") run.stateName = following;
    else this.#succeed(run);
  }

  async #start(run: RunRecord, state: JsonDocument, parameters: JsonDocument): Promise<void> {
    const startMs = run.cursorMs;
    const id = this.#world.random.uuid();
    const provider = this.#provider(state);
    const seconds = typeof state.WaitTime === "number" ? state.WaitTime : WAIT_SECONDS;
    const progress: ActionProgress = { status: "ACTIVE", details: {} };
    run.action = { id, startMs, deadlineMs: startMs + seconds * 1000, progress };
    try {
      if (!provider) {
        throw new ActionRefused(404, { code: "NotFound", description: "No such action provider" });
      }
      const started = await provider.start(this.#actionCall(run, startMs, parameters));
      run.action.progress = started;
      if (started.status !== "ACTIVE") started.endMs ??= startMs + ACTION_MS;
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error;
      run.action = null;
      this.#refuse(run, state, error);
    }
  }

  /** Looks after the action under way; `false` while it goes on. */
  async #poll(run: RunRecord, state: JsonDocument, nowMs: number): Promise<boolean> {
    const action = run.action!;
    const call = this.#actionCall(run, nowMs, {});
    const provider = this.#provider(state);
    if (action.progress.status === "ACTIVE" && provider?.poll) {
      action.progress = await provider.poll(call, action.progress);
    }
    const { status, endMs = nowMs } = action.progress;
    if (status !== "ACTIVE" && endMs <= action.deadlineMs) {
      // Its end may lie ahead: then the run waits for that time.
      if (endMs > nowMs) {
        run.cursorMs = endMs;
        return false;
      }
      run.cursorMs = Math.max(endMs, run.cursorMs);
      this.#finish(run, state);
      return true;
    }
    if (action.deadlineMs > nowMs) return false;
    await provider?.cancel?.(call, action.progress);
    run.cursorMs = action.deadlineMs;
    this.#raise(run, state, {
      error: "ActionTimeout",
      cause: "The action was not done within WaitTime",
      action: this.#resultOf(run),
    });
    return true;
  }

  #finish(run: RunRecord, state: JsonDocument): void {
    const result = this.#resultOf(run);
    if (result.status === "FAILED" && state.ExceptionOnActionFailure === true) {
      this.#raise(run, state, {
        error: "ActionFailedException",
        cause: "The action failed",
        action: result,
      });
    } else run.result = { output: result };
  }

  /** The result of an action as the flow's state takes it. */
  #resultOf(run: RunRecord): JsonDocument {
    const { id, startMs, progress } = run.action!;
    return {
      action_id: id,
      status: progress.status,
      display_status: progress.status,
      start_time: isoMicros(startMs),
      completion_time: progress.status === "ACTIVE" ? null : isoMicros(run.cursorMs),
      creator_id: `urn:globus:auth:identity:${run.ownerId}`,
      label: run.label,
      manage_by: run.managers,
      monitor_by: run.monitors,
      release_after: null,
      details: progress.details,
      state_name: run.stateName,
    };
  }

  /** What to do where a service says no: wait for consent or a login, or raise an error. */
  #refuse(run: RunRecord, state: JsonDocument, { status, body }: ActionRefused): void {
    const { code, message, description, required_scopes: scopes } = body;
    const text = String(description ?? message ?? code ?? "The action was refused");
    if (code === "ConsentRequired" && Array.isArray(scopes)) {
      return this.#wait(run, {
        code,
        description: text,
        required_scope: `${flowScope(run.flowId)}[${scopes.join(" ")}]`,
      });
    }
    if (isObject(body.authorization_parameters)) {
      const { authorization_parameters } = body;
      return this.#wait(run, { code, description: text, authorization_parameters });
    }
    this.#raise(run, state, { error: "ActionUnableToRun", cause: text, status, body });
  }

  /** Holds a run until it is resumed. */
  #wait(run: RunRecord, details: JsonDocument): void {
    run.status = "INACTIVE";
    run.details = details;
    this.#log(run, "FlowInactive", "The run waits until it is resumed", {
      state_name: run.stateName,
      ...details,
    });
  }

  /** Goes on with the state that catches an error; without one the run fails. */
  #raise(run: RunRecord, state: JsonDocument, { error, cause, ...more }: Raised): void {
    run.action = null;
    run.result = null;
    const caught = (Array.isArray(state.Catch) ? state.Catch : []).find((one: unknown) =>
      isObject(one) && Array.isArray(one.ErrorEquals) &&
      (one.ErrorEquals.includes(error) || one.ErrorEquals.includes("States.ALL"))
    );
    this.#log(run, `${state.Type}Failed`, `State ${run.stateName} of type ${state.Type} failed`, {
      state_name: run.stateName,
      state_type: state.Type,
      error,
      cause,
      ...more,
    });
    if (!caught) return this.#fail(run, error, cause);
    run.data = writePath(run.data, resultPath(caught), { Error: error, Cause: cause, ...more });
    run.stateName = String(caught.Next);
    run.cursorMs += STATE_MS;
  }

  #fail(run: RunRecord, error: string, cause: string): void {
    this.#end(run, run.cursorMs, "FAILED", {
      code: "FlowFailed",
      description: "The Flow run failed",
      time: isoMicros(run.cursorMs),
      details: { error, cause, state_name: run.stateName },
    });
  }

  #succeed(run: RunRecord): void {
    this.#end(run, run.cursorMs, "SUCCEEDED", {
      code: "FlowSucceeded",
      description: "The Flow run reached a successful completion state",
      output: run.data,
    });
  }

  #end(run: RunRecord, atMs: number, status: "SUCCEEDED" | "FAILED", details: JsonDocument): void {
    run.cursorMs = atMs;
    run.status = status;
    run.endMs = atMs;
    run.details = details;
    run.action = null;
    const { code, description, output, details: why } = details;
    const more = output === undefined ? isObject(why) ? why : {} : { output };
    this.#log(run, String(code), String(description), more);
  }

  #log(run: RunRecord, code: string, description: string, details: JsonDocument): void {
    run.log.push({ timeMs: run.cursorMs, code, description, details });
  }

  #provider(state: JsonDocument): ActionProvider | undefined {
    return this.#providerOf(String(state.ActionUrl));
  }

  #actionCall(run: RunRecord, nowMs: number, parameters: JsonDocument): ActionCall {
    return {
      id: run.action?.id ?? "",
      parameters,
      runId: run.id,
      flowId: run.flowId,
      label: run.label,
      ownerId: run.ownerId,
      nowMs,
      request: (service, route, body) => {
        const scope = SCOPES.get(service) ?? "";
        return this.#caller.ask(run, { service, scope, route, body, nowMs });
      },
    };
  }

  /** What a flow can read of its run, at `$._context`. */
  #contextOf(run: RunRecord): JsonDocument {
    const identity = this.#world.identities.get(run.ownerId);
    const urn = (id: string) => `urn:globus:auth:identity:${id}`;
    return {
      flow_id: run.flowId,
      run_id: run.id,
      username: identity?.username ?? "",
      email: identity?.email ?? null,
      user_id: urn(run.ownerId),
      identities: this.#world.identitySet(run.ownerId).map(urn),
    };
  }
}

function resultPath({ ResultPath: path }: JsonDocument): string {
  return typeof path === "string" ? path : "$";
}

/**
 * When a Wait state ends, in milliseconds since 1970.
 *
 * @throws {EvaluationError} If its path leads to nothing of the kind.
 */
function wakeMs(state: JsonDocument, data: unknown, nowMs: number): number {
  const { SecondsPath: secondsPath, TimestampPath: timePath } = state;
  const seconds = typeof secondsPath === "string" ? readPath(data, secondsPath) : state.Seconds;
  if (typeof seconds === "number") return nowMs + Math.max(seconds, 0) * 1000;
  const time = typeof timePath === "string" ? readPath(data, timePath) : state.Timestamp;
  const ms = typeof time === "string" ? parseTime(time) : NaN;
  if (Number.isNaN(ms)) throw new EvaluationError("The Wait state has no time to wait for");
  return ms;
}
