import type { DataPage } from "../paging.ts";

/** A rule by which an administrator stops tasks or operations on an endpoint. */
export interface PauseRuleDocument {
  /** `pause_rule` or `pause_rule_limited`. */
  DATA_TYPE?: string;
  /** UUID. */
  id: string;
  /** What those whom it stops are told. Untrusted. */
  message: string;
  /** UUID of the endpoint or collection. */
  endpoint_id: string;
  /** Name of it. */
  endpoint_display_name?: string | null;
  /** UUID of the only identity that it is for; null for all. */
  identity_id: string | null;
  /** From when on it counts; null for always. */
  start_time: string | null;
  /** When it was made. */
  created_time?: string | null;
  /** Who made it; not shown to those whom it stops. */
  created_by_host_manager?: boolean | null;
  /** Whether the caller may change it. */
  editable?: boolean | null;
  /** When it was changed last. */
  modified_time?: string | null;
  /** UUID of who changed it last; not shown to those whom it stops. */
  modified_by_id?: string | null;
  /** Whether listings are stopped. */
  pause_ls?: boolean;
  /** Whether making directories is stopped. */
  pause_mkdir?: boolean;
  /** Whether renaming is stopped. */
  pause_rename?: boolean;
  /** Whether deletions are stopped. */
  pause_task_delete?: boolean;
  /** Whether transfers to it are stopped. */
  pause_task_transfer_write?: boolean;
  /** Whether transfers from it are stopped. */
  pause_task_transfer_read?: boolean;
}

/** What a pause rule stops, and for whom. */
export interface PauseRuleFields {
  /** `pause_rule`: filled in. */
  DATA_TYPE?: "pause_rule";
  /** What those whom it stops are told. */
  message?: string;
  /** From when on it counts, a Date or text with a zone; null for always. */
  start_time?: string | Date | null;
  /** UUID of the only identity that it is for; null for all. */
  identity_id?: string | null;
  /** Whether listings are stopped. @default {true} */
  pause_ls?: boolean;
  /** Whether making directories is stopped. @default {true} */
  pause_mkdir?: boolean;
  /** Whether renaming is stopped. @default {true} */
  pause_rename?: boolean;
  /** Whether deletions are stopped. @default {true} */
  pause_task_delete?: boolean;
  /** Whether transfers to it are stopped. @default {true} */
  pause_task_transfer_write?: boolean;
  /** Whether transfers from it are stopped. @default {true} */
  pause_task_transfer_read?: boolean;
}

/** Body of {@link TransferClient.endpointManagerCreatePauseRule}. */
export interface PauseRuleCreate extends PauseRuleFields {
  /** What those whom it stops are told. */
  message: string;
  /** UUID of the endpoint or collection. */
  endpoint_id: string;
}

/** A page of pause rules. */
export interface PauseRuleList extends DataPage<PauseRuleDocument> {
  /** `pause_rule_list` or `pause_rule_limited_list`. */
  DATA_TYPE?: string;
}

/** Parameters of {@link TransferClient.endpointManagerPauseRuleList}. */
export interface PauseRuleListParams {
  /** UUID of the only endpoint whose rules are wanted. */
  filter_endpoint?: string | null;
}

/** What holds a task. */
export interface PauseInfo {
  /** `pause_info_limited`, or `pause_info` for those who manage the endpoint. */
  DATA_TYPE?: string;
  /** The rules that hold it. */
  pause_rules: PauseRuleDocument[];
  /** What an administrator of the source says of a pause by hand. Untrusted. */
  source_pause_message: string | null;
  /** What an administrator of the source's host says. Untrusted. */
  source_pause_message_share?: string | null;
  /** What an administrator of the destination says. Untrusted. */
  destination_pause_message: string | null;
  /** What an administrator of the destination's host says. Untrusted. */
  destination_pause_message_share?: string | null;
}
