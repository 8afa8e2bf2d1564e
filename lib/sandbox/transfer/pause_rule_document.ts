import { isoSeconds } from "../clock.ts";
import type { JsonDocument } from "../http/json.ts";
import type { World } from "../world.ts";
import { PAUSE_SWITCHES, type PauseRule } from "./pause_rules.ts";

function switches(rule: PauseRule): JsonDocument {
  return Object.fromEntries(PAUSE_SWITCHES.map((name) => [name, rule.stops.has(name)]));
}

/** What a user sees of a pause rule. */
export function limitedRule(world: World, rule: PauseRule): JsonDocument {
  return {
    DATA_TYPE: "pause_rule_limited",
    id: rule.id,
    message: rule.message,
    start_time: rule.startTime,
    endpoint_id: rule.endpointId,
    endpoint_display_name: world.collections.get(rule.endpointId)?.displayName ?? null,
    identity_id: rule.identityId,
    modified_time: isoSeconds(rule.modifiedMs),
    ...switches(rule),
  };
}

/** What an activity manager sees of a pause rule. */
export function pauseRuleDocument(world: World, rule: PauseRule): JsonDocument {
  return {
    ...limitedRule(world, rule),
    DATA_TYPE: "pause_rule",
    created_by_host_manager: false,
    editable: true,
    modified_by: world.identities.get(rule.createdBy)?.username ?? null,
    modified_by_id: rule.createdBy,
    modified_by_host_manager: false,
  };
}
