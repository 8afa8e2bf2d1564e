import type { TimeRange } from "../../../core/time.ts";
import type { DataPage } from "../paging.ts";
import type { TaskDocument } from "./task.ts";

/** Parameters of {@link TransferClient.endpointManagerTaskList}. Without a filter: active tasks. */
export interface ManagedTaskListParams {
  /** States, such as `["ACTIVE", "INACTIVE"]`. */
  filter_status?: string | readonly string[] | null;
  /** UUIDs of tasks, at most 50. */
  filter_task_id?: string | readonly string[] | null;
  /** UUID of the identity that submitted them. */
  filter_owner_id?: string | null;
  /** UUID of an endpoint or collection that they use. */
  filter_endpoint?: string | null;
  /** What it is used as. Only with `filter_endpoint`. @default both */
  filter_endpoint_use?: "source" | "destination" | null;
  /** Whether they are paused. */
  filter_is_paused?: boolean | null;
  /**
   * From when to when they ended: two times, each a Date or text with a zone, or `""` for no limit on
   * that side. Without an end, active tasks fit too.
   */
  filter_completion_time?: TimeRange | null;
  /** Faults that they have had, at least. */
  filter_min_faults?: number | null;
  /** Account on an endpoint that they use. Only with `filter_endpoint`. */
  filter_local_user?: string | null;
  /** Where to begin: the `last_key` of a page. */
  last_key?: string | null;
}

/** A page of {@link TransferClient.endpointManagerTaskList}. */
export interface ManagedTaskPage extends DataPage<TaskDocument> {
  /** `task_list`. */
  DATA_TYPE: "task_list";
  /** Whether there are more. */
  has_next_page: boolean;
  /** Leads to the next page. */
  last_key: string | null;
}

/** Answer to {@link TransferClient.endpointManagerCancelTasks}. */
export interface AdminCancelDocument {
  /** `admin_cancel`. */
  DATA_TYPE?: "admin_cancel";
  /** Id of the cancellation. */
  id: string;
  /** Whether all tasks have ended. */
  done: boolean;
  /** When it was asked for. */
  request_time?: string | null;
  /** UUIDs of the tasks that have not ended. */
  task_id_list?: string[];
  /** What the owners of the tasks are told. */
  message?: string;
}

/** Answer to {@link TransferClient.endpointManagerPauseTasks} and `endpointManagerResumeTasks`. */
export interface AdminPauseResult {
  /** `result`. */
  DATA_TYPE?: string;
  /** `PauseAccepted` or `ResumeAccepted`. */
  code?: string;
  /** The same in a sentence. */
  message?: string;
  /** The service's id of the request. */
  request_id?: string;
}
