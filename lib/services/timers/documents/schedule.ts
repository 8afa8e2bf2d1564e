/** When a recurring timer ends: at a time, or after a number of runs. */
export type TimerEnd =
  | {
    /** Tells which of the two it is. */
    condition: "time";
    /** When the last run may start at the latest: a Date, or text with a zone. */
    datetime: string | Date;
  }
  | {
    /** Tells which of the two it is. */
    condition: "iterations";
    /** Runs after which it ends, from 1. Runs that are skipped do not count. */
    count: number;
  };

/** A schedule of one run. */
export interface OnceSchedule {
  /** Tells the kind of schedule. */
  type: "once";
  /** When it runs: a Date, or text with a zone. @default at once */
  datetime?: string | Date | null;
}

/** A schedule of runs at a fixed distance. */
export interface RecurringSchedule {
  /** Tells the kind of schedule. */
  type: "recurring";
  /** Seconds from one run to the next. */
  interval_seconds: number;
  /** When the first run starts: a Date, or text with a zone. @default at once */
  start?: string | Date | null;
  /** When it ends. @default never */
  end?: TimerEnd | null;
}

/** When a timer runs: once, or at a fixed distance. */
export type TimerSchedule = OnceSchedule | RecurringSchedule;

/** A schedule as the service answers it, with times in ISO 8601. */
export interface ScheduleDocument {
  /** Tells the kind of schedule. */
  type: "once" | "recurring" | (string & Record<never, never>);
  /** When it runs, if once. */
  datetime?: string | null;
  /** Seconds from one run to the next, if recurring. */
  interval_seconds?: number;
  /** When the first run starts, if recurring. */
  start?: string | null;
  /** When it ends, if recurring and not endless. */
  end?: { condition?: string; datetime?: string; count?: number } | null;
}
