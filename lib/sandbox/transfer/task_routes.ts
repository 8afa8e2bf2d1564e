import { type Exchange, json, type Router } from "../exchange.ts";
import { callerOf } from "./caller.ts";
import { badRequest, transferError } from "./errors.ts";
import { filterParts, fitsPattern, ordered, pickFields, readWindow } from "./query.ts";
import type { Task } from "./task.ts";

/** Adds what a user reads of tasks. */
export function addTaskRoutes(router: Router): void {
  router
    .on("GET /v0.10/task_list", taskList)
    .on("GET /v0.10/task/:task_id", getTask);
}

const ORDER: ReadonlyMap<string, (task: Task) => string | number> = new Map<
  string,
  (task: Task) => string | number
>([
  ["task_id", (task) => task.id],
  ["type", (task) => task.type],
  ["status", (task) => task.status],
  ["label", (task) => task.label ?? ""],
  ["request_time", (task) => task.requestMs],
  ["completion_time", (task) => task.completionMs ?? Number.MAX_SAFE_INTEGER],
  ["deadline", (task) => task.deadlineMs],
  ["faults", (task) => task.counts.faults],
]);

function taskList(x: Exchange): Response {
  const { identity } = callerOf(x);
  const { world } = x.sandbox;
  const { limit, offset } = readWindow(x, 1000, 1000);
  let tasks = world.tasks.of(identity.id);
  for (const text of x.query.getAll("filter")) {
    for (const { field, value } of filterParts(x, text)) {
      const fits = taskFilter(x, field, value);
      tasks = tasks.filter(fits);
    }
  }
  if (x.query.has("orderby")) tasks = ordered(x, tasks, ORDER, "request_time DESC");
  const page = tasks.slice(offset, offset + limit);
  return json({
    DATA: page.map((task) => pickFields(x, task.document(world))),
    DATA_TYPE: "task_list",
    length: page.length,
    limit,
    offset,
    total: tasks.length,
  });
}

/** One condition of `filter`: a list of values, a pattern, or a span of time. */
export function taskFilter(x: Exchange, field: string, value: string): (task: Task) => boolean {
  const values = value.split(",");
  switch (field) {
    case "status":
      return (task) => values.includes(task.status);
    case "type":
      return (task) => values.includes(task.type);
    case "task_id":
      return (task) => values.includes(task.id);
    case "label":
      return (task) =>
        values.some((one) =>
          one.startsWith("~")
            ? fitsPattern(one.slice(1), task.label ?? "")
            : one.replace(/^=/, "") === (task.label ?? "")
        );
    case "is_paused":
      return (task) => task.isPaused === (value === "1" || value === "true");
    case "request_time":
    case "completion_time": {
      const [from, to] = values.map((one) => one ? Date.parse(one) : NaN);
      return (task) => {
        const time = field === "request_time" ? task.requestMs : task.completionMs;
        return time !== null && !(time < from) && !(time > to);
      };
    }
    default:
      throw badRequest(x, `Invalid filter field '${field.slice(0, 40)}'`);
  }
}

/** The task that the path names, if the caller owns it. */
export function ownTask(x: Exchange): Task {
  const { identity } = callerOf(x);
  const task = x.sandbox.world.tasks.byId.get(x.param("task_id"));
  if (!task || task.ownerId !== identity.id) {
    throw transferError(x, 404, "TaskNotFound", `No task found with id '${x.param("task_id")}'`);
  }
  return task;
}

function getTask(x: Exchange): Response {
  return json(pickFields(x, ownTask(x).document(x.sandbox.world)));
}
