import { parseTime } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { requireObject } from "./access.ts";
import { callerOf, endpointFor, requireRole } from "./caller.ts";
import { requireType } from "./data_type.ts";
import { badRequest, transferError } from "./errors.ts";
import { MANAGER, MANAGERS, mayWatch, MONITORS } from "./manager_access.ts";
import { messageOf } from "./manager_tasks_routes.ts";
import { pauseRuleDocument } from "./pause_rule_document.ts";
import { PAUSE_SWITCHES, type PauseRule } from "./pause_rules.ts";
import { single } from "./query.ts";
import { result } from "./result.ts";
import type { RoleName } from "./roles.ts";

/** Adds the rules by which activity managers pause endpoints. */
export function addPauseRuleRoutes(router: Router): void {
  router
    .on(`GET ${MANAGER}/pause_rule_list`, listRules)
    .on(`POST ${MANAGER}/pause_rule`, createRule)
    .on(`GET ${MANAGER}/pause_rule/:rule_id`, getRule)
    .on(`PUT ${MANAGER}/pause_rule/:rule_id`, updateRule)
    .on(`DELETE ${MANAGER}/pause_rule/:rule_id`, deleteRule);
}

function getRule(context: Context): Response {
  return ruleAnswer(context, ruleOf(context, MONITORS));
}

function ruleAnswer(context: Context, rule: PauseRule): Response {
  return json(pauseRuleDocument(context.world, rule));
}

function listRules(context: Context): Response {
  const caller = callerOf(context);
  const { world } = context;
  const endpoint = single(context, "filter_endpoint") ?? single(context, "filter_host_endpoint");
  const rules = [...world.pauseRules.byId.values()].filter(({ endpointId }) =>
    (endpoint === undefined || endpoint === endpointId) &&
    mayWatch(context, caller, world.collections.get(endpointId), MONITORS)
  );
  return json({
    DATA_TYPE: "pause_rule_list",
    DATA: rules.map((rule) => pauseRuleDocument(world, rule)),
  });
}

function ruleOf(context: Context, wanted: RoleName[]): PauseRule {
  const caller = callerOf(context);
  const { world } = context;
  const rule = world.pauseRules.byId.get(context.param("rule_id"));
  if (!rule || !mayWatch(context, caller, world.collections.get(rule.endpointId), wanted)) {
    throw transferError(context, 404, "PauseRuleNotFound", "No such pause rule");
  }
  return rule;
}

/** Reads message and switches into a rule. */
function readRule(context: Context, body: JsonDocument, rule: PauseRule): void {
  if (body.message !== undefined) rule.message = messageOf(context, body);
  for (const name of PAUSE_SWITCHES) {
    const value = body[name];
    if (value === undefined) continue;
    if (typeof value !== "boolean") {
      throw badRequest(context, `'${name}' is neither true nor false`);
    }
    if (value) rule.stops.add(name);
    else rule.stops.delete(name);
  }
  if (body.start_time !== undefined) {
    const { start_time: start } = body;
    if (start !== null && Number.isNaN(parseTime(String(start)))) {
      throw badRequest(context, "Invalid 'start_time'");
    }
    rule.startTime = start === null ? null : String(start);
  }
  rule.modifiedMs = context.now;
}

/** Tasks are played up to now before and after, so that each knows when it was stopped. */
function changeRules(context: Context, change: (rules: Map<string, PauseRule>) => unknown): void {
  const { tasks, pauseRules } = context.world;
  tasks.all();
  change(pauseRules.byId);
  tasks.all();
}

function createRule(context: Context): Response {
  const caller = callerOf(context);
  const body = requireObject(context);
  requireType(context, body, "pause_rule");
  messageOf(context, body);
  const { endpoint_id: endpointId, identity_id: identityId } = body;
  if (typeof endpointId !== "string") throw badRequest(context, "'endpoint_id' is required");
  const collection = endpointFor(context, caller, endpointId);
  if (!mayWatch(context, caller, collection, MANAGERS)) {
    requireRole(context, caller, collection, ...MANAGERS);
  }
  const rule: PauseRule = {
    id: context.random.uuid(),
    endpointId: collection.id,
    identityId: typeof identityId === "string" ? identityId : null,
    message: "",
    createdBy: caller.identity.id,
    createdMs: context.now,
    modifiedMs: context.now,
    startTime: null,
    // All is paused that is not let through by name.
    stops: new Set(PAUSE_SWITCHES),
  };
  readRule(context, body, rule);
  changeRules(context, (rules) => rules.set(rule.id, rule));
  return json(pauseRuleDocument(context.world, rule), 201);
}

function updateRule(context: Context): Response {
  const rule = ruleOf(context, MANAGERS);
  const body = requireObject(context);
  changeRules(context, () => readRule(context, body, rule));
  return ruleAnswer(context, rule);
}

function deleteRule(context: Context): Response {
  const rule = ruleOf(context, MANAGERS);
  changeRules(context, (rules) => rules.delete(rule.id));
  return json(result(context, "Deleted", `Pause rule '${rule.id}' deleted successfully`));
}
