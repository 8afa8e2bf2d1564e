import type { TimeRange } from "../../../core/time.ts";
import type { FlowDefinition } from "./definition.ts";
import type { FlowPrincipal } from "./flow.ts";

/**
 * How a run stands. `ACTIVE`: it goes on. `INACTIVE`: it waits until someone resumes it. The others
 * are for good; a canceled run is `FAILED` with the code `FlowCanceled` in its details.
 */
export type RunStatus =
  | "ACTIVE"
  | "INACTIVE"
  | "SUCCEEDED"
  | "FAILED"
  | "ENDED"
  | (string & Record<never, never>);

/** The caller's role on a run, by itself or by a role on the flow (`flow_run_…`). */
export type RunRole =
  | "run_owner"
  | "run_manager"
  | "run_monitor"
  | "flow_run_manager"
  | "flow_run_monitor"
  | (string & Record<never, never>);

/** What a run did last: depending on its status, the input, the output, or what is wrong. */
export interface RunDetails {
  /** Such as `FlowStarting`, `FlowSucceeded`, `FlowFailed`, `FlowCanceled`, `ConsentRequired`. */
  code?: string;
  /** The same in a sentence. */
  description?: string;
  /** When it happened (ISO 8601). */
  time?: string;
  /** What a succeeded run computed: the flow's state at its end. */
  output?: Record<string, unknown> | null;
  /** More, depending on the code. */
  details?: unknown;
  /** What else the service says: a run that waits for consent names the scope here. */
  [field: string]: unknown;
}

/** A run of a flow. */
export interface RunDocument {
  /** UUID of the run, by which all operations name it. */
  run_id: string;
  /** The same, as an action provider names it. */
  action_id?: string;
  /** UUID of the flow that it runs. */
  flow_id: string;
  /** Title of that flow, as it was when the run started. */
  flow_title?: string;
  /** When the flow was last changed (ISO 8601). */
  flow_last_updated?: string;
  /** The flow, where it was asked for. */
  flow_description?: Record<string, unknown>;
  /** When it was started (ISO 8601). */
  start_time: string;
  /** When it ended (ISO 8601); absent or null before that. */
  completion_time?: string | null;
  /** How it stands; a canceled run is `FAILED`. */
  status: RunStatus;
  /** The same, as the web application shows it. */
  display_status?: string;
  /** What it did last; null in lists for flows of high assurance. */
  details: RunDetails | null;
  /** Name that its owner gave it. */
  label?: string | null;
  /** Words to find it by. */
  tags?: string[];
  /** URN of the identity that started it. */
  run_owner: FlowPrincipal;
  /** Who may see, change and cancel it. Empty for callers who may only monitor it. */
  run_managers?: FlowPrincipal[];
  /** Who may see it. Empty for callers who may only monitor it. */
  run_monitors?: FlowPrincipal[];
  /** The caller's role on the run. */
  user_role: RunRole;
  /** The task that puts the run in the service's index. */
  search?: { task_id?: string } & Record<string, unknown>;
  /** The old name of `run_owner`. */
  created_by?: string;
  /** The old name of `run_managers`. */
  manage_by?: string[];
  /** The old name of `run_monitors`. */
  monitor_by?: string[];
}

/** When the service sends mail about a run. */
export interface RunActivityNotificationPolicy {
  /** Changes of status that are told. @default {["INACTIVE"]} */
  status: readonly ("INACTIVE" | "SUCCEEDED" | "FAILED" | (string & Record<never, never>))[];
}

/** What a run is started or checked with beside its input. */
export interface RunFlowParams {
  /** Name for people, which lists of runs show. */
  label?: string | undefined;
  /** Words to find it by. The service trims them and joins inner white space to one blank. */
  tags?: readonly string[] | undefined;
  /** When the service sends mail about it. @default when it becomes `INACTIVE` */
  activity_notification_policy?: RunActivityNotificationPolicy | undefined;
  /** Who may see the run, by URN. */
  run_monitors?: readonly FlowPrincipal[] | undefined;
  /** Who may see and cancel the run, by URN. */
  run_managers?: readonly FlowPrincipal[] | undefined;
  /** Fields that this SDK does not know. They win over all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What a check of an input answers. */
export interface RunValidation {
  /** `validation successful`: what is wrong is an error. */
  message: string;
}

/** What to change of a run. What is left out stays; lists replace those before. */
export interface UpdateRunParams {
  /** New name for people, in place of the one before. */
  label?: string | undefined;
  /** Words to find it by. */
  tags?: readonly string[] | undefined;
  /** Who may see the run, by URN. */
  run_monitors?: readonly FlowPrincipal[] | undefined;
  /** Who may see and cancel the run, by URN. */
  run_managers?: readonly FlowPrincipal[] | undefined;
  /** Fields that this SDK does not know. They win over all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What to change of several runs at once. */
export interface UpdateRunsParams {
  /** What replaces the values before. `status: "cancel"` cancels the runs. */
  set?: {
    /** Words to find them by. */
    tags?: readonly string[] | undefined;
    /** Who may see and cancel them, by URN. */
    run_managers?: readonly FlowPrincipal[] | undefined;
    /** Who may see them, by URN. */
    run_monitors?: readonly FlowPrincipal[] | undefined;
    /** Cancels the runs that have not ended. */
    status?: "cancel" | undefined;
  } | undefined;
  /** What comes to the values before. */
  add?: {
    /** Words to find them by. */
    tags?: readonly string[] | undefined;
    /** Who may see and cancel them, by URN. */
    run_managers?: readonly FlowPrincipal[] | undefined;
    /** Who may see them, by URN. */
    run_monitors?: readonly FlowPrincipal[] | undefined;
  } | undefined;
  /** What is taken from the values before. */
  remove?: {
    /** Words to find them by. */
    tags?: readonly string[] | undefined;
    /** Who may see and cancel them, by URN. */
    run_managers?: readonly FlowPrincipal[] | undefined;
    /** Who may see them, by URN. */
    run_monitors?: readonly FlowPrincipal[] | undefined;
  } | undefined;
}

/** How a run is asked for. */
export interface RunGetParams {
  /** Whether the answer holds the flow too, as `flow_description`. @default {false} */
  include_flow_description?: boolean | undefined;
}

/** What a run does: the flow of the moment at which the run started. */
export interface RunDefinition {
  /** UUID of the flow, which may be gone. */
  flow_id: string;
  /** What the flow did then. */
  definition: FlowDefinition;
  /** What its input had to look like. */
  input_schema: Record<string, unknown>;
}

/** Which runs to list. Times are ranges `from,to`: `from` is part of it, `to` is not. */
export interface RunListParams {
  /** UUIDs of flows. @default runs of all flows */
  filter_flow_id?: string | readonly string[] | undefined;
  /** Only runs on which the caller has one of these roles. @default {["run_owner"]} */
  filter_roles?: string | readonly RunRole[] | undefined;
  /** Only runs that stand so. */
  filter_status?: string | readonly RunStatus[] | undefined;
  /** Words to look for in labels. */
  filter_label?: string | undefined;
  /** Words to look for in the titles of their flows. */
  filter_flow_title?: string | undefined;
  /** When they were started: a range of two times, each a Date, text with a zone, or empty. */
  filter_start_time?: TimeRange | undefined;
  /** When they ended: a range of two times. */
  filter_completion_time?: TimeRange | undefined;
  /** Fields to sort by, each with `ASC` or `DESC`: `id`, `start_time`, `completion_time`, `status`. */
  orderby?: string | readonly string[] | undefined;
  /** Runs a page. @default the service's choice */
  per_page?: number | undefined;
  /** The page to begin with, from an earlier page. It holds the whole query: the rest is ignored. */
  marker?: string | undefined;
}

/** A page of the list of runs. */
export interface RunPage {
  /** The runs, in the order that was asked for. */
  runs: RunDocument[];
  /** Runs that a page has at most. */
  limit: number;
  /** Whether there is another page. */
  has_next_page: boolean;
  /** What leads to the next page; absent or null on the last. */
  marker?: string | null;
}

/** Which entries of a log to list. */
export interface RunLogParams {
  /** Entries a page, from 1 to 100. @default {10} */
  limit?: number | undefined;
  /** Whether the newest come first. @default {false} */
  reverse_order?: boolean | undefined;
  /** The page to begin with, from an earlier page. */
  marker?: string | undefined;
}

/** Something that happened in a run. */
export interface RunLogEntry {
  /** When it happened (ISO 8601), to the microsecond. */
  time: string;
  /** Such as `FlowStarted`, `ActionStarted`, `ActionCompleted`, `PassStarted`, `FlowSucceeded`. */
  code: string;
  /** The same in a sentence. */
  description: string;
  /** Which state, its kind, and its input or output. */
  details: {
    /** Name of the state in the definition of the flow. */
    state_name?: string;
    /** Kind of the state, such as `Action`. */
    state_type?: string;
    /** What the state or the flow began with. */
    input?: unknown;
    /** What the state or the flow ended with. */
    output?: unknown;
    /** What else the service says. */
    [field: string]: unknown;
  };
}

/** A page of a log. */
export interface RunLogPage {
  /** The entries, oldest first unless `reverse_order` was asked for. */
  entries: RunLogEntry[];
  /** Entries that a page has at most. */
  limit: number;
  /** Whether there is another page. */
  has_next_page: boolean;
  /** What leads to the next page; absent or null on the last. */
  marker?: string | null;
}
