import { makeRoom } from "../bounded.ts";
import { isoMicros, parseTime } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { flowCaller, type FlowsCaller, flowsCaller, unmetPolicy } from "./caller.ts";
import type { FlowEngine } from "./engine.ts";
import { flowsError, missingPermission, notFound, policyRequired } from "./errors.ts";
import type { FlowBody } from "./flow_body.ts";
import { type FlowRecord, flowScope } from "./flows.ts";
import { bodyOf, flowFor, refuseFaults } from "./flows_routes.ts";
import { inputFaults } from "./input_schema.ts";
import { commaValues, invalidQuery, listQuery, pageFields, pageOf, sorted } from "./pages.ts";
import { publicDefinition } from "./parameters.ts";
import { changedRun, runDocument } from "./run_document.ts";
import { type RunRecord, runRole, type RunRoleName } from "./runs.ts";

/** How many runs are remembered, so that a sandbox can run for weeks. */
const MOST_RUNS = 10_000;

/** Adds runs of flows. */
export function addRunRoutes(router: Router, engine: FlowEngine): void {
  router
    .on("POST /flows/:flow_id/run", runFlow)
    .on("POST /flows/:flow_id/validate_run", validateRun)
    .on("GET /flows/:flow_id/runs", listFlowRuns)
    .on("GET /runs", listRuns)
    .on("GET /runs/:run_id", readRun)
    .on("GET /runs/:run_id/definition", runDefinition)
    .on("GET /runs/:run_id/log", runLog)
    .on("PUT /runs/:run_id", updateRun)
    .on("POST /runs/:run_id/cancel", (context) => cancelRun(context, engine))
    .on("POST /runs/:run_id/resume", resumeRun)
    .on("POST /runs/:run_id/release", releaseRun)
    .on("POST /batch/runs", (context) => batch(context, engine));
}

/** What a run is started with. */
interface RunStart {
  caller: FlowsCaller;
  flow: FlowRecord;
  input: JsonDocument;
  fields: Pick<RunRecord, "label" | "tags" | "managers" | "monitors">;
}

/** Reads and checks the start of a run. */
async function startOf(context: Context): Promise<RunStart> {
  const flowId = context.param("flow_id");
  const caller = flowCaller(context, flowId);
  const flow = flowFor(context, caller, "flow_starter", "RUN");
  const body = bodyOf(context);
  const input = body.given("body") ?? {};
  if (!isObject(input)) body.fault("value is not a valid dict", "body");
  const fields = runFields(body);
  refuseFaults(context, body);
  const faults = await inputFaults(flow.inputSchema, input);
  if (faults.length) {
    const errors = faults.length === 1 ? "1 error" : `${faults.length} errors`;
    throw flowsError(context, 400, "FLOW_INPUT_ERROR", {
      detail: faults,
      message: `Input failed schema validation with ${errors}.`,
    });
  }
  return {
    caller,
    flow,
    input: input as JsonDocument,
    fields: { label: null, tags: [], managers: [], monitors: [], ...fields },
  };
}

/** Reads what people set of a run; what is absent is left out. */
function runFields(
  body: FlowBody,
): Partial<Pick<RunRecord, "label" | "tags" | "managers" | "monitors">> {
  const fields = {
    label: body.text("label"),
    // White space at the ends goes, and inner white space becomes one blank.
    tags: body.texts("tags")?.map((tag) => tag.trim().replace(/\s+/g, " ")),
    managers: body.principals("run_managers", "RunManager"),
    monitors: body.principals("run_monitors", "RunMonitor"),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Milliseconds from the start of a run to its first state (assumed). */
const START_MS = 1000;

/** Starting a flow takes a token of that flow. */
async function runFlow(context: Context): Promise<Response> {
  const { caller, flow, input, fields } = await startOf(context);
  const run: RunRecord = {
    id: context.random.uuid(),
    flowId: flow.id,
    flowTitle: flow.title,
    flowUpdatedMs: flow.updatedMs,
    definition: flow.definition,
    inputSchema: flow.inputSchema,
    ownerId: caller.id,
    input,
    startMs: context.now,
    grant: caller.token.grant,
    consents: caller.token.consents,
    ...fields,
    status: "ACTIVE",
    details: startingDetails(input),
    endMs: null,
    log: [],
    data: input,
    stateName: String(flow.definition.StartAt),
    result: null,
    cursorMs: context.now + START_MS,
    action: null,
    steps: 0,
  };
  const { runs } = context.world;
  makeRoom(runs, MOST_RUNS, ({ status }) => status === "SUCCEEDED" || status === "FAILED");
  runs.set(run.id, run);
  return json(changedRun(context, run, caller), 201);
}

function startingDetails(input: JsonDocument): JsonDocument {
  return {
    code: "FlowStarting",
    description: "The Flow is starting execution",
    details: { input },
  };
}

async function validateRun(context: Context): Promise<Response> {
  await startOf(context);
  return json({ message: "validation successful" });
}

/** Roles that may change and cancel a run. */
const MANAGERS: readonly RunRoleName[] = ["run_owner", "run_manager", "flow_run_manager"];

/**
 * The run with an id.
 *
 * @param permission What the caller wants to do, where that takes the role of a manager.
 * @throws {Refusal} 404 where the caller may not see it; 403 where the role is too weak.
 */
function runById(
  context: Context,
  caller: FlowsCaller,
  id: string,
  permission?: string,
): RunRecord {
  const run = context.world.runs.get(id);
  const flow = run && context.world.flows.get(run.flowId);
  const role = run && runRole(run, flow, caller.who);
  if (!role) throw notFound(context, "Run", id);
  if (permission !== undefined && !MANAGERS.includes(role)) {
    throw missingPermission(context, "run", id, permission);
  }
  const policy = unmetPolicy(context, caller, flow);
  if (policy !== undefined) throw policyRequired(policy, "run");
  return run;
}

/** The run that the path names, for a call that reads it. */
function readable(context: Context): { caller: FlowsCaller; run: RunRecord } {
  const caller = flowsCaller(context, "run_manage", "run_status");
  return { caller, run: runById(context, caller, context.param("run_id")) };
}

/** The run that the path names, for a call that changes it. */
function manageable(
  context: Context,
  permission: string,
): { caller: FlowsCaller; run: RunRecord } {
  const caller = flowsCaller(context, "run_manage");
  return { caller, run: runById(context, caller, context.param("run_id"), permission) };
}

function readRun(context: Context): Response {
  const { caller, run } = readable(context);
  const document = runDocument(context, run, caller);
  if (!/^true$/i.test(context.query.get("include_flow_description") ?? "")) return json(document);
  const flow = context.world.flows.get(run.flowId);
  const flow_description = flow && {
    created_at: isoMicros(flow.createdMs),
    flow_owner: flow.owner,
    created_by: flow.owner,
    description: flow.description,
    globus_auth_scope: flowScope(flow.id),
    id: flow.id,
    keywords: flow.keywords,
    subtitle: flow.subtitle,
    title: flow.title,
    updated_at: isoMicros(flow.updatedMs),
  };
  return json({ ...document, flow_description });
}

function runDefinition(context: Context): Response {
  const { caller, run } = readable(context);
  const flow = context.world.flows.get(run.flowId);
  const administers = flow !== undefined &&
    (caller.who.has(flow.owner) || flow.administrators.some((one) => caller.who.has(one)));
  return json({
    flow_id: run.flowId,
    definition: administers ? run.definition : publicDefinition(run.definition),
    input_schema: run.inputSchema,
  });
}

function runLog(context: Context): Response {
  const { run } = readable(context);
  const query = listQuery(context);
  const reversed = /^true$/i.test(query.get("reverse_order") ?? "");
  const log = reversed ? run.log.toReversed() : run.log;
  const page = pageOf(context, query, log, { size: "limit", usual: 10 });
  const { marker } = page;
  return json({
    limit: page.limit,
    has_next_page: marker !== null,
    ...(marker === null ? {} : { marker }),
    entries: page.items.map(({ timeMs, code, description, details }) => ({
      time: isoMicros(timeMs),
      code,
      description,
      details,
    })),
  });
}

function updateRun(context: Context): Response {
  const { caller, run } = manageable(context, "UPDATE");
  const body = bodyOf(context);
  const fields = runFields(body);
  refuseFaults(context, body);
  Object.assign(run, fields);
  return json(changedRun(context, run, caller));
}

/** Statuses of runs that have ended. */
const ENDED = ["ENDED", "SUCCEEDED", "FAILED"];

function conflict(context: Context, run: RunRecord, statuses: string[]): Error {
  const wanted = statuses.map((status) => `'${status}'`).join(", ");
  return flowsError(context, 409, "STATE_CONFLICT", {
    detail: `Run ${run.id} has status '${run.status}' but must have status in {${wanted}} for ` +
      "requested operation",
  });
}

async function cancelRun(context: Context, engine: FlowEngine): Promise<Response> {
  const { caller, run } = manageable(context, "CANCEL");
  if (ENDED.includes(run.status)) throw conflict(context, run, ["ACTIVE", "INACTIVE"]);
  await engine.cancel(run, context.now);
  return json(changedRun(context, run, caller), 202);
}

/** A run is resumed by its owner, with a token of the flow that now has what was missing. */
function resumeRun(context: Context): Response {
  const id = context.param("run_id");
  const known = context.world.runs.get(id);
  const caller = flowCaller(context, known?.flowId ?? "");
  const run = runById(context, caller, id);
  if (run.ownerId !== caller.id) throw missingPermission(context, "run", id, "RESUME");
  if (run.status !== "INACTIVE") throw conflict(context, run, ["INACTIVE"]);
  run.status = "ACTIVE";
  run.details = startingDetails(run.input);
  run.grant = caller.token.grant;
  run.consents = caller.token.consents;
  run.cursorMs = context.now;
  return json(changedRun(context, run, caller));
}

function releaseRun(context: Context): Response {
  const { caller, run } = manageable(context, "DELETE");
  if (!ENDED.includes(run.status)) throw conflict(context, run, ENDED);
  const document = changedRun(context, run, caller);
  context.world.runs.delete(run.id);
  return json(document);
}

/** Changes several runs: all of them, or none where the caller may not change one. */
async function batch(context: Context, engine: FlowEngine): Promise<Response> {
  const caller = flowsCaller(context, "run_manage");
  const body = bodyOf(context).need("filters");
  const filters = body.given("filters");
  const ids = isObject(filters) ? filters.run_ids : undefined;
  const set = body.given("set") ?? {};
  if (!Array.isArray(ids) || !isObject(set)) body.fault("value is not valid", "filters", "run_ids");
  refuseFaults(context, body);
  const runs = (ids as unknown[]).map((id) => runById(context, caller, String(id), "UPDATE"));
  const { tags, run_managers, run_monitors, status } = set as JsonDocument;
  for (const run of runs) {
    if (Array.isArray(tags)) run.tags = tags.map(String);
    if (Array.isArray(run_managers)) run.managers = run_managers.map(String);
    if (Array.isArray(run_monitors)) run.monitors = run_monitors.map(String);
    if (status === "cancel" && !ENDED.includes(run.status)) await engine.cancel(run, context.now);
  }
  return json({}, 202);
}

const ORDER: ReadonlyMap<string, (run: RunRecord) => string | number> = new Map<
  string,
  (run: RunRecord) => string | number
>([
  ["id", (run) => run.id],
  ["start_time", (run) => run.startMs],
  ["completion_time", (run) => run.endMs ?? Infinity],
  ["status", (run) => run.status],
  ["label", (run) => run.label ?? ""],
]);

/** Whether a time lies in a half-open range `FROM,TO`, of which either may be empty. */
function timeFilter(
  context: Context,
  query: URLSearchParams,
  name: string,
): (ms: number | null) => boolean {
  const text = query.get(name);
  if (text === null) return () => true;
  const [from, to, ...rest] = text.split(",").map((one) => one ? parseTime(one) : null);
  if (rest.length || to === undefined || Number.isNaN(from) || Number.isNaN(to)) {
    throw invalidQuery(context, name, "This is not a range of two times");
  }
  return (ms) => ms !== null && ms >= (from ?? -Infinity) && ms < (to ?? Infinity);
}

function filteredRuns(context: Context, caller: FlowsCaller, query: URLSearchParams): RunRecord[] {
  const { world } = context;
  const flows = commaValues(query, "filter_flow_id");
  const roles = commaValues(query, "filter_roles");
  const statuses = commaValues(query, "filter_status");
  const label = (query.get("filter_label") ?? "").toLowerCase();
  const title = (query.get("filter_flow_title") ?? "").toLowerCase();
  const started = timeFilter(context, query, "filter_start_time");
  const ended = timeFilter(context, query, "filter_completion_time");
  const found = [...world.runs.values()].filter((run) => {
    const role = runRole(run, world.flows.get(run.flowId), caller.who);
    return role !== undefined && (!roles || roles.includes(role)) &&
      (!flows || flows.includes(run.flowId)) && (!statuses || statuses.includes(run.status)) &&
      (run.label ?? "").toLowerCase().includes(label) &&
      run.flowTitle.toLowerCase().includes(title) && started(run.startMs) && ended(run.endMs);
  });
  return sorted(context, found, query.getAll("orderby"), ORDER);
}

function listRuns(context: Context): Response {
  const caller = flowsCaller(context, "run_manage", "run_status");
  const query = listQuery(context);
  const page = pageOf(context, query, filteredRuns(context, caller, query));
  const runs = page.items.map((run) => {
    const document = runDocument(context, run, caller);
    // Lists hide what the run of a flow with a policy did.
    const policyId = context.world.flows.get(run.flowId)?.policyId ?? null;
    return policyId === null ? document : { ...document, details: null };
  });
  return json({ runs, ...pageFields(page) });
}

/** The older list of the runs of one flow, whose documents stand under `actions` too. */
function listFlowRuns(context: Context): Response {
  const caller = flowsCaller(context, "run_manage", "run_status");
  const flow = flowFor(context, caller);
  const query = listQuery(context);
  const mine = filteredRuns(context, caller, query).filter(({ flowId }) => flowId === flow.id);
  const page = pageOf(context, query, mine);
  const runs = page.items.map((run) => runDocument(context, run, caller));
  return json({ runs, actions: runs, ...pageFields(page) });
}
