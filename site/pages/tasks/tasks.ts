import {
  explainTaskCode,
  plainText,
  type TaskDocument,
  type TaskEvent,
  type TaskProgress,
  type TransferClient,
} from "@globus-deno/sdk";
import { readDocument } from "../documents.ts";
import {
  countText,
  lengthText,
  type Moment,
  momentOf,
  sizeText,
  things,
} from "../../components/format.ts";

/** Rows on a page of the list. */
export const TASKS_PAGE_SIZE = 25;
/** Events that the page of a task shows. */
const MAX_EVENTS = 50;

/** The filters of the list: the value in the URL, the statuses of Globus, and the title. */
export const TASK_FILTERS: readonly (readonly [value: string, status: string, title: string])[] = [
  ["", "", "All"],
  ["active", "ACTIVE,INACTIVE", "Active"],
  ["succeeded", "SUCCEEDED", "Succeeded"],
  ["failed", "FAILED", "Failed"],
];

/** The color of a task's status. */
type Tone = "good" | "bad" | "warn";

/** The source or destination of a task. */
export interface TaskPlace {
  /** Id of the collection; empty if Globus does not tell it. */
  id: string;
  name: string;
}

/** What pages show of a task. All texts are plain text. */
export interface TaskView {
  id: string;
  title: string;
  isDeletion: boolean;
  /** The status in words, such as `under way`. */
  status: string;
  tone: Tone;
  /** Whether the task still runs and can be canceled. */
  isOpen: boolean;
  source: TaskPlace;
  destination?: TaskPlace;
  requested?: Moment;
  completed?: Moment;
  deadline?: Moment;
  /** Subtasks that succeeded or were skipped. */
  partsDone: number;
  /** Subtasks that are known so far. */
  partsTotal: number;
  /** Done and known parts in words, such as `3 of 12 parts`. */
  parts?: string;
  /** Moved files and bytes, such as `12 files, 3.4 GB`. */
  moved: string;
  /** Speed, such as `12 MB/s`. */
  rate?: string;
  /** Estimated time left, such as `2 min`. */
  remaining?: string;
  /** Why the task does not go on, or failed. A canceled task needs no code: its status says it. */
  fault?: { code?: string; meaning: string; advice?: string; details?: string };
  /** Options that differ from the defaults. */
  options: string[];
}

/** What a list shows of an event. */
export interface EventView {
  /** The code of the event in words, such as `progress`. */
  title: string;
  meaning: string;
  details: string;
  isFault: boolean;
  time?: Moment;
}

const STATES = new Map<string, [status: string, tone: Tone]>([
  ["ACTIVE", ["active", "warn"]],
  ["INACTIVE", ["needs attention", "bad"]],
  ["SUCCEEDED", ["succeeded", "good"]],
  ["FAILED", ["failed", "bad"]],
]);
const SYNC = ["files that are missing", "files of another size", "newer files", "changed files"];

/** Reads a number that may be absent or invalid; then it counts as 0. */
function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

/**
 * Selects what pages show of a task.
 *
 * @param progress Adds the current speed and the time left.
 */
export function taskView(task: TaskDocument, progress?: TaskProgress): TaskView {
  return readDocument(() => {
    const isDeletion = task.type === "DELETE";
    const [status, tone] = stateOf(task);
    const isOpen = task.status === "ACTIVE" || task.status === "INACTIVE";
    const speed = progress?.bytesPerSecond ?? count(task.effective_bytes_per_second);
    const { remainingMs } = progress ?? {};
    const partsDone = count(task.subtasks_succeeded) + count(task.subtasks_skipped_errors);
    const partsTotal = count(task.subtasks_total);
    return {
      id: task.task_id,
      title: plainText(task.label ?? "", 128) || (isDeletion ? "Deletion" : "Transfer"),
      isDeletion,
      status,
      tone,
      isOpen,
      source: placeOf(task, "source"),
      destination: isDeletion ? undefined : placeOf(task, "destination"),
      requested: momentOf(task.request_time),
      completed: momentOf(task.completion_time),
      deadline: isOpen ? momentOf(task.deadline) : undefined,
      partsDone,
      partsTotal,
      parts: partsTotal > 0
        ? `${countText(partsDone)} of ${things(partsTotal, "part", "parts")}`
        : undefined,
      moved: movedText(task, isDeletion),
      rate: !isDeletion && speed > 0 ? `${sizeText(speed)}/s` : undefined,
      remaining: remainingMs === undefined ? undefined : lengthText(Math.ceil(remainingMs / 1000)),
      fault: faultOf(task, progress),
      options: optionsOf(task, isDeletion),
    };
  });
}

function stateOf(task: TaskDocument): [status: string, tone: Tone] {
  if (task.status === "FAILED" && task.fatal_error?.code === "CANCELED") {
    return ["canceled", "bad"];
  }
  if (task.status === "ACTIVE") {
    if (task.is_paused) return ["paused", "bad"];
    if (task.nice_status === "Queued") return ["in the queue", "warn"];
    if (task.is_ok === false) return ["has errors", "bad"];
  }
  return STATES.get(task.status) ?? [plainText(task.status, 40).toLowerCase(), "warn"];
}

function placeOf(task: TaskDocument, side: "source" | "destination"): TaskPlace {
  const id = task[`${side}_endpoint_id`] ?? "";
  const name = task[`${side}_endpoint_display_name`] ?? "";
  return { id, name: plainText(name, 120) || id || "a deleted collection" };
}

function movedText(task: TaskDocument, isDeletion: boolean): string {
  if (isDeletion) {
    return things(count(task.subtasks_succeeded), "item deleted", "items deleted");
  }
  const skipped = count(task.files_skipped);
  const parts = [
    things(count(task.files_transferred), "file", "files"),
    sizeText(task.bytes_transferred),
  ];
  if (skipped > 0) parts.push(`${countText(skipped)} unchanged`);
  return parts.join(", ");
}

function faultOf(task: TaskDocument, progress?: TaskProgress): TaskView["fault"] {
  const code = task.status === "SUCCEEDED" ? undefined : task.fatal_error?.code ??
    (task.is_paused ? "PAUSED" : task.nice_status ?? undefined);
  const fault = progress?.fault ??
    (code && code !== "OK" && code !== "Queued" ? explainTaskCode(code) : undefined);
  if (!fault) return undefined;
  const details = progress?.fault?.details ?? task.nice_status_details ?? "";
  return {
    code: fault.code === "CANCELED" ? undefined : plainText(fault.code, 60),
    meaning: plainText(fault.meaning, 300),
    advice: fault.advice,
    details: usSpelling(plainText(details, 500)) || undefined,
  };
}

function optionsOf(task: TaskDocument, isDeletion: boolean): string[] {
  if (isDeletion) return [];
  const options: string[] = [];
  const { sync_level } = task;
  if (typeof sync_level === "number" && SYNC[sync_level]) options.push(`only ${SYNC[sync_level]}`);
  if (task.verify_checksum === false) options.push("not verified");
  if (task.encrypt_data) options.push("encrypted");
  if (task.preserve_timestamp) options.push("timestamps preserved");
  if (task.delete_destination_extra) options.push("deletes extra files");
  return options;
}

/** Loads the events of a task, newest first, and their total number. */
export async function taskEvents(
  tc: TransferClient,
  taskId: string,
  signal?: AbortSignal,
): Promise<{ events: EventView[]; total: number }> {
  const { DATA, total } = await tc.taskEventList(taskId, { limit: MAX_EVENTS }, { signal }).page();
  return { events: DATA.map(eventView), total: count(total) };
}

function eventView(event: TaskEvent): EventView {
  return readDocument(() => {
    const meaning = plainText(explainTaskCode(event.code).meaning, 200);
    const details = detailsText(event.details);
    return {
      title: usSpelling(plainText(event.code, 60).toLowerCase().replaceAll("_", " ")),
      meaning,
      details: says(meaning, details) ? "" : details,
      isFault: event.is_error === true,
      time: momentOf(event.time, true),
    };
  });
}

/** Whether a text has all words of another one, which then tells nothing new. */
function says(text: string, other: string): boolean {
  const words = wordsOf(text);
  return wordsOf(other).every((word) => words.includes(word));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Globus writes both `cancelled` and `canceled`. */
function usSpelling(text: string): string {
  return text.replaceAll("cancelled", "canceled").replaceAll("Cancelled", "Canceled");
}

/** Formats the details of an event: a text, or JSON, which becomes a list. */
function detailsText(details: unknown): string {
  if (typeof details !== "string") return "";
  if (details.startsWith("{")) {
    try {
      const fields = Object.entries(JSON.parse(details) as Record<string, unknown>)
        .filter(([, value]) => value !== null && typeof value !== "object");
      if (fields.length > 0) {
        const text = fields.map(([name, value]) => fieldText(name, value));
        return plainText(text.join(" · "), 500);
      }
    } catch {
      // The text looks like JSON and is not.
    }
  }
  return plainText(usSpelling(details), 500);
}

/** Labels of fields whose names say little. Sizes and durations get units. */
function fieldText(name: string, value: unknown): string {
  if (typeof value === "number" && /bytes|size/.test(name) && !/per_second|mbps/.test(name)) {
    return `${FIELDS.get(name) ?? name.replaceAll("_", " ")}: ${sizeText(value)}`;
  }
  if (name === "duration" && typeof value === "number") return `took ${lengthText(value)}`;
  return `${FIELDS.get(name) ?? name.replaceAll("_", " ")}: ${value}`;
}

const FIELDS: ReadonlyMap<string, string> = new Map([
  ["bytes_transferred", "copied"],
  ["mbps", "Mbit/s"],
  ["files_succeeded", "files done"],
  ["concurrency", "files at once"],
  ["parallelism", "streams per file"],
  ["pipelining", "commands in flight"],
  ["type", "step"],
]);
