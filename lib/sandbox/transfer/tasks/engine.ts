import type { ConsentBook } from "../../auth/consents.ts";
import type { Person } from "../../auth/people.ts";
import { TRANSFER_ALL } from "../../auth/scopes.ts";
import type { SandboxClock } from "../../clock.ts";
import type { SandboxSettings } from "../../settings.ts";
import type { CollectionStore } from "../collections.ts";
import type { PauseRuleBook } from "../pause_rules.ts";
import type { Task } from "./task.ts";
import { beginUnit, endUnit, type WorkFault, type WorkUnit } from "./work.ts";

const HOUR_MS = 3_600_000;
const PAUSE_DEADLINE_MS = 90 * 24 * HOUR_MS;
const PROGRESS_DEADLINE_MS = 72 * HOUR_MS;

/** A fault that a test wants a task to meet. */
export interface PlannedFault extends WorkFault {
  /** Only this task. */
  taskId?: string;
  /** How often. @default {1} */
  times?: number;
}

/** The work of a task, as far as it has been played. */
export interface TaskWork {
  /** Items in order. */
  units: WorkUnit[];
  /** The client that submitted it. */
  clientId: string;
  /** When it began; null while it waits in the queue. */
  startedMs: number | null;
  /** Time up to which it has been played. */
  cursorMs: number;
  /** The unit under way. */
  current: WorkUnit | null;
  /** When that began. */
  currentStartMs: number;
  /** When that will end. */
  currentEndMs: number;
  /** When it was stopped. */
  pausedMs: number | null;
  /** Whether an administrator, and no rule, stopped it. */
  pausedByAdmin: string | null;
  /** Whether the deadline was given, and so stays. */
  fixedDeadline: boolean;
}

/** What tasks depend on. */
export interface TaskWorld {
  /** The time that tasks progress by. */
  readonly clock: SandboxClock;
  /** How fast tasks are, and how many run at a time. */
  readonly settings: SandboxSettings;
  /** The people, some of whom have a history of tasks. */
  readonly people: readonly Person[];
  /** Where files are. */
  readonly collections: CollectionStore;
  /** What pauses tasks. */
  readonly pauseRules: PauseRuleBook;
  /** What lets tasks run. */
  readonly consents: ConsentBook;
  /** All identities linked to one, itself included. */
  identitySet(identityId: string): string[];
}

/** Brings tasks up to the present. Nothing runs in the background: each look advances them. */
export class TaskEngine {
  readonly #world: TaskWorld;
  readonly #work = new Map<string, TaskWork>();
  /** Since when each free place for a task is free, by owner, the oldest first. */
  readonly #places = new Map<string, number[]>();
  /** Faults that wait for a task. */
  readonly #planned: (PlannedFault & { times: number })[] = [];

  /** Starts with nothing to do. */
  constructor(world: TaskWorld) {
    this.#world = world;
  }

  /** Plans a fault for the next unit that a task tries. */
  planFault(fault: PlannedFault): void {
    this.#planned.push({ ...fault, times: fault.times ?? 1 });
  }

  /** Takes over a task that was submitted. */
  begin(task: Task, given: Pick<TaskWork, "units" | "clientId" | "fixedDeadline">): void {
    this.#work.set(task.id, {
      ...given,
      startedMs: null,
      cursorMs: task.requestMs,
      current: null,
      currentStartMs: 0,
      currentEndMs: 0,
      pausedMs: null,
      pausedByAdmin: null,
    });
    task.niceStatus = { code: "Queued", short: "queued", details: "Waits for its turn" };
  }

  /** Forgets the work of all tasks but these. */
  keepOnly(tasks: ReadonlyMap<string, Task>): void {
    for (const id of this.#work.keys()) if (!tasks.has(id)) this.#work.delete(id);
  }

  /** The work of a task; tasks of the past have none. */
  workOf(task: Task): TaskWork | undefined {
    return this.#work.get(task.id);
  }

  /** Plays the tasks of an owner up to now, in the order in which they were submitted. */
  settle(tasks: Task[]): void {
    const nowMs = this.#world.clock.now();
    const open = tasks.filter((task) => task.completionMs === null && this.#work.has(task.id))
      .sort((a, b) => a.requestMs - b.requestMs);
    for (const task of open) {
      const work = this.#work.get(task.id)!;
      if (work.startedMs === null && !this.#start(task, work, nowMs)) continue;
      this.#play(task, work, nowMs);
    }
  }

  #placesOf(owner: string): number[] {
    let places = this.#places.get(owner);
    if (!places) {
      places = new Array<number>(this.#world.settings.maxActiveTasks).fill(0);
      this.#places.set(owner, places);
    }
    return places;
  }

  #start(task: Task, work: TaskWork, nowMs: number): boolean {
    const places = this.#placesOf(task.ownerId);
    if (places.length === 0) {
      // A task that waits in the queue has its deadline pushed.
      if (!work.fixedDeadline) task.deadlineMs = Math.max(task.deadlineMs, nowMs + 24 * HOUR_MS);
      return false;
    }
    const readyMs = task.requestMs + this.#world.settings.taskStartSeconds * 1000;
    const startMs = Math.max(readyMs, places[0]);
    if (startMs > nowMs) return false;
    places.shift();
    work.startedMs = startMs;
    work.cursorMs = startMs;
    task.niceStatus = null;
    task.addEvent({
      timeMs: startMs,
      code: "STARTED",
      description: "started",
      details: "Task started",
    });
    return true;
  }

  /** Ends a task from outside. */
  cancel(task: Task, details: string): void {
    const nowMs = this.#world.clock.now();
    const work = this.#work.get(task.id);
    const done = task.counts.subtasks_succeeded;
    task.counts.subtasks_canceled = Math.max(0, task.counts.subtasks_total - done);
    task.fatalError = { code: "CANCELED", description: details };
    task.finish(nowMs, "FAILED", "CANCELED", details);
    if (work && work.startedMs !== null) this.#free(task.ownerId, nowMs);
  }

  #free(owner: string, atMs: number): void {
    const places = this.#placesOf(owner);
    places.push(atMs);
    places.sort((a, b) => a - b);
  }

  #play(task: Task, work: TaskWork, nowMs: number): void {
    while (task.completionMs === null) {
      if (!this.#hasConsent(task, work)) return;
      if (this.#stopped(task, work, nowMs)) return;
      if (!this.#step(task, work, nowMs)) break;
    }
    if (task.completionMs === null) count(task, work, nowMs);
    else this.#free(task.ownerId, task.completionMs);
  }

  /** Without the owner's consent the task waits, and does not end. */
  #hasConsent(task: Task, work: TaskWork): boolean {
    const given = this.#world.consents.of(task.ownerId).some((consent) =>
      consent.client === work.clientId && consent.scope_name === TRANSFER_ALL
    );
    if (!given) {
      task.status = "INACTIVE";
      task.niceStatus = {
        code: "NO_CREDENTIALS",
        short: "no credentials",
        details: "The consent for this task was taken back",
      };
    } else if (task.status === "INACTIVE") {
      task.status = "ACTIVE";
      task.niceStatus = null;
    }
    return given;
  }

  /** Holds the task while a rule or an administrator wants it. */
  #stopped(task: Task, work: TaskWork, nowMs: number): boolean {
    const rule = this.#pausingRule(task);
    const why = work.pausedByAdmin ?? rule;
    if (why !== undefined) {
      if (work.pausedMs === null) {
        work.pausedMs = nowMs;
        task.isPaused = true;
        if (!work.fixedDeadline) task.deadlineMs = nowMs + PAUSE_DEADLINE_MS;
        const nice = { code: "PAUSED_BY_ADMIN", short: "paused by administrator", details: why };
        task.niceStatus = nice;
        task.addEvent({
          timeMs: nowMs,
          code: "PAUSED",
          description: nice.short,
          details: why,
          isError: true,
        });
      }
      count(task, work, work.pausedMs);
      return true;
    }
    if (work.pausedMs !== null) {
      const restedMs = nowMs - work.pausedMs;
      work.currentStartMs += restedMs;
      work.currentEndMs += restedMs;
      work.cursorMs += restedMs;
      for (const unit of work.units) unit.nextTryMs += restedMs;
      work.pausedMs = null;
      task.isPaused = false;
      task.niceStatus = null;
      task.addEvent({
        timeMs: nowMs,
        code: "UNPAUSED",
        description: "unpaused",
        details: "The task goes on",
      });
    }
    return false;
  }

  #pausingRule(task: Task): string | undefined {
    const { collections, pauseRules } = this.#world;
    const identities = this.#world.identitySet(task.ownerId);
    const source = collections.get(task.sourceId);
    const destination = collections.get(task.destinationId ?? "");
    const isDelete = task.type === "DELETE";
    const found = source && pauseRules.stopping(
          source,
          identities,
          isDelete ? "pause_task_delete" : "pause_task_transfer_read",
        ) ||
      destination && pauseRules.stopping(destination, identities, "pause_task_transfer_write");
    return found?.message;
  }

  /** Plays one step; `false` where nothing more happens up to now. */
  #step(task: Task, work: TaskWork, nowMs: number): boolean {
    const { current } = work;
    if (current) {
      const untilMs = Math.min(work.currentEndMs, task.deadlineMs);
      if (untilMs > nowMs) return false;
      if (work.currentEndMs > task.deadlineMs) return this.#expire(task, work);
      this.#end(task, work, current);
      return true;
    }
    const next = work.units.find((unit) => unit.state === "pending") ??
      work.units.filter((unit) => unit.state === "stuck")
        .sort((a, b) => a.nextTryMs - b.nextTryMs)[0];
    if (!next) return this.#succeed(task, work);
    const atMs = Math.max(work.cursorMs, next.nextTryMs);
    if (atMs > task.deadlineMs) {
      return task.deadlineMs > nowMs ? false : this.#expire(task, work);
    }
    if (atMs > nowMs) return false;
    work.cursorMs = atMs;
    this.#try(task, work, next);
    return true;
  }

  #try(task: Task, work: TaskWork, unit: WorkUnit): void {
    unit.size = { files: 0, directories: 0, bytes: 0, skipped: 0 };
    const fault = this.#plannedFor(task) ?? beginUnit(this.#world.collections, task, unit);
    if (fault) return this.#meet(task, work, unit, fault);
    const { taskBytesPerSecond, taskSecondsPerItem } = this.#world.settings;
    const items = unit.size.files + unit.size.directories + unit.size.skipped;
    const bytes = task.type === "DELETE" ? 0 : unit.size.bytes;
    const seconds = items * taskSecondsPerItem + bytes / taskBytesPerSecond;
    unit.state = "running";
    work.current = unit;
    work.currentStartMs = work.cursorMs;
    work.currentEndMs = work.cursorMs + Math.ceil(seconds * 1000);
    task.niceStatus = null;
  }

  #plannedFor(task: Task): WorkFault | undefined {
    const found = this.#planned.find((one) =>
      one.times > 0 && (one.taskId === undefined || one.taskId === task.id)
    );
    if (found) found.times--;
    return found;
  }

  /** A fault ends the task, or the unit, or is tried again later. */
  #meet(task: Task, work: TaskWork, unit: WorkUnit, fault: WorkFault): void {
    const { options, counts } = task;
    const timeMs = work.cursorMs;
    const { code, short, details } = fault;
    if (fault.skippable && options.get("skip_source_errors") === true) {
      unit.state = "skipped";
      unit.error = { fault, timeMs };
      counts.subtasks_skipped_errors++;
      return;
    }
    counts.faults++;
    task.addEvent({ timeMs, code, description: short, details, isError: true });
    const overQuota = code === "QUOTA_EXCEEDED" && options.get("fail_on_quota_errors") === true;
    if (fault.fatal || overQuota) {
      task.fatalError = { code, description: details };
      const left = work.units.filter((one) => one.state !== "done" && one.state !== "skipped");
      counts.subtasks_failed = left.length;
      task.finish(timeMs, "FAILED", code, details);
      return;
    }
    unit.state = "stuck";
    unit.nextTryMs = timeMs + this.#world.settings.taskRetrySeconds * 1000;
    task.niceStatus = { code, short, details };
  }

  #end(task: Task, work: TaskWork, unit: WorkUnit): void {
    work.cursorMs = work.currentEndMs;
    work.current = null;
    const fault = endUnit(this.#world.collections, task, unit, work.cursorMs);
    if (fault) return this.#meet(task, work, unit, fault);
    unit.state = "done";
    if (!work.fixedDeadline && task.type === "TRANSFER") {
      task.deadlineMs = Math.max(task.deadlineMs, work.cursorMs + PROGRESS_DEADLINE_MS);
    }
    count(task, work, work.cursorMs);
    const seconds = (work.currentEndMs - work.currentStartMs) / 1000;
    task.addEvent({
      timeMs: work.cursorMs,
      code: "PROGRESS",
      description: "progress",
      details: JSON.stringify({
        bytes_transferred: task.type === "DELETE" ? 0 : unit.size.bytes,
        duration: seconds,
        mbps: seconds > 0 ? Number((unit.size.bytes * 8 / 1e6 / seconds).toFixed(2)) : 0,
      }),
    });
  }

  #succeed(task: Task, work: TaskWork): true {
    count(task, work, work.cursorMs);
    const { counts } = task;
    if (counts.subtasks_skipped_errors > 0) {
      const details = JSON.stringify({ skipped_errors: counts.subtasks_skipped_errors });
      task.addEvent({
        timeMs: work.cursorMs,
        code: "SKIPPED_ERRORS",
        description: "skipped errors",
        details,
        isError: true,
      });
    }
    const details = JSON.stringify({ files_succeeded: counts.files_transferred });
    task.finish(work.cursorMs, "SUCCEEDED", "SUCCEEDED", details);
    return true;
  }

  #expire(task: Task, work: TaskWork): true {
    count(task, work, task.deadlineMs);
    task.counts.subtasks_expired =
      work.units.filter((unit) => unit.state !== "done" && unit.state !== "skipped").length;
    task.fatalError = { code: "EXPIRED", description: "The deadline has passed" };
    task.finish(task.deadlineMs, "FAILED", "EXPIRED", "The deadline has passed");
    return true;
  }
}

/** Brings the counters of a task up to date. */
function count(task: Task, work: TaskWork, atMs: number): void {
  const { counts } = task;
  const sum = { files: 0, directories: 0, bytes: 0, skipped: 0 };
  const done = { files: 0, directories: 0, bytes: 0 };
  let open = 0;
  let stuck = 0;
  let share = 0;
  for (const unit of work.units) {
    const { size } = unit;
    if (unit.state === "stuck") stuck++;
    if (unit.state === "pending" || unit.state === "skipped") {
      open += Number(unit.state === "pending");
      continue;
    }
    sum.files += size.files;
    sum.directories += size.directories;
    sum.bytes += size.bytes;
    sum.skipped += size.skipped;
    if (unit.state === "done") share = 1;
    else if (unit === work.current) {
      const span = work.currentEndMs - work.currentStartMs;
      share = span > 0 ? Math.min(1, Math.max(0, (atMs - work.currentStartMs) / span)) : 1;
    } else continue;
    done.files += Math.floor(size.files * share);
    done.directories += Math.floor(size.directories * share);
    done.bytes += Math.floor(size.bytes * share);
  }
  const isDelete = task.type === "DELETE";
  const total = sum.files + sum.directories + sum.skipped + open + stuck;
  const succeeded = done.files + done.directories + sum.skipped;
  counts.files = sum.files + sum.skipped + open + stuck;
  counts.directories = sum.directories;
  counts.files_skipped = sum.skipped;
  counts.files_transferred = isDelete ? 0 : done.files;
  counts.bytes_transferred = isDelete ? 0 : done.bytes;
  counts.bytes_checksummed = task.options.get("verify_checksum") === false || isDelete
    ? 0
    : done.bytes;
  counts.subtasks_total = total + counts.subtasks_skipped_errors;
  counts.subtasks_succeeded = succeeded;
  counts.subtasks_retrying = stuck;
  counts.subtasks_pending = Math.max(0, total - succeeded - stuck);
}
