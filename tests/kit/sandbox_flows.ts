import { flowScope } from "../../lib/sandbox/flows/flows.ts";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { type Api, apiAs } from "./sandbox_calls.ts";

export const FLOWS = "https://flows.automate.globus.org";
export const FLOWS_ALL = "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all";

/** The API of Flows, for a person who is logged in. */
export function flowsApi(sandbox: Sandbox, username?: string, scopes = FLOWS_ALL): Promise<Api> {
  return apiAs(sandbox, FLOWS, { scopes, username });
}

/** The API of one flow, for a person who consented to it. */
export function flowApi(
  sandbox: Sandbox,
  flowId: string,
  { username, below = "" }: { username?: string; below?: string } = {},
): Promise<Api> {
  return apiAs(sandbox, FLOWS, { scopes: flowScope(flowId) + below, username });
}

/** A definition whose states follow one another, in the order given. */
export function chain(states: Record<string, Record<string, unknown>>): Record<string, unknown> {
  const names = Object.keys(states);
  const linked = names.map((name, i) => {
    const state = states[name];
    const leads = "Next" in state || "End" in state || state.Type === "Choice" ||
      state.Type === "Fail";
    const next = leads ? {} : i + 1 < names.length ? { Next: names[i + 1] } : { End: true };
    return [name, { ...state, ...next }];
  });
  return { StartAt: names[0], States: Object.fromEntries(linked) };
}

/** A run that a test follows. */
export interface FollowedRun {
  flowId: string;
  runId: string;
  /** Calls Flows as the owner. */
  flows: Api;
  /** Calls the flow as the owner. */
  flow: Api;
  /** Reads the run. */
  // deno-lint-ignore no-explicit-any -- documents of the service, of which tests pick parts
  read(): Promise<any>;
  /** The codes of its log. */
  codes(): Promise<string[]>;
}

/** Creates a flow and starts a run of it, as Ada. */
export async function startRun(
  sandbox: Sandbox,
  definition: Record<string, unknown>,
  { input = {}, below = "", ...more }: {
    input?: Record<string, unknown>;
    below?: string;
    input_schema?: Record<string, unknown>;
  } = {},
): Promise<FollowedRun> {
  const flows = await flowsApi(sandbox);
  const body = { title: "Test", definition, input_schema: {}, ...more };
  const made = await flows("POST", "/flows", body);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const flowId: string = made.body.id;
  const flow = await flowApi(sandbox, flowId, { below });
  const started = await flow("POST", `/flows/${flowId}/run`, { body: input, label: "Test run" });
  if (started.status !== 201) throw new Error(JSON.stringify(started.body));
  const runId: string = started.body.run_id;
  return {
    flowId,
    runId,
    flows,
    flow,
    read: async () => (await flows("GET", `/runs/${runId}`)).body,
    codes: async () =>
      (await flows("GET", `/runs/${runId}/log?limit=100`)).body.entries
        .map(({ code }: { code: string }) => code),
  };
}
