/**
 * Globus Flows in memory, for tests of helpers: each request starts a run, which ends when it has been
 * read often enough.
 *
 * @module
 */

import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { FlowsClient } from "../../lib/services/flows/client.ts";
import { SpecificFlowClient } from "../../lib/services/flows/specific_client.ts";
import { FakeClock } from "./clock.ts";
import { type Answer, fakeFetch, type Sent } from "./fake_fetch.ts";

export const FLOW = "c0ffee01-0000-4000-8000-000000000001";
export const RUN = "c0ffee02-0000-4000-8000-000000000002";

/** A run as the fake service keeps it. */
export interface FakeRun {
  readonly run_id: string;
  readonly flow_id: string;
  readonly start_time: string;
  label?: string;
  tags: string[];
  status: string;
  details: Record<string, unknown> | null;
  readonly log: { time: string; code: string; description: string; details: object }[];
}

/** The service, its clients, and their requests. */
export class FakeFlows {
  readonly clock: FakeClock = new FakeClock({ jumps: "quick" });
  readonly requests: Sent[] = [];
  readonly runs: Map<string, FakeRun> = new Map();
  readonly flows: FlowsClient;
  readonly flow: SpecificFlowClient;
  /** What is done to the answers: by default nothing. */
  spoil: (seen: Sent, good: () => Answer) => Answer = (_seen, good) => good();
  /** Called each time that a run is read, before its document is made. */
  onRead: (run: FakeRun) => void = () => {};
  /** Entries of a log a page. */
  logPageSize = 100;

  /** @param flowId UUID of the flow that `flow` starts. */
  constructor(options: ClientOptions = {}, flowId = FLOW) {
    const made: ClientOptions = {
      authorizer: options.app ? undefined : new AccessTokenAuthorizer("a-token-for-tests"),
      fetch: fakeFetch(
        (seen) => this.spoil(seen, () => this.#answer(seen)),
        this.clock,
        this.requests,
      ).fetch,
      clock: this.clock,
      random: () => 0.5,
      environment: "production",
      ...options,
    };
    this.flows = new FlowsClient(made);
    this.flow = new SpecificFlowClient(flowId, made);
  }

  /** Adds a run. */
  add(run: Partial<FakeRun> = {}): FakeRun {
    const made: FakeRun = {
      run_id: this.runs.size === 0 ? RUN : crypto.randomUUID(),
      flow_id: FLOW,
      start_time: new Date(this.clock.now()).toISOString(),
      tags: [],
      status: "ACTIVE",
      details: { code: "FlowStarting" },
      log: [],
      ...run,
    };
    this.runs.set(made.run_id, made);
    return made;
  }

  /** Writes to the log of a run. */
  write(run: FakeRun, ...codes: string[]): void {
    for (const code of codes) {
      const time = new Date(this.clock.now()).toISOString();
      run.log.push({ time, code, description: code, details: {} });
    }
  }

  /** Ends a run. */
  end(run: FakeRun, status = "SUCCEEDED", details: Record<string, unknown> = {}): void {
    run.status = status;
    run.details = details;
  }

  /** Requests so far of a verb and a path, with `*` for ids. */
  count(route: string): number {
    return this.requests.filter(({ method, address: url }) =>
      `${method} ${url.pathname.replace(/[\da-f]{8}-[\da-f-]{27}/g, "*")}` === route
    ).length;
  }

  #answer({ method, address: url, json: body }: Sent): Answer {
    const route = `${method} ${url.pathname.replace(/[\da-f]{8}-[\da-f-]{27}/g, "*")}`;
    const [id] = /[\da-f]{8}-[\da-f-]{27}/.exec(url.pathname) ?? [];
    const sent = body as { tags?: string[]; label?: string; filters?: { run_ids: string[] } };
    if (route === "POST /flows/*/run") {
      const { tags = [], label } = sent;
      return { status: 201, json: this.#document(this.add({ flow_id: id, tags, label })) };
    }
    if (route === "GET /runs") return { json: this.#list(url.searchParams) };
    if (route === "POST /batch/runs") {
      for (const id of sent.filters!.run_ids) this.#cancel(this.runs.get(id));
      return { status: 202, json: {} };
    }
    const run = this.runs.get(id ?? "");
    if (!run) return { status: 404, json: { error: { code: "NOT_FOUND", detail: "No such run" } } };
    if (route === "GET /runs/*") {
      this.onRead(run);
      return { json: this.#document(run) };
    }
    if (route === "GET /runs/*/log") return { json: this.#log(run, url.searchParams) };
    if (route === "POST /runs/*/cancel") this.#cancel(run);
    if (route === "POST /runs/*/resume") run.status = "ACTIVE";
    return { json: this.#document(run) };
  }

  #cancel(run: FakeRun | undefined): void {
    if (run && /^(IN)?ACTIVE$/.test(run.status)) this.end(run, "FAILED", { code: "FlowCanceled" });
  }

  #document({ log: _log, ...run }: FakeRun): object {
    return { ...run, run_owner: "urn:globus:auth:identity:x", user_role: "run_owner" };
  }

  #list(query: URLSearchParams): object {
    const [from] = (query.get("filter_start_time") ?? "").split(",");
    const runs = [...this.runs.values()].filter(({ start_time: time, flow_id: flow }) =>
      (!from || Date.parse(time) >= Date.parse(from)) &&
      [null, flow].includes(query.get("filter_flow_id"))
    );
    const at = Number(query.get("marker") ?? 0);
    const next = at + 2 < runs.length ? { marker: `${at + 2}` } : {};
    return {
      runs: runs.slice(at, at + 2).map((run) => this.#document(run)),
      limit: 2,
      has_next_page: at + 2 < runs.length,
      ...next,
    };
  }

  #log({ log }: FakeRun, query: URLSearchParams): object {
    const size = this.logPageSize;
    const at = Number(query.get("marker") ?? 0);
    const more = at + size < log.length;
    return {
      entries: log.slice(at, at + size),
      limit: size,
      has_next_page: more,
      ...(more ? { marker: `${at + size}` } : {}),
    };
  }
}
