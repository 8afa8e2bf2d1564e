import type { Answer, Sent } from "./fake_fetch.ts";

/** A task of a {@link FakeCompute}. */
interface FakeTask {
  readonly payload: string;
  /** Times that it was asked for. */
  asked: number;
  isRead: boolean;
}

/** A service that runs tasks, and gives each result once. */
export class FakeCompute {
  /** The tasks by their ids, in the order of their submission. */
  readonly tasks = new Map<string, FakeTask>();
  /** Bodies of the submissions. */
  readonly submissions: Record<string, unknown>[] = [];
  /** The ids of each question for tasks. */
  readonly questions: string[][] = [];
  /** Times that a task is asked for before it has ended. */
  waits = 1;
  /** What is known of a task that has ended, by its serialized arguments. */
  end: (payload: string) => Record<string, unknown> = (payload) => ({
    status: "success",
    result: `11\n${JSON.stringify(payload)}`,
  });

  /** Answers a request. */
  answer({ address, json }: Sent): Answer {
    const path = address.pathname;
    if (path.endsWith("/submit")) return this.#submit(json as Record<string, unknown>);
    if (path === "/v2/batch_status") return this.#read((json as { task_ids: string[] }).task_ids);
    return { status: 404, json: { code: "NOT_FOUND", detail: "no such path" } };
  }

  #submit(body: Record<string, unknown>): Answer {
    this.submissions.push(body);
    const tasks = Object.entries(body.tasks as Record<string, string[]>)
      .map(([functionId, payloads]) => [
        functionId,
        payloads.map((payload) => {
          const id = `task-${this.tasks.size}`;
          this.tasks.set(id, { payload, asked: 0, isRead: false });
          return id;
        }),
      ]);
    const task_group_id = body.task_group_id ?? "group-1";
    return { json: { task_group_id, tasks: Object.fromEntries(tasks) } };
  }

  #read(ids: string[]): Answer {
    this.questions.push(ids);
    const results = ids.flatMap((id) => {
      const task = this.tasks.get(id);
      if (!task || task.isRead) return [];
      if (task.asked++ < this.waits) return [[id, { task_id: id, status: "running" }]];
      task.isRead = true;
      return [[id, { task_id: id, ...this.end(task.payload) }]];
    });
    return { json: { response: "batch", results: Object.fromEntries(results) } };
  }
}
