import { makeRoom } from "../../bounded.ts";
import { hash32, SeededRandom } from "../../random.ts";
import { WELL_KNOWN } from "../collections.ts";
import { TaskEngine, type TaskWork, type TaskWorld } from "./engine.ts";
import { Task } from "./task.ts";

/** How many tasks are remembered, so that a sandbox can run for weeks. */
const MOST_TASKS = 10_000;

const DAY_MS = 86_400_000;

/** How many finished tasks people have behind them, by their place among the people. */
const HISTORY = [42, 6, 11, 0, 3];

/** All transfers and deletions. */
export class TaskStore {
  readonly #world: TaskWorld;
  readonly #seed: number;
  readonly #startMs: number;
  #byId: Map<string, Task> | undefined;
  /** Plays what is under way. */
  readonly engine: TaskEngine;
  /** Tasks by owner and submission id, so that a second submission finds the first. */
  readonly bySubmission: Map<string, Task> = new Map();

  /** Starts with a history for some people, drawn up when first asked for. */
  constructor(world: TaskWorld, seed: number) {
    this.#world = world;
    this.#seed = seed;
    this.#startMs = world.clock.now();
    this.engine = new TaskEngine(world);
  }

  /** Tasks by id. */
  get byId(): Map<string, Task> {
    if (!this.#byId) {
      this.#byId = new Map();
      this.#drawHistory(this.#byId);
    }
    return this.#byId;
  }

  /** Takes over a task that was submitted, and begins its work when its turn comes. */
  submit(task: Task, work: Pick<TaskWork, "units" | "clientId" | "fixedDeadline">): void {
    if (this.byId.size >= MOST_TASKS) {
      const ended = ({ completionMs }: Task) => completionMs !== null;
      makeRoom(this.byId, MOST_TASKS, ended);
      makeRoom(this.bySubmission, MOST_TASKS, ended);
      this.engine.keepOnly(this.byId);
    }
    this.byId.set(task.id, task);
    this.bySubmission.set(`${task.ownerId} ${task.submissionId}`, task);
    this.engine.begin(task, work);
  }

  /** The task that an owner's submission id has already made. */
  submitted(owner: string, submissionId: string): Task | undefined {
    return this.bySubmission.get(`${owner} ${submissionId.toLowerCase()}`);
  }

  /** The work of a task; tasks of the past have none. */
  workOf(task: Task): TaskWork | undefined {
    return this.engine.workOf(task);
  }

  /** Ends a task from outside. */
  cancel(task: Task, details: string): void {
    this.engine.cancel(task, details);
  }

  /** Pauses a task with an administrator's message, or lets it go on with `null`. */
  pauseByAdmin(task: Task, message: string | null): void {
    const work = this.engine.workOf(task);
    if (work && task.completionMs === null) work.pausedByAdmin = message;
    this.engine.settle([task]);
  }

  /** Tasks of an identity, newest first, played up to now. */
  of(owner: string): Task[] {
    const tasks = [...this.byId.values()].filter((task) => task.ownerId === owner);
    this.engine.settle(tasks);
    return tasks.sort((a, b) => b.requestMs - a.requestMs);
  }

  /** A task, played up to now. */
  get(id: string): Task | undefined {
    const task = this.byId.get(id);
    if (task && task.completionMs === null) this.of(task.ownerId);
    return task;
  }

  /** All tasks, played up to now, newest first. */
  all(): Task[] {
    const owners = new Set([...this.byId.values()].map((task) => task.ownerId));
    return [...owners].flatMap((owner) => this.of(owner)).sort((a, b) => b.requestMs - a.requestMs);
  }

  /** Endpoints that an identity's tasks of the last 30 days used. */
  recentlyUsed(owner: string): Set<string> {
    const since = this.#world.clock.now() - 30 * DAY_MS;
    const used = new Set<string>();
    for (const task of this.of(owner)) {
      if (task.requestMs < since) continue;
      for (const id of [task.sourceId, task.destinationId]) if (id !== null) used.add(id);
    }
    return used;
  }

  /** Whether a task under way uses an endpoint; with `owner`, one of that identity's. */
  inUse(endpoint: string, owner?: string): boolean {
    if (!this.#byId) return false;
    for (const task of this.#byId.values()) {
      if (task.completionMs === null) this.of(task.ownerId);
      const uses = task.sourceId === endpoint || task.destinationId === endpoint;
      if (uses && task.status === "ACTIVE" && (owner === undefined || owner === task.ownerId)) {
        return true;
      }
    }
    return false;
  }

  #drawHistory(tasks: Map<string, Task>): void {
    const pairs = [
      [WELL_KNOWN.tutorial1, WELL_KNOWN.tutorial2],
      [WELL_KNOWN.fjordStorage, WELL_KNOWN.adaLaptop],
      [WELL_KNOWN.skyArchive, WELL_KNOWN.fjordStorage],
      [WELL_KNOWN.adaLaptop, WELL_KNOWN.fjordShare],
    ];
    for (const [i, person] of this.#world.people.entries()) {
      for (let n = 0; n < HISTORY[i]; n++) {
        const random = new SeededRandom(hash32(`task ${this.#seed}/${i}/${n}`));
        const requestMs = this.#startMs - (n + 1) * DAY_MS - random.below(20) * 3_600_000;
        const isDelete = random.chance(12);
        const failed = random.chance(10);
        const [source, destination] = random.pick(pairs);
        const task = new Task({
          id: random.uuid(),
          type: isDelete ? "DELETE" : "TRANSFER",
          ownerId: person.primary.id,
          ownerString: person.primary.username,
          submissionId: random.uuid(),
          sourceId: source,
          destinationId: isDelete ? null : destination,
          label: random.chance(60) ? `Nightly copy ${n + 1}` : null,
          requestMs,
          options: new Map(),
        });
        const files = 1 + random.below(400);
        const bytes = isDelete ? 0 : files * (1_000 + random.below(9_000_000));
        task.finishPast({ files, directories: random.below(20), bytes, failed });
        tasks.set(task.id, task);
      }
    }
  }
}
