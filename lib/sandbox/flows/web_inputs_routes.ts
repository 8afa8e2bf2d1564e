import { urnOf } from "../auth/service_caller.ts";
import { isoSeconds } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { type FlowsCaller, flowsCaller, unmetPolicy } from "./caller.ts";
import { flowsError, notFound, policyRequired } from "./errors.ts";
import { bodyOf } from "./flows_routes.ts";
import { commaValues, invalidQuery, listQuery, pageOf, sorted } from "./pages.ts";
import type { WebInputRecord } from "./web_inputs.ts";

/** Adds questions that runs ask people. */
export function addWebInputRoutes(router: Router): void {
  router
    .on("GET /web_inputs", listWebInputs)
    .on("GET /web_inputs/:web_input_id", readWebInput)
    .on("POST /web_inputs/:web_input_id/respond", respond);
}

function rolesOf(record: WebInputRecord, { who }: FlowsCaller): string[] {
  const roles: string[] = [];
  if (record.viewers.some((one) => who.has(one))) roles.push("viewer");
  if (record.respondents.some((one) => who.has(one))) roles.push("respondent");
  return roles;
}

function webInputFor(context: Context, caller: FlowsCaller): WebInputRecord {
  const id = context.param("web_input_id");
  const record = context.world.webInputs.get(id);
  if (!record || rolesOf(record, caller).length === 0) throw notFound(context, "Web Input", id);
  const policy = unmetPolicy(context, caller, context.world.flows.get(record.flowId));
  if (policy !== undefined) {
    const web_input_summary = summaryOf(context, record, caller);
    throw policyRequired(policy, "web input", { web_input_summary });
  }
  return record;
}

/** Fields of both documents of a question. */
function commonFields(context: Context, record: WebInputRecord, caller: FlowsCaller): JsonDocument {
  const run = context.world.runs.get(record.runId);
  return {
    id: record.id,
    status: record.closedMs === null ? "open" : "closed",
    user_roles: rolesOf(record, caller),
    input_type: "selection",
    flow: { id: record.flowId, title: run?.flowTitle ?? "" },
    run: { id: record.runId, label: run?.label ?? null },
    created_timestamp: isoSeconds(record.createdMs),
    edited_timestamp: isoSeconds(record.closedMs ?? record.createdMs),
    closed_timestamp: record.closedMs === null ? null : isoSeconds(record.closedMs),
  };
}

/** The document of a question in a list. */
function summaryOf(context: Context, record: WebInputRecord, caller: FlowsCaller): JsonDocument {
  return { ...commonFields(context, record, caller), title: record.context.title };
}

function readWebInput(context: Context): Response {
  const caller = flowsCaller(context, "web_input_view", "web_input_respond");
  const record = webInputFor(context, caller);
  return json({
    ...commonFields(context, record, caller),
    input_schema: {
      $schema: "http://json-schema.org/draft-07/schema",
      title: "Please select an option",
      type: "string",
      oneOf: record.options.map(({ option_id, label, description }) => ({
        const: option_id,
        title: label,
        description,
      })),
    },
    context: record.context,
    options: record.options,
    roles: { viewer_urns: record.viewers, respondent_urns: record.respondents },
    creator_urn: urnOf(record.creatorId),
  });
}

const ORDER: ReadonlyMap<string, (record: WebInputRecord) => string | number> = new Map<
  string,
  (record: WebInputRecord) => string | number
>([
  ["id", (record) => record.id],
  ["created_timestamp", (record) => record.createdMs],
  ["closed_timestamp", (record) => record.closedMs ?? Infinity],
]);

/** Ids that a filter takes at most. */
const MOST_IDS = 10;

function listWebInputs(context: Context): Response {
  const caller = flowsCaller(context, "web_input_view", "web_input_respond");
  const query = listQuery(context);
  const states = commaValues(query, "filter_states") ?? ["open"];
  const roles = commaValues(query, "filter_roles");
  const ids = (name: string) => {
    const list = commaValues(query, name);
    if (list && list.length > MOST_IDS) {
      throw invalidQuery(context, name, `ensure this value has at most ${MOST_IDS} items`);
    }
    return list;
  };
  const [flows, runs] = [ids("filter_flow_ids"), ids("filter_run_ids")];
  const found = [...context.world.webInputs.values()].filter((record) => {
    const mine = rolesOf(record, caller);
    return mine.length > 0 && (!roles || roles.some((role) => mine.includes(role))) &&
      states.includes(record.closedMs === null ? "open" : "closed") &&
      (!flows || flows.includes(record.flowId)) && (!runs || runs.includes(record.runId));
  });
  const orders = commaValues(query, "orderby") ?? [];
  const { items, marker } = pageOf(context, query, sorted(context, found, orders, ORDER));
  return json({
    web_input_summaries: items.map((record) => summaryOf(context, record, caller)),
    marker,
  });
}

function respond(context: Context): Response {
  const caller = flowsCaller(context, "web_input_respond");
  const record = webInputFor(context, caller);
  if (!rolesOf(record, caller).includes("respondent")) {
    throw flowsError(context, 403, "FORBIDDEN", {
      detail: `User does not have respondent role on web input ${record.id}`,
    });
  }
  if (record.closedMs !== null) {
    throw flowsError(context, 409, "STATE_CONFLICT", {
      detail: `Web Input ${record.id} is already closed.`,
    });
  }
  const response = bodyOf(context).given("response");
  const value = isObject(response) ? response.value : undefined;
  const option = record.options.find(({ option_id }) => option_id === value);
  if (!option) {
    throw flowsError(context, 422, "UNPROCESSABLE_ENTITY", {
      detail: `'${value}' is not a registered option id for this input.`,
    });
  }
  record.chosen = option;
  record.closedMs = context.now;
  return json({ status: "ok" });
}
