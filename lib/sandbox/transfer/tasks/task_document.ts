import { isoSeconds } from "../../clock.ts";
import type { JsonDocument } from "../../http/json.ts";
import type { World } from "../../world.ts";
import type { Task } from "./task.ts";

const DAY_MS = 86_400_000;

/** The document (`GET /v0.10/task/{task_id}`). */
export function taskDocument(world: World, task: Task): JsonDocument {
  const now = world.clock.now();
  const option = (name: string, fallback: unknown) => task.options.get(name) ?? fallback;
  const seconds = ((task.completionMs ?? now) - task.requestMs) / 1000;
  const active = task.status === "ACTIVE";
  return {
    DATA_TYPE: "task",
    task_id: task.id,
    type: task.type,
    status: task.status,
    label: task.label,
    owner_id: task.ownerId,
    owner_string: task.ownerString,
    username: `u_${task.ownerId.replaceAll("-", "").slice(0, 26)}`,
    command: "API 0.10",
    request_time: isoSeconds(task.requestMs),
    completion_time: task.completionMs === null ? null : isoSeconds(task.completionMs),
    deadline: isoSeconds(task.deadlineMs),
    ...endpointFields(world, "source", task.sourceId),
    ...endpointFields(world, "destination", task.destinationId),
    source_base_path: null,
    destination_base_path: null,
    source_local_user: option("source_local_user", null),
    source_local_user_status: "OK",
    destination_local_user: option("destination_local_user", null),
    destination_local_user_status: "OK",
    ...task.counts,
    effective_bytes_per_second: seconds > 0
      ? Math.floor(task.counts.bytes_transferred / seconds)
      : 0,
    is_ok: active ? task.niceStatus === null || task.niceStatus.code === "Queued" : null,
    is_paused: task.isPaused,
    nice_status: task.niceStatus?.code ?? null,
    nice_status_details: task.niceStatus?.details ?? null,
    nice_status_short_description: task.niceStatus?.short ?? null,
    nice_status_expires_in: task.niceStatus ? -1 : null,
    fatal_error: task.fatalError,
    canceled_by_admin: task.canceledByAdmin?.side ?? null,
    canceled_by_admin_message: task.canceledByAdmin?.message ?? null,
    history_deleted: (task.completionMs ?? now) < now - 30 * DAY_MS,
    delete_destination_extra: option("delete_destination_extra", false),
    encrypt_data: option("encrypt_data", false),
    fail_on_quota_errors: option("fail_on_quota_errors", false),
    skip_source_errors: option("skip_source_errors", false),
    filter_rules: option("filter_rules", null),
    preserve_timestamp: option("preserve_timestamp", false),
    recursive_symlinks: option("recursive_symlinks", "ignore"),
    sync_level: option("sync_level", null),
    verify_checksum: option("verify_checksum", task.type === "TRANSFER"),
  };
}

function endpointFields(world: World, side: string, id: string | null): JsonDocument {
  const collection = id === null ? undefined : world.collections.get(id);
  const host = collection?.isGuest ? collection.host : undefined;
  return {
    [`${side}_endpoint`]: collection ? `u_sandbox#${id}` : null,
    [`${side}_endpoint_id`]: id,
    [`${side}_endpoint_display_name`]: collection?.displayName ?? null,
    [`${side}_host_endpoint`]: null,
    [`${side}_host_endpoint_id`]: host?.id ?? null,
    [`${side}_host_endpoint_display_name`]: host?.displayName ?? null,
    [`${side}_host_path`]: collection?.hostPath ?? null,
    [`${side}_mapped_collection_id`]: host?.id ?? null,
    [`${side}_mapped_collection_display_name`]: host?.displayName ?? null,
  };
}
