import type { TimeRange } from "../../../core/time.ts";
import type { DataPage } from "../paging.ts";
import type { TaskDocument } from "./task.ts";

/** Parameters of {@link TransferClient.endpointManagerTaskList}. Without a filter, it lists active tasks. */
export interface ManagedTaskListParams {
  /** Statuses of the tasks, such as `["ACTIVE", "INACTIVE"]`. */
  filter_status?: string | readonly string[] | null | undefined;
  /** UUIDs of tasks, at most 50. */
  filter_task_id?: string | readonly string[] | null | undefined;
  /** UUID of the identity that submitted the tasks. */
  filter_owner_id?: string | null | undefined;
  /** UUID of an endpoint or collection that the tasks use. */
  filter_endpoint?: string | null | undefined;
  /** Whether the tasks use `filter_endpoint` as their source or as their destination. @default both */
  filter_endpoint_use?: "source" | "destination" | null | undefined;
  /** Whether the tasks are paused. */
  filter_is_paused?: boolean | null | undefined;
  /**
   * When the tasks ended: a begin and an end, each a Date, a string with a zone, or `""` for no limit on
   * that side. Without an end, active tasks match too.
   */
  filter_completion_time?: TimeRange | null | undefined;
  /** Smallest number of faults that the tasks have had. */
  filter_min_faults?: number | null | undefined;
  /** Account on the server of `filter_endpoint`, which it requires. */
  filter_local_user?: string | null | undefined;
  /** The `last_key` of a page, to begin after that page. */
  last_key?: string | null | undefined;
}

/** A page of {@link TransferClient.endpointManagerTaskList}. */
export interface ManagedTaskPage extends DataPage<TaskDocument> {
  /** Always `task_list`. */
  DATA_TYPE: "task_list";
  /** Whether there is another page. */
  has_next_page: boolean;
  /** Marker that requests the next page. */
  last_key: string | null;
}

/** Result of {@link TransferClient.endpointManagerCancelTasks}. */
export interface AdminCancelDocument {
  /** Always `admin_cancel`. */
  DATA_TYPE?: "admin_cancel";
  /** Id of the cancellation, for {@link TransferClient.endpointManagerCancelStatus}. */
  id: string;
  /** Whether all tasks have ended. */
  done: boolean;
  /** When the cancellation was requested (ISO 8601). */
  request_time?: string | null;
  /** UUIDs of the tasks that have not ended yet. */
  task_id_list?: string[];
  /** Message to the owners of the tasks. */
  message?: string;
}

/**
 * Result of {@link TransferClient.endpointManagerPauseTasks} and
 * {@link TransferClient.endpointManagerResumeTasks}.
 */
export interface AdminPauseResult {
  /** Always `result`. */
  DATA_TYPE?: string;
  /** `PauseAccepted` or `ResumeAccepted`. */
  code?: string;
  /** Description of the result, in one sentence. */
  message?: string;
  /** The service's id of the request, to quote in a support request. */
  request_id?: string;
}
