import type { DataPage } from "../paging.ts";

/** A rule by which an administrator pauses tasks, or forbids operations, on an endpoint. */
export interface PauseRuleDocument {
  /** `pause_rule`, or `pause_rule_limited` for users who do not manage the endpoint. */
  DATA_TYPE?: string;
  /** UUID of the rule. */
  id: string;
  /** Message to the users that the rule affects. Untrusted: any manager can set it. */
  message: string;
  /** UUID of the endpoint or collection. */
  endpoint_id: string;
  /** Name of the endpoint or collection; null if the caller may not see it. */
  endpoint_display_name?: string | null;
  /** UUID of the only identity that the rule is for; null for all. */
  identity_id: string | null;
  /** When the rule begins (ISO 8601); null if it already applies. */
  start_time: string | null;
  /** When the rule was created (ISO 8601). */
  created_time?: string | null;
  /** Whether a manager of the mapped collection created the rule. Only managers see it. */
  created_by_host_manager?: boolean | null;
  /** Whether the caller may change the rule. */
  editable?: boolean | null;
  /** When the rule was last changed (ISO 8601). */
  modified_time?: string | null;
  /** UUID of the identity that last changed the rule. Only managers see it. */
  modified_by_id?: string | null;
  /** Whether the rule forbids directory listings. */
  pause_ls?: boolean;
  /** Whether the rule forbids creating directories. */
  pause_mkdir?: boolean;
  /** Whether the rule forbids renaming. */
  pause_rename?: boolean;
  /** Whether the rule pauses deletions. */
  pause_task_delete?: boolean;
  /** Whether the rule pauses transfers to the endpoint. */
  pause_task_transfer_write?: boolean;
  /** Whether the rule pauses transfers from the endpoint. */
  pause_task_transfer_read?: boolean;
}

/** Fields of a pause rule that a manager can set. */
export interface PauseRuleFields {
  /** Always `pause_rule`. The SDK adds it. */
  DATA_TYPE?: "pause_rule" | undefined;
  /** Message to the users that the rule affects. */
  message?: string | undefined;
  /** When the rule begins: a Date, or a string with a zone; null for now. */
  start_time?: string | Date | null | undefined;
  /** UUID of the only identity that the rule is for; null for all. */
  identity_id?: string | null | undefined;
  /** Whether the rule forbids directory listings. @default {true} */
  pause_ls?: boolean | undefined;
  /** Whether the rule forbids creating directories. @default {true} */
  pause_mkdir?: boolean | undefined;
  /** Whether the rule forbids renaming. @default {true} */
  pause_rename?: boolean | undefined;
  /** Whether the rule pauses deletions. @default {true} */
  pause_task_delete?: boolean | undefined;
  /** Whether the rule pauses transfers to the endpoint. @default {true} */
  pause_task_transfer_write?: boolean | undefined;
  /** Whether the rule pauses transfers from the endpoint. @default {true} */
  pause_task_transfer_read?: boolean | undefined;
}

/** Body of {@link TransferClient.endpointManagerCreatePauseRule}. */
export interface PauseRuleCreate extends PauseRuleFields {
  /** Message to the users that the rule affects. */
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
  /** UUID of an endpoint, to list only its rules. */
  filter_endpoint?: string | null | undefined;
}

/** The reasons why a task is paused. */
export interface PauseInfo {
  /** `pause_info`, or `pause_info_limited` for users who do not manage the endpoint. */
  DATA_TYPE?: string;
  /** The rules that pause the task. */
  pause_rules: PauseRuleDocument[];
  /** Message of a manager of the source who paused the task. Untrusted; null if none did. */
  source_pause_message: string | null;
  /** Message of a manager of the source's mapped collection. Untrusted; null if none paused it. */
  source_pause_message_share?: string | null;
  /** Message of a manager of the destination who paused the task. Untrusted; null if none did. */
  destination_pause_message: string | null;
  /** Message of a manager of the destination's mapped collection. Untrusted; null if none paused it. */
  destination_pause_message_share?: string | null;
}
