import { DelegatedCaller } from "./auth/delegated_call.ts";
import { authService } from "./auth/service.ts";
import { clockAt } from "./clock.ts";
import { ComputeEngine } from "./compute/engine.ts";
import type { FunctionHandler } from "./compute/functions.ts";
import { computeService } from "./compute/service.ts";
import { type ActionHandler, providers } from "./flows/actions/providers.ts";
import { FlowEngine } from "./flows/engine.ts";
import { flowsService } from "./flows/service.ts";
import { gcsService } from "./gcs/service.ts";
import { groupsService } from "./groups/service.ts";
import { Context } from "./http/context.ts";
import { type PlayedService, SERVICE_HOSTS } from "./http/hosts.ts";
import type { InternalAnswer, InternalRequest } from "./http/internal_call.ts";
import { isObject } from "./http/json.ts";
import type { RequestRecord } from "./http/record.ts";
import { Refusal } from "./http/refusal.ts";
import type { Service } from "./http/router.ts";
import { httpsService } from "./https/service.ts";
import { searchService } from "./search/service.ts";
import type { SandboxState } from "./state.ts";
import { TimerEngine } from "./timers/engine.ts";
import { timersService } from "./timers/service.ts";
import { transferService } from "./transfer/service.ts";

/** What tests put in the place of work that the sandbox does not do itself. */
interface Handlers {
  /** Actions of flows, by their `ActionUrl`. */
  readonly actions: ReadonlyMap<string, ActionHandler>;
  /** Functions of Compute, by their ids or names. */
  readonly functions: ReadonlyMap<string, FunctionHandler>;
}

/** The services that play one world, and what runs its flows, timers and functions. */
export class Services {
  /** The services by their names. */
  readonly byName: ReadonlyMap<PlayedService, Service>;
  readonly #state: SandboxState;
  readonly #flows: FlowEngine;
  readonly #timers: TimerEngine;
  readonly #compute: ComputeEngine;
  /** Ends when flows and timers have been played as far as the last request asked for. */
  #settling: Promise<void> = Promise.resolve();

  /** Takes the world of a sandbox as it is now. */
  constructor(state: SandboxState, { actions, functions }: Handlers) {
    const { world } = state;
    this.#state = state;
    const caller = new DelegatedCaller(world, (request) => this.#internal(request));
    const providerOf = providers(actions, world);
    this.#flows = new FlowEngine(world, providerOf, caller);
    this.#timers = new TimerEngine(world, providerOf, caller);
    this.#compute = new ComputeEngine(world, functions);
    this.byName = new Map<PlayedService, Service>([
      ["auth", authService()],
      ["transfer", transferService()],
      ["gcs", gcsService()],
      ["groups", groupsService()],
      ["search", searchService()],
      ["flows", flowsService(this.#flows)],
      ["timer", timersService(this.#timers)],
      ["compute", computeService()],
      ["https", httpsService()],
    ]);
  }

  /** Plays what a request to a service must find done. */
  async prepare(service: PlayedService): Promise<void> {
    const nowMs = this.#state.clock.now();
    if (service === "compute") await this.#compute.settle(nowMs);
    if (this.#flows.isDue(nowMs) || this.#timers.isDue(nowMs)) await this.settle();
  }

  /** Plays flows, timers and tasks of Compute up to now. */
  async settle(): Promise<void> {
    const { clock } = this.#state;
    await this.#compute.settle(clock.now());
    const settled = this.#settling.then(() => this.#play(clock.now()));
    this.#settling = settled.catch(() => {});
    await settled;
  }

  /** Plays what is due in the order of its time: a timer must know which runs have ended. */
  async #play(nowMs: number): Promise<void> {
    for (;;) {
      const tickMs = this.#timers.nextMs;
      await this.#flows.settle(Math.min(tickMs, nowMs));
      if (tickMs > nowMs) break;
      await this.#timers.fire(tickMs);
    }
    await this.#timers.look(nowMs);
  }

  /**
   * Answers a request by the route that it asks for.
   *
   * @param record Remembers the route; absent for requests of one service to another.
   */
  async answer(context: Context, record?: RequestRecord): Promise<Response> {
    const service = this.byName.get(context.service);
    if (!service) {
      return new Response(`The sandbox does not play ${context.service}\n`, { status: 501 });
    }
    try {
      const found = service.router.find(context.method, context.url.pathname);
      if (!found) return service.notFound(context);
      if (record) record.route = found.route;
      context.params = found.params;
      service.guard?.(context);
      return await found.handler(context);
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  }

  /** A request of one service to another: neither recorded nor met by faults. */
  async #internal({ service, route, body, token, atMs }: InternalRequest): Promise<InternalAnswer> {
    const [method, path] = route.split(" ");
    // It may be sent later than it would have been: it arrives at the time that it is due.
    const clock = clockAt(this.#state.clock, atMs);
    const { world, settings, random, hostile } = this.#state;
    const context = new Context({ world, settings, clock, random, hostile }, {
      service,
      method,
      url: new URL(`https://${SERVICE_HOSTS.get(service)}${path}`),
      headers: new Headers({
        authorization: `Bearer ${token.token}`,
        "content-type": "application/json",
      }),
      body: body === undefined ? "" : JSON.stringify(body),
      origin: "",
    });
    const response = await this.answer(context);
    const answer: unknown = await response.json().catch(() => null);
    return { status: response.status, body: isObject(answer) ? answer : {} };
  }
}
