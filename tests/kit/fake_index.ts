/**
 * An index of Globus Search in memory that can be written: its tasks run one after the other, in the
 * order of their requests.
 *
 * @module
 */

import type { GIngest, GMetaEntry } from "../../lib/services/search/documents/ingest.ts";
import type { Answer, Sent } from "./fake_fetch.ts";

interface Task {
  readonly id: string;
  readonly entries: readonly GMetaEntry[];
  /** How often it is read until it ends. */
  left: number;
  state: "PENDING" | "SUCCESS" | "FAILED";
}

/** A search index with its entries, in memory. */
export class FakeIndex {
  /** The entries that are written, by subject and id. */
  readonly entries: Map<string, GMetaEntry> = new Map();
  readonly tasks: Task[] = [];
  /** How often a task is read before it ends. */
  questions = 2;
  /** Says which tasks fail, after their first entry is written. */
  fails: (entries: readonly GMetaEntry[]) => boolean = () => false;

  /** Answers a request. */
  answer = ({ method, address: url, json: body }: Sent): Answer => {
    if (method === "POST") {
      const { gmeta } = (body as GIngest).ingest_data as { gmeta: GMetaEntry[] };
      const id = `task-${this.tasks.length}`;
      this.tasks.push({ id, entries: gmeta, left: this.questions, state: "PENDING" });
      return { json: { acknowledged: true, task_id: id } };
    }
    const id = url.pathname.split("/").at(-1);
    const task = this.tasks.find((task) => task.id === id);
    if (!task) return { status: 404, json: { code: "NotFound.Generic", message: "No such task" } };
    this.#run(task);
    const { state } = task;
    const message = state === "FAILED" ? "mapper_parsing_exception" : undefined;
    return { json: { task_id: id, state, index_id: "i", message } };
  };

  /** Advances a task and those before it. */
  #run(task: Task): void {
    for (const each of this.tasks) {
      if (each.state === "PENDING" && (each !== task || --each.left <= 0)) this.#finish(each);
      if (each === task) return;
    }
  }

  #finish(task: Task): void {
    const isFailed = this.fails(task.entries);
    task.state = isFailed ? "FAILED" : "SUCCESS";
    for (const entry of isFailed ? task.entries.slice(0, 1) : task.entries) {
      this.entries.set(JSON.stringify([entry.subject, entry.id ?? null]), entry);
    }
  }
}
