import type { DelegatedCaller } from "../auth/delegated_call.ts";
import { TRANSFER_ALL } from "../auth/scopes.ts";
import {
  accepted,
  type ActionCall,
  type ActionProvider,
  ActionRefused,
} from "../flows/actions/action.ts";
import type { ProviderOf } from "../flows/actions/providers.ts";
import { SEARCH_INGEST } from "../flows/definition.ts";
import { flowScope } from "../flows/flows.ts";
import type { RunRecord } from "../flows/runs.ts";
import type { ServiceName } from "../http/hosts.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { runUnderWay, tickAfter, type TimerRecord } from "./timers.ts";

/** The scope of all calls of Timers. */
export const TIMER_SCOPE =
  "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer";

/** The action provider that runs transfers. */
const TRANSFER_URL = "https://actions.automate.globus.org/transfer/transfer";

/** What timers depend on. */
export interface TimerEngineWorld {
  /** Timers by id. */
  readonly timers: ReadonlyMap<string, TimerRecord>;
  /** Runs of flows by id. */
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** Makes the ids of runs. */
  readonly random: { uuid(): string };
}

const MINUTE_MS = 60_000;
/** Longest time for which the start of a run is tried again. */
const RETRY_MS = 45 * MINUTE_MS;

/** Runs timers up to now. Nothing runs by itself: time passes when a request arrives. */
export class TimerEngine {
  readonly #world: TimerEngineWorld;
  readonly #providerOf: ProviderOf;
  readonly #caller: DelegatedCaller;

  /** Starts with nothing to do. */
  constructor(world: TimerEngineWorld, providerOf: ProviderOf, caller: DelegatedCaller) {
    this.#world = world;
    this.#providerOf = providerOf;
    this.#caller = caller;
  }

  /** When the next timer runs, in milliseconds since 1970; Infinity where none does. */
  get nextMs(): number {
    let next = Infinity;
    for (const timer of this.#world.timers.values()) {
      if (!timer.inactive && timer.nextMs !== null) next = Math.min(next, timer.nextMs);
    }
    return next;
  }

  /** Whether a timer has something to do. */
  isDue(nowMs: number): boolean {
    if (this.nextMs <= nowMs) return true;
    for (const timer of this.#world.timers.values()) if (runUnderWay(timer)) return true;
    return false;
  }

  /** Looks after the runs that go on. */
  async look(nowMs: number): Promise<void> {
    for (const timer of this.#world.timers.values()) await this.#lookAfter(timer, nowMs);
  }

  /** Runs the timers whose time it is. */
  async fire(tickMs: number): Promise<void> {
    for (const timer of this.#world.timers.values()) {
      if (timer.inactive || timer.nextMs === null || timer.nextMs > tickMs) continue;
      await this.#lookAfter(timer, tickMs);
      if (timer.inactive) continue;
      // A tick at which the run before goes on is left out, and does not count.
      if (runUnderWay(timer)) timer.nextMs = this.#following(timer, tickMs);
      else await this.#start(timer, tickMs);
    }
  }

  /** Lets a timer go on, and the run of its flow that waits. A run that was missed starts at once. */
  resume(timer: TimerRecord, nowMs: number): void {
    timer.inactive = null;
    if (timer.nextMs !== null) timer.nextMs = Math.max(timer.nextMs, nowMs);
    const run = this.#flowRun(timer);
    if (run?.status !== "INACTIVE") return;
    run.status = "ACTIVE";
    run.grant = timer.grant;
    run.cursorMs = nowMs;
  }

  /** The run of a flow that goes on for a timer. */
  #flowRun(timer: TimerRecord): RunRecord | undefined {
    const details = runUnderWay(timer)?.progress?.details;
    return this.#world.runs.get(String(details?.run_id));
  }

  /** When a timer runs after a tick, where it may run again. */
  #following(timer: TimerRecord, tickMs: number): number | null {
    return timer.runs >= timer.schedule.maxRuns ? null : tickAfter(timer.schedule, tickMs);
  }

  async #start(timer: TimerRecord, nowMs: number): Promise<void> {
    const id = this.#world.random.uuid();
    try {
      const provider = this.#providerFor(timer);
      if (!provider) {
        throw new ActionRefused(404, { code: "NotFound", description: "No such action provider" });
      }
      const progress = await provider.start(this.#callOf(timer, id, nowMs));
      const status = timer.type === "flow" ? 201 : 202;
      timer.results.unshift({ id, startMs: nowMs, endMs: null, status, progress, errors: null });
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error;
      if (this.#stop(timer, error.body) || this.#retry(timer, error, nowMs)) return;
      const { status, body: errors } = error;
      timer.results.unshift({ id, startMs: nowMs, endMs: nowMs, status, progress: null, errors });
      timer.errors++;
    }
    timer.retry = null;
    timer.runs++;
    timer.nextMs = this.#following(timer, nowMs);
    await this.#lookAfter(timer, nowMs);
  }

  /** Stops a timer whose user must log in or consent; `false` for another error. */
  #stop(timer: TimerRecord, body: JsonDocument): boolean {
    const { code, message, description, required_scopes: scopes, required_scope: one } = body;
    const session_message = String(message ?? description ?? "Log in again for this timer");
    const parameters = isObject(body.authorization_parameters) ? body.authorization_parameters : {};
    const needed = Array.isArray(scopes) ? scopes : typeof one === "string" ? [one] : [];
    const consents = code === "ConsentRequired" && needed.length > 0;
    if (!consents && !isObject(body.authorization_parameters)) return false;
    timer.inactive = {
      cause: "globus_auth_requirements",
      detail: {
        code,
        authorization_parameters: {
          session_message,
          ...parameters,
          ...(consents ? { required_scopes: [`${TIMER_SCOPE}[${needed.join(" ")}]`] } : {}),
        },
      },
    };
    return true;
  }

  /** Tries again in a minute where the service failed for now; `false` where that is over. */
  #retry(timer: TimerRecord, { status }: ActionRefused, nowMs: number): boolean {
    if (status < 500 && status !== 429) return false;
    const { intervalMs } = timer.schedule;
    const half = intervalMs !== null && intervalMs >= 2 * MINUTE_MS ? intervalMs / 2 : Infinity;
    timer.retry ??= { sinceMs: nowMs, untilMs: nowMs + Math.min(RETRY_MS, half) };
    if (nowMs + MINUTE_MS > timer.retry.untilMs) return false;
    timer.nextMs = nowMs + MINUTE_MS;
    return true;
  }

  /** Looks after the run of a timer that goes on. */
  async #lookAfter(timer: TimerRecord, nowMs: number): Promise<void> {
    const result = runUnderWay(timer);
    if (!result?.progress) return;
    const provider = this.#providerFor(timer);
    const last = result.progress;
    const progress = last.status === "ACTIVE" && provider?.poll
      ? await provider.poll(this.#callOf(timer, result.id, nowMs), last)
      : last;
    result.progress = progress;
    const { status, endMs = result.startMs } = progress;
    if (status === "ACTIVE") {
      const run = this.#flowRun(timer);
      if (run?.status === "INACTIVE" && !timer.inactive) this.#stop(timer, run.details);
      return;
    }
    if (endMs > nowMs) return;
    result.endMs = Math.max(endMs, result.startMs);
    if (status === "FAILED") timer.errors++;
  }

  #providerFor(timer: TimerRecord): ActionProvider | undefined {
    if (timer.type === "flow") return this.#flow(timer);
    const url = timer.type === "transfer" ? TRANSFER_URL : timer.callbackUrl;
    return this.#providerOf(url.replace(/\/run$/, ""));
  }

  /** Starts the flow of a timer, and follows its run. */
  #flow({ flowId, callbackBody }: TimerRecord): ActionProvider {
    return {
      start: async ({ request }) => {
        const answer = await request("flows", `POST /flows/${flowId}/run`, callbackBody);
        return { status: "ACTIVE", details: accepted(answer) };
      },
      poll: (_call, last) => {
        const run = this.#world.runs.get(String(last.details.run_id));
        if (!run) return { status: "SUCCEEDED", details: last.details };
        const { status, details, endMs } = run;
        const shown = { ...last.details, status, display_status: status, details };
        return status === "SUCCEEDED" || status === "FAILED"
          ? { status, details: shown, endMs: endMs ?? run.cursorMs }
          : { status: "ACTIVE", details: shown };
      },
    };
  }

  #callOf(timer: TimerRecord, id: string, nowMs: number): ActionCall {
    const { body } = timer.callbackBody;
    return {
      id,
      parameters: isObject(body) ? body : {},
      runId: timer.id,
      flowId: timer.flowId ?? "",
      label: timer.name === null
        ? null
        : `${timer.name.replace(/\s+/g, " ").trim().slice(0, 100)}, run ${timer.runs + 1}`,
      ownerId: timer.ownerId,
      nowMs,
      request: (service, route, body) => {
        const scope = scopeOf(service, timer);
        return this.#caller.ask(timer, { service, scope, route, body, nowMs });
      },
    };
  }
}

function scopeOf(service: ServiceName, { flowId }: TimerRecord): string {
  if (service === "flows") return flowScope(flowId ?? "");
  return service === "search" ? SEARCH_INGEST : TRANSFER_ALL;
}
