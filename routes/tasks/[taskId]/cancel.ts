import { HttpError } from "fresh";
import { define } from "../../../site/portal/state.ts";
import { isUuid } from "../../../site/pages/files/file_query.ts";
import { obstacleOf } from "../../../site/portal/requirements/requirements.ts";

/** Asks Globus to stop a task. */
export const handler = define.handlers({
  async POST({ params: { taskId }, state }) {
    if (!isUuid(taskId)) throw new HttpError(404);
    const { globus, session } = state;
    let text = "The task was cancelled. Files that were moved already stay where they are.";
    let kind: "good" | "bad" = "good";
    try {
      const { code } = await globus.transfer().cancelTask(taskId);
      if (code === "TaskComplete") text = "The task had ended before it could be cancelled.";
    } catch (error) {
      const obstacle = obstacleOf(error, "Globus Transfer");
      kind = "bad";
      text = `${obstacle.title}. ${obstacle.text}`;
    }
    await session.update((data) => {
      data.notice = { kind, text };
      data.exchanges = [...globus.wire.exchanges];
    });
    return new Response(null, { status: 303, headers: { location: `/tasks/${taskId}` } });
  },
});
