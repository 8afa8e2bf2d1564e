import { isoMicros } from "../clock.ts";
import {
  type Exchange,
  isObject,
  json,
  type JsonObject,
  Refusal,
  Router,
  type Service,
} from "../http/context.ts";
import { type ServiceCaller, serviceCaller, urnOf } from "../auth/service_caller.ts";

/** The flow that everybody may see and start: it says hello. */
export const HELLO_FLOW_ID = "f1010000-2c9b-4d75-8e36-a0b7f4d1c852";

/** A run of a flow. */
export interface FlowRun {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** UUID of the flow. */
  flowId: string;
  /** Name for people. */
  label: string | null;
  /** Words to find it by. */
  tags: string[];
  /** What it was started with. */
  input: JsonObject;
  /** When it began, in milliseconds since 1970. */
  startMs: number;
  /** When it was cancelled. */
  canceledMs: number | null;
}

const RUN_MS = 10_000;
const BORN_MS = Date.UTC(2024, 2, 1, 9);

const router = new Router()
  .on("GET /flows", listFlows)
  .on("GET /flows/:flow_id", (x) => json(flowFor(x)))
  .on("POST /flows/:flow_id/run", runFlow)
  .on("GET /runs", listRuns)
  .on("GET /runs/:run_id", (x) => json(runDocument(x, runOf(x))))
  .on("GET /runs/:run_id/log", runLog)
  .on("POST /runs/:run_id/cancel", cancelRun);

/** The reading part of the Flows API, and runs of one flow that end by the clock. */
export const flowsService: Service = {
  router,
  notFound: (x) => error(x, 404, "NOT_FOUND", "No such resource").response,
};

function error(x: Exchange, status: number, code: string, detail: unknown): Refusal {
  return new Refusal(json({ error: { code, detail }, debug_id: x.sandbox.random.uuid() }, status));
}

function caller(x: Exchange, ...scopes: string[]): ServiceCaller {
  return serviceCaller(
    x,
    "flows.globus.org",
    ["/all", ...scopes],
    (status) =>
      status === 401
        ? error(x, 401, "AUTHENTICATION_ERROR", "Expired or invalid Bearer token").response
        : error(x, 403, "FORBIDDEN", "The token does not hold the scope for this call").response,
  );
}

function flowDocument(x: Exchange): JsonObject {
  const owner = urnOf(x.sandbox.world.people[0].primary.id);
  return {
    id: HELLO_FLOW_ID,
    title: "Say hello",
    subtitle: "The smallest flow there is",
    description: "Waits a little and says hello.",
    keywords: ["hello", "tutorial"],
    definition: {
      StartAt: "Hello",
      States: {
        Hello: {
          Type: "Action",
          ActionUrl: "https://actions.globus.org/hello_world",
          Parameters: { "echo_string.$": "$.echo_string" },
          ResultPath: "$.HelloResult",
          End: true,
        },
      },
    },
    input_schema: {
      type: "object",
      required: ["echo_string"],
      properties: { echo_string: { type: "string" } },
      additionalProperties: false,
    },
    globus_auth_scope: scopeOf(HELLO_FLOW_ID),
    globus_auth_username: `${HELLO_FLOW_ID}@clients.auth.globus.org`,
    action_url: `${x.base()}/flows/${HELLO_FLOW_ID}`,
    synchronous: false,
    log_supported: true,
    types: ["Action"],
    api_version: "1.0",
    created_at: isoMicros(BORN_MS),
    updated_at: isoMicros(BORN_MS),
    created_by: owner,
    flow_owner: owner,
    flow_viewers: ["public"],
    flow_starters: ["all_authenticated_users"],
    flow_administrators: [],
    run_managers: [],
    run_monitors: [],
    visible_to: ["public"],
    runnable_by: ["all_authenticated_users"],
    administered_by: [],
    user_role: "flow_viewer",
    admin_contact: "support@fjord.example",
    principal_urn: urnOf(HELLO_FLOW_ID),
    subscription_id: null,
    authentication_policy_id: null,
  };
}

/** The scope that lets a client start a flow. */
export function scopeOf(flowId: string): string {
  return `https://auth.globus.org/scopes/${flowId}/flow_${flowId.replaceAll("-", "_")}_user`;
}

function flowFor(x: Exchange): JsonObject {
  caller(x, "/view_flows", "/manage_flows");
  if (x.param("flow_id") !== HELLO_FLOW_ID) {
    throw error(x, 404, "FLOW_NOT_FOUND", `There is no flow with id ${x.param("flow_id")}`);
  }
  return flowDocument(x);
}

function listFlows(x: Exchange): Response {
  caller(x, "/view_flows", "/manage_flows");
  const text = (x.query.get("filter_fulltext") ?? "").toLowerCase();
  const flow = flowDocument(x);
  const fits = JSON.stringify([flow.title, flow.description]).toLowerCase().includes(text);
  return json({ flows: fits ? [flow] : [], limit: 100, has_next_page: false, marker: null });
}

/** Starting a flow takes a token for that very flow. */
function runFlow(x: Exchange): Response {
  const flowId = x.param("flow_id");
  if (flowId !== HELLO_FLOW_ID) throw error(x, 404, "FLOW_NOT_FOUND", "There is no such flow");
  const who = serviceCaller(
    x,
    flowId,
    ["_user"],
    () => error(x, 401, "AUTHENTICATION_ERROR", "Expired or invalid Bearer token").response,
  );
  const document = x.jsonObject() ?? {};
  const input = document.body;
  if (!isObject(input) || typeof input.echo_string !== "string") {
    const detail = [{ loc: ["$"], type: "InvalidActionInput", msg: "echo_string is required" }];
    throw error(x, 400, "FLOW_INPUT_ERROR", detail);
  }
  const run: FlowRun = {
    id: x.sandbox.random.uuid(),
    ownerId: who.identity.id,
    flowId,
    label: typeof document.label === "string" ? document.label : null,
    tags: Array.isArray(document.tags) ? document.tags.map(String) : [],
    input,
    startMs: x.now,
    canceledMs: null,
  };
  x.sandbox.world.flowRuns.set(run.id, run);
  return json(runDocument(x, run), 201);
}

function stateOf(run: FlowRun, nowMs: number): { status: string; endMs: number | null } {
  if (run.canceledMs !== null) return { status: "FAILED", endMs: run.canceledMs };
  const endMs = run.startMs + RUN_MS;
  return nowMs >= endMs ? { status: "SUCCEEDED", endMs } : { status: "ACTIVE", endMs: null };
}

function detailsOf(run: FlowRun, status: string): JsonObject {
  if (status === "ACTIVE") {
    return {
      code: "FlowStarting",
      description: "The Flow is starting execution",
      details: { input: run.input },
    };
  }
  return status === "SUCCEEDED"
    ? {
      code: "FlowSucceeded",
      description: "The Flow run reached a successful completion state",
      output: { input: run.input, HelloResult: { details: { hello: run.input.echo_string } } },
    }
    : { code: "FlowCanceled", description: "The run was canceled" };
}

function runDocument(x: Exchange, run: FlowRun): JsonObject {
  const { status, endMs } = stateOf(run, x.now);
  const owner = urnOf(run.ownerId);
  return {
    run_id: run.id,
    action_id: run.id,
    flow_id: run.flowId,
    flow_title: "Say hello",
    flow_last_updated: isoMicros(BORN_MS),
    start_time: isoMicros(run.startMs),
    completion_time: endMs === null ? null : isoMicros(endMs),
    status,
    display_status: status,
    details: detailsOf(run, status),
    created_by: owner,
    run_owner: owner,
    run_managers: [],
    run_monitors: [],
    manage_by: [],
    monitor_by: [],
    user_role: "run_owner",
    label: run.label,
    tags: run.tags,
  };
}

function listRuns(x: Exchange): Response {
  const { identity } = caller(x, "/run_status", "/run_manage");
  const flow = x.query.get("filter_flow_id")?.split(",");
  const runs = [...x.sandbox.world.flowRuns.values()].filter((run) =>
    run.ownerId === identity.id && (!flow || flow.includes(run.flowId))
  );
  return json({
    runs: runs.map((run) => runDocument(x, run)),
    limit: 100,
    has_next_page: false,
    marker: null,
  });
}

function runOf(x: Exchange): FlowRun {
  const { identity } = caller(x, "/run_status", "/run_manage");
  const run = x.sandbox.world.flowRuns.get(x.param("run_id"));
  if (run?.ownerId !== identity.id) throw error(x, 404, "RUN_NOT_FOUND", "There is no such run");
  return run;
}

function runLog(x: Exchange): Response {
  const run = runOf(x);
  const { status, endMs } = stateOf(run, x.now);
  const entries: JsonObject[] = [{
    time: isoMicros(run.startMs),
    code: "FlowStarted",
    description: "The Flow Instance started execution",
    details: { input: run.input },
  }];
  if (endMs !== null) {
    const { code, description } = detailsOf(run, status);
    entries.push({ time: isoMicros(endMs), code, description, details: {} });
  }
  return json({ entries, limit: 10, has_next_page: false, marker: null });
}

function cancelRun(x: Exchange): Response {
  const run = runOf(x);
  if (stateOf(run, x.now).endMs === null) run.canceledMs = x.now;
  return json(runDocument(x, run));
}
