import { urnOf } from "../auth/service_caller.ts";
import { isoMicros } from "../clock.ts";
import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import type { FlowsCaller } from "./caller.ts";
import { type RunRecord, runRole } from "./runs.ts";

/** Fields that all documents of a run have. */
function runFieldsOf(context: Context, run: RunRecord, { who }: FlowsCaller): JsonDocument {
  const role = runRole(run, context.world.flows.get(run.flowId), who);
  // Those who only monitor a run do not see who else has a role on it.
  const sees = role !== "run_monitor" && role !== "flow_run_monitor";
  return {
    run_id: run.id,
    flow_id: run.flowId,
    flow_title: run.flowTitle,
    flow_last_updated: isoMicros(run.flowUpdatedMs),
    start_time: isoMicros(run.startMs),
    status: run.status,
    display_status: run.status,
    details: run.details,
    run_owner: urnOf(run.ownerId),
    run_managers: sees ? run.managers : [],
    run_monitors: sees ? run.monitors : [],
    user_role: role,
    label: run.label,
    tags: run.tags,
  };
}

/** The document of a run that was started or changed. */
export function changedRun(context: Context, run: RunRecord, caller: FlowsCaller): JsonDocument {
  return {
    ...runFieldsOf(context, run, caller),
    search: { task_id: context.random.uuid() },
  };
}

/** The document of a run that is read. */
export function runDocument(context: Context, run: RunRecord, caller: FlowsCaller): JsonDocument {
  const fields = runFieldsOf(context, run, caller);
  return {
    ...fields,
    action_id: run.id,
    completion_time: run.endMs === null ? null : isoMicros(run.endMs),
    created_by: fields.run_owner,
    manage_by: fields.run_managers,
    monitor_by: fields.run_monitors,
  };
}
