import type { ScheduleDocument } from "./schedule.ts";

/** How a timer stands. Documents of the service show `new` and `loaded` for active ones too. */
export type TimerStatus =
  | "new"
  | "loaded"
  | "active"
  | "inactive"
  | "ended"
  | "delete_in_progress"
  | "deleted"
  | (string & Record<never, never>);

/** Why a timer does not run. */
export interface InactiveReason {
  /** `user`: it was paused. `globus_auth_requirements`: it lacks what `detail` says. */
  cause: "user" | "globus_auth_requirements" | (string & Record<never, never>);
  /** What a login must fulfill before it is resumed; null where people paused it. */
  detail?: {
    /** Kind of requirement, such as `ConsentRequired`. */
    code?: string;
    /** What a login must fulfill. */
    authorization_parameters?: {
      /** Why, for people. Untrusted: show it as plain text. */
      session_message?: string | null;
      /** Scopes that must be granted. */
      required_scopes?: string[] | null;
      /** What else a login must fulfill. */
      [parameter: string]: unknown;
    };
    /** What else the service says. */
    [field: string]: unknown;
  } | null;
}

/** What a timer does now. */
export type TimerActivity =
  | {
    /** It waits for its next run. */
    code: "awaiting_next_run";
    /** When that is (ISO 8601). */
    next_run: string;
  }
  | {
    /** A run is under way. */
    code: "run_in_progress";
    /** When that began (ISO 8601). */
    start_timestamp: string;
    /** Seconds that it has taken so far. */
    duration_seconds: number;
  }
  | {
    /** The start of a run failed for now, and is tried again. */
    code: "retrying";
    /** When that began (ISO 8601). */
    start_timestamp: string;
  }
  | {
    /** It does not run until it is resumed. */
    code: "paused";
    /** Who or what paused it. */
    reason: "user" | "globus_auth_requirements" | "other";
  };

/** What became of a run. */
export interface TimerResult {
  /** When it ran (ISO 8601). */
  ran_at: string;
  /** How the run stands, in a word. */
  run_status?: string;
  /** When it started (ISO 8601). */
  start_timestamp?: string;
  /** When it ended (ISO 8601); absent or null while it goes on. */
  end_timestamp?: string | null;
  /** When the service looks after it next (ISO 8601). */
  next_check_timestamp?: string | null;
  /** When the service looked after it last (ISO 8601). */
  last_check_timestamp?: string | null;
  /** HTTP status of the answer to its start. */
  status?: number | null;
  /** The same, by its newer name. */
  http_status_submission?: number | null;
  /** HTTP status of the answer when the service looked after it last. */
  http_status_polled?: number | null;
  /** UUID of the task or the run that it made. */
  resource_id?: string | null;
  /** What the service that it called answered. */
  data?: Record<string, unknown> | null;
  /** What went wrong; null if nothing did. */
  errors?: Record<string, unknown> | null;
}

/** A page of the results of a timer's runs. */
export interface TimerResults {
  /** What became of runs, newest first. */
  data: TimerResult[];
  /** What leads to the next page; null on the last. */
  page_next?: string | null;
}

/** A timer, as `getJob` and `listJobs` show it. */
export interface JobDocument {
  /** UUID of the timer, by which all operations name it. */
  job_id: string;
  /** Name for people, which need not be unique; null if it has none. */
  name: string | null;
  /** Kind of timer: `generic` calls an action provider. */
  timer_type?: "generic" | "transfer" | "flow" | (string & Record<never, never>);
  /** How it stands: only an active timer runs. */
  status: TimerStatus;
  /** Why it does not run; null while it does. */
  inactive_reason: InactiveReason | null;
  /** When the first run starts (ISO 8601). */
  start: string;
  /** Seconds from one run to the next, null if it runs once. */
  interval: number | null;
  /** When it runs, in the newer form. */
  schedule?: ScheduleDocument;
  /** When it ends; null if it does not. */
  stop_after: { date?: string | null; n_runs?: number | null } | null;
  /** Address of the action provider that it calls. */
  callback_url: string;
  /** What it sends there with each run. */
  callback_body: Record<string, unknown>;
  /** Scope of the tokens that it sends there. */
  scope: string | null;
  /** When it was created (ISO 8601). */
  submitted_at: string;
  /** When it last ran (ISO 8601); null before its first run. */
  last_ran_at: string | null;
  /** When it runs next (ISO 8601); null if it does not. */
  next_run: string | null;
  /** Runs so far, those that failed too. */
  n_runs: number;
  /** Runs so far that failed. */
  n_errors: number;
  /** What became of the last runs: see `getJobResults`. */
  results: TimerResults;
  /** What it does now; null once it has ended. */
  activity?: TimerActivity | null;
  /** UUID of the flow that it starts, if it is for a flow. */
  flow_id?: string;
}

/** A timer that calls an action provider. `createTimer` is the newer way for transfers and flows. */
export interface TimerJob {
  /** Address at which the action provider starts actions; it ends in `/run`. */
  callback_url: string;
  /** What is sent there with each run. */
  callback_body: Readonly<Record<string, unknown>>;
  /** When the first run starts: a Date, or text with a zone. At most a year from now. */
  start: string | Date;
  /** Seconds from one run to the next, at least 60; null if it runs once. */
  interval: number | null;
  /** Name for people, which need not be unique. @default none */
  name?: string | null;
  /** When it ends: a Date, or text with a zone. @default never */
  stop_after?: string | Date | null;
  /** Runs after which it ends. @default {Infinity} */
  stop_after_n?: number | null;
  /** Scope of the tokens that it sends. @default that of the transfer action provider */
  scope?: string | null;
  /** Fields that this SDK does not know. */
  [field: string]: unknown;
}

/** What to change of a timer: the service changes names alone. */
export interface TimerJobUpdate {
  /** New name for people; null for none. */
  name?: string | null;
}

/** Which timers to list, in which order. All filters must hold. */
export interface JobListParams {
  /** Text that names must hold, in upper or lower case. */
  filter_name?: string | undefined;
  /** Only timers that stand so. @default {["active", "inactive", "ended"]} */
  filter_status?: string | readonly ("active" | "inactive" | "ended")[] | undefined;
  /** Only timers created after this: a Date, or text with a zone. */
  submitted_after?: string | Date | undefined;
  /** Only timers created before this: a Date, or text with a zone. */
  submitted_before?: string | Date | undefined;
  /** A field to sort by, with `asc` or `desc`, such as `submitted_at desc`. */
  order?: string | undefined;
  /** Results to give of each timer. @default the service's choice */
  result_count?: number | undefined;
}

/** The caller's timers that fit, all in one page. */
export interface JobPage {
  /** The timers, in the order that was asked for. */
  jobs: JobDocument[];
}

/** Which results to list: the newest come first. */
export interface JobResultParams {
  /** Results a page. @default the service's choice */
  page_size?: number | undefined;
  /** The page to begin with: `page_next` of an earlier page. */
  results_pt?: string | undefined;
}

/** How a timer is resumed. */
export interface ResumeJobParams {
  /**
   * Whether the timer gets the tokens of this call in place of those that it has: what it lacked,
   * such as a consent, it then has. @default the service decides by why the timer is inactive
   */
  update_credentials?: boolean | null | undefined;
}

/** What became of a request to pause or resume. */
export interface JobMessage {
  /** A sentence that says so. */
  message: string;
}
