import { isoMicros } from "../clock.ts";
import { urnOf } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { type FlowsCaller, flowsCaller, unmetPolicy } from "./caller.ts";
import { actionScopes } from "./definition.ts";
import { flowsError, invalid, missingPermission, notFound, policyRequired } from "./errors.ts";
import { FlowBody, flowFields } from "./flow_body.ts";
import {
  covers,
  dropFlow,
  FLOW_ROLES,
  type FlowRecord,
  flowRole,
  type FlowRoleName,
  flowScope,
  putFlow,
} from "./flows.ts";
import { commaValues, invalidQuery, listQuery, pageFields, pageOf, sorted } from "./pages.ts";
import { publicDefinition } from "./parameters.ts";

/** Adds the routes that manage and validate flows. */
export function addFlowRoutes(router: Router): void {
  router
    .on("POST /flows", createFlow)
    .on("GET /flows", listFlows)
    .on("POST /flows/validate", validateFlow)
    .on("GET /flows/:flow_id", readFlow)
    .on("PUT /flows/:flow_id", updateFlow)
    .on("DELETE /flows/:flow_id", deleteFlow);
}

/** The body of a request, to be checked. */
export function bodyOf(context: Context): FlowBody {
  const body = context.jsonObject();
  if (body) return new FlowBody(body);
  throw invalid(context, [{ loc: [], msg: "value is not a valid dict", type: "type_error.dict" }]);
}

/** Ends a request whose body has faults. */
export function refuseFaults(context: Context, { faults }: FlowBody): void {
  if (faults.length) throw invalid(context, faults);
}

/**
 * The flow that the path names.
 *
 * @param wanted The least role that it takes.
 * @param permission How the error names what that role allows.
 * @throws {Refusal} 404 where the caller may not see it; 403 where the role is too weak, or the
 * session does not meet the flow's policy.
 */
export function flowFor(
  context: Context,
  caller: FlowsCaller,
  wanted: FlowRoleName = "flow_viewer",
  permission = "VIEW",
): FlowRecord {
  const id = context.param("flow_id");
  const flow = context.world.flows.get(id);
  const role = flow && flowRole(flow, caller.who);
  if (!role) throw notFound(context, "Flow", id);
  if (!covers(role, wanted)) throw missingPermission(context, "flow", id, permission);
  const policy = unmetPolicy(context, caller, flow);
  if (policy !== undefined) throw policyRequired(policy, "flow");
  return flow;
}

/** The document of a flow, as a caller may see it. */
export function flowDocument(context: Context, flow: FlowRecord, who: FlowsCaller): JsonDocument {
  const role = flowRole(flow, who.who);
  const administers = covers(role, "flow_administrator");
  const list = (principals: string[]) => administers ? principals : [];
  const scopes = [...actionScopes(flow.definition)].filter(([runAs]) => runAs !== "User");
  return {
    id: flow.id,
    definition: administers ? flow.definition : publicDefinition(flow.definition),
    input_schema: flow.inputSchema,
    globus_auth_scope: flowScope(flow.id),
    synchronous: false,
    log_supported: true,
    types: ["Action"],
    api_version: "1.0",
    title: flow.title,
    subtitle: flow.subtitle,
    description: flow.description,
    keywords: flow.keywords,
    principal_urn: urnOf(flow.id),
    globus_auth_username: `${flow.id}@clients.auth.globus.org`,
    created_at: isoMicros(flow.createdMs),
    updated_at: isoMicros(flow.updatedMs),
    user_role: role,
    created_by: flow.owner,
    visible_to: list(flow.viewers),
    runnable_by: list(flow.starters),
    administered_by: list(flow.administrators),
    action_url: `${context.base()}/flows/${flow.id}`,
    flow_url: `${context.base()}/flows/${flow.id}`,
    flow_owner: flow.owner,
    flow_viewers: list(flow.viewers),
    flow_starters: list(flow.starters),
    flow_administrators: list(flow.administrators),
    run_managers: list(flow.runManagers),
    run_monitors: list(flow.runMonitors),
    ...(scopes.length
      ? {
        globus_auth_scopes_by_RunAs: Object.fromEntries(
          scopes.map(([runAs, [scope]]) => [runAs, scope]),
        ),
      }
      : {}),
    ...(flow.subscriptionId === null ? {} : { subscription_id: flow.subscriptionId }),
    ...(flow.policyId === null ? {} : {
      authentication_policy_id: flow.policyId,
      is_high_assurance: context.world.policies.get(flow.policyId)?.high_assurance ?? false,
    }),
  };
}

/** The subscription that a body names, where the caller belongs to it. */
function subscriptionOf(context: Context, body: FlowBody, { id }: FlowsCaller): string | undefined {
  const asked = body.text("subscription_id");
  if (asked === undefined) return undefined;
  const username = context.world.identities.get(id)?.username ?? "";
  const mine = context.world.subscriptions.get(username) ?? [];
  if (asked === "DEFAULT" && mine.length === 1) return mine[0];
  if (mine.includes(asked)) return asked;
  body.fault("You are not a member of this subscription", "subscription_id");
  return undefined;
}

/** The policy that a body names. */
function policyOf(context: Context, body: FlowBody): string | undefined {
  const id = body.text("authentication_policy_id");
  if (id !== undefined && !context.world.policies.has(id)) {
    body.fault("There is no such policy", "authentication_policy_id");
  }
  return id;
}

function createFlow(context: Context): Response {
  const caller = flowsCaller(context, "manage_flows");
  const { world, random, now } = context;
  const body = bodyOf(context).need("title", "definition", "input_schema");
  const fields = flowFields(body);
  const subscriptionId = subscriptionOf(context, body, caller) ?? null;
  const policyId = policyOf(context, body) ?? null;
  refuseFaults(context, body);
  const owner = urnOf(caller.id);
  const free = [...world.flows.values()]
    .filter((flow) => flow.owner === owner && flow.subscriptionId === null);
  const { maxFlows } = context.settings;
  if (maxFlows > 0 && subscriptionId === null && free.length >= maxFlows) {
    throw flowsError(context, 403, "FORBIDDEN", {
      detail: `Without a subscription you may have at most ${maxFlows} flows`,
    });
  }
  const flow: FlowRecord = {
    id: random.uuid(),
    owner,
    title: "",
    subtitle: "",
    description: "",
    keywords: [],
    definition: {},
    inputSchema: {},
    viewers: [],
    starters: [],
    administrators: [],
    runManagers: [],
    runMonitors: [],
    subscriptionId,
    policyId,
    createdMs: now,
    updatedMs: now,
    ...fields,
  };
  putFlow(world, flow, () => random.uuid());
  return json(flowDocument(context, flow, caller), 201);
}

function readFlow(context: Context): Response {
  const caller = flowsCaller(context, "manage_flows", "view_flows");
  return json(flowDocument(context, flowFor(context, caller), caller));
}

function updateFlow(context: Context): Response {
  const caller = flowsCaller(context, "manage_flows");
  const flow = flowFor(context, caller, "flow_administrator", "UPDATE");
  const body = bodyOf(context);
  const fields = flowFields(body);
  const subscriptionId = subscriptionOf(context, body, caller) ?? flow.subscriptionId;
  const policyId = policyOf(context, body) ?? flow.policyId;
  if (flow.policyId === null && policyId !== null) {
    body.fault("A policy can only be set when the flow is created", "authentication_policy_id");
  }
  const owner = body.text("flow_owner");
  if (owner !== undefined && owner !== flow.owner && owner !== urnOf(caller.id)) {
    body.fault("You can only make yourself the owner of a flow", "flow_owner");
  }
  refuseFaults(context, body);
  const changed: FlowRecord = {
    ...flow,
    ...fields,
    owner: owner ?? flow.owner,
    subscriptionId,
    policyId,
    updatedMs: context.now,
  };
  putFlow(context.world, changed, () => context.random.uuid());
  return json(flowDocument(context, changed, caller));
}

function deleteFlow(context: Context): Response {
  const caller = flowsCaller(context, "manage_flows");
  const flow = flowFor(context, caller, "flow_administrator", "DELETE");
  const document = flowDocument(context, flow, caller);
  dropFlow(context.world, flow);
  for (const name of ["action_url", "flow_url", "run_managers", "run_monitors"]) {
    delete document[name];
  }
  return json({ ...document, DELETED: true, deleted_at: isoMicros(context.now) });
}

function validateFlow(context: Context): Response {
  flowsCaller(context, "manage_flows");
  const body = bodyOf(context).need("definition");
  const { definition = {} } = body.program();
  refuseFaults(context, body);
  const scopes = actionScopes(definition);
  if (!scopes.has("User")) scopes.set("User", []);
  return json({ scopes: Object.fromEntries(scopes) });
}

const ORDER: ReadonlyMap<string, (flow: FlowRecord) => string | number> = new Map<
  string,
  (flow: FlowRecord) => string | number
>([
  ["id", (flow) => flow.id],
  ["scope_string", (flow) => flowScope(flow.id)],
  ["flow_owners", (flow) => flow.owner],
  ["flow_administrators", (flow) => flow.administrators.join()],
  ["title", (flow) => flow.title],
  ["created_at", (flow) => flow.createdMs],
  ["updated_at", (flow) => flow.updatedMs],
]);

/** Filters that look for words in one field each; `filter_fulltext` looks into the first four. */
const TEXTS: ReadonlyMap<string, (flow: FlowRecord) => string> = new Map([
  ["filter_title", (flow) => flow.title],
  ["filter_subtitle", (flow) => flow.subtitle],
  ["filter_description", (flow) => flow.description],
  ["filter_keywords", (flow) => flow.keywords.join(" ")],
  ["filter_scope_string", (flow) => flowScope(flow.id)],
]);

function listFlows(context: Context): Response {
  const caller = flowsCaller(context, "manage_flows", "view_flows");
  const query = listQuery(context);
  const roles = commaValues(query, "filter_roles") ?? commaValues(query, "filter_role");
  const unknown = roles?.find((role) => !FLOW_ROLES.some((one) => one === role));
  if (unknown !== undefined) {
    throw invalidQuery(context, "filter_roles", `"${unknown}" is not a role on flows`);
  }
  const words = (query.get("filter_fulltext") ?? "").toLowerCase();
  const found = [...context.world.flows.values()].filter((flow) => {
    const role = flowRole(flow, caller.who);
    if (!role || (roles && !roles.some((one) => covers(role, one as FlowRoleName)))) return false;
    const texts = [flow.title, flow.subtitle, flow.description, ...flow.keywords];
    if (!texts.join("\n").toLowerCase().includes(words)) return false;
    return [...TEXTS].every(([name, read]) =>
      read(flow).toLowerCase().includes((query.get(name) ?? "").toLowerCase())
    );
  });
  const page = pageOf(context, query, sorted(context, found, query.getAll("orderby"), ORDER));
  const flows = page.items.map((flow) => {
    const document = flowDocument(context, flow, caller);
    // Lists hide what a flow with a policy does.
    return flow.policyId === null
      ? document
      : { ...document, definition: null, input_schema: null };
  });
  return json({ flows, ...pageFields(page) });
}
