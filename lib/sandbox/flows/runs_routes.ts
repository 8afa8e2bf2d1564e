import { serviceCaller, urnOf } from "../auth/service_caller.ts";
import { isoMicros } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { flowsCaller } from "./caller.ts";
import { flowsError } from "./errors.ts";
import { BORN_MS, HELLO_FLOW_ID } from "./flows.ts";
import { detailsOf, type RunRecord, stateOf } from "./runs.ts";

/** Adds runs of flows. */
export function addRunRoutes(router: Router): void {
  router
    .on("POST /flows/:flow_id/run", runFlow)
    .on("GET /runs", listRuns)
    .on("GET /runs/:run_id", (context) => json(runDocument(runOf(context), context.now)))
    .on("GET /runs/:run_id/log", runLog)
    .on("POST /runs/:run_id/cancel", cancelRun);
}

/** Starting a flow takes a token for that very flow. */
function runFlow(context: Context): Response {
  const flowId = context.param("flow_id");
  if (flowId !== HELLO_FLOW_ID) {
    throw flowsError(context, 404, "FLOW_NOT_FOUND", "There is no such flow");
  }
  const who = serviceCaller(
    context,
    flowId,
    ["_user"],
    () =>
      flowsError(context, 401, "AUTHENTICATION_ERROR", "Expired or invalid Bearer token").response,
  );
  const document = context.jsonObject() ?? {};
  const input = document.body;
  if (!isObject(input) || typeof input.echo_string !== "string") {
    const detail = [{ loc: ["$"], type: "InvalidActionInput", msg: "echo_string is required" }];
    throw flowsError(context, 400, "FLOW_INPUT_ERROR", detail);
  }
  const run: RunRecord = {
    id: context.random.uuid(),
    ownerId: who.identity.id,
    flowId,
    label: typeof document.label === "string" ? document.label : null,
    tags: Array.isArray(document.tags) ? document.tags.map(String) : [],
    input,
    startMs: context.now,
    canceledMs: null,
  };
  context.world.flowRuns.set(run.id, run);
  return json(runDocument(run, context.now), 201);
}

function runDocument(run: RunRecord, nowMs: number): JsonDocument {
  const { status, endMs } = stateOf(run, nowMs);
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

function listRuns(context: Context): Response {
  const { identity } = flowsCaller(context, "/run_status", "/run_manage");
  const flow = context.query.get("filter_flow_id")?.split(",");
  const runs = [...context.world.flowRuns.values()].filter((run) =>
    run.ownerId === identity.id && (!flow || flow.includes(run.flowId))
  );
  return json({
    runs: runs.map((run) => runDocument(run, context.now)),
    limit: 100,
    has_next_page: false,
    marker: null,
  });
}

function runOf(context: Context): RunRecord {
  const { identity } = flowsCaller(context, "/run_status", "/run_manage");
  const run = context.world.flowRuns.get(context.param("run_id"));
  if (run?.ownerId !== identity.id) {
    throw flowsError(context, 404, "RUN_NOT_FOUND", "There is no such run");
  }
  return run;
}

function runLog(context: Context): Response {
  const run = runOf(context);
  const { status, endMs } = stateOf(run, context.now);
  const entries: JsonDocument[] = [{
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

function cancelRun(context: Context): Response {
  const run = runOf(context);
  if (stateOf(run, context.now).endMs === null) run.canceledMs = context.now;
  return json(runDocument(run, context.now));
}
