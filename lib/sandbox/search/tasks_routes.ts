import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { denied, indexFor, searchCaller } from "./caller.ts";
import { searchError } from "./errors.ts";
import { hasRole } from "./indices.ts";
import { taskDocument } from "./tasks.ts";

/** Adds the routes that read tasks of an index. */
export function addTaskRoutes(router: Router): void {
  router
    .on("GET /v1/task/:task_id", getTask)
    .on("GET /v1/task_list/:index_id", taskList);
}

/** Tasks that a list shows. */
const MAX_LISTED = 1000;

function getTask(context: Context): Response {
  const { principals } = searchCaller(context, "ingest");
  const id = context.param("task_id").toLowerCase();
  for (const index of context.world.indices.values()) {
    const task = index.tasks.byId.get(id);
    if (!task) continue;
    if (!hasRole(index, principals, "writer")) {
      throw denied(context, "get_task", "You do not have the role writer on the index.");
    }
    index.tasks.settle(context.now);
    return json(taskDocument(index.id, task, context.now));
  }
  throw searchError(context, 404, "NotFound.Generic", "There is no such task");
}

function taskList(context: Context): Response {
  const { index } = indexFor(context, {
    operation: "task_list",
    role: "writer",
    use: "ingest",
    status: null,
  });
  const newest = [...index.tasks.byId.values()].slice(-MAX_LISTED).reverse();
  return json({
    index_id: index.id,
    tasks: newest.map((task) => taskDocument(index.id, task, context.now)),
  });
}
