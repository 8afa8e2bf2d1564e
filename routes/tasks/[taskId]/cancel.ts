import { HttpError } from "fresh";
import { isUuid } from "../../../site/components/uuid.ts";
import { seeOther } from "../../../site/portal/server/see_other.ts";
import { define } from "../../../site/portal/state.ts";
import { refusalOf } from "../../../site/portal/requirements/refusals.ts";

/** Cancels a task. */
export const handler = define.handlers({
  async POST({ params: { taskId }, state }) {
    if (!isUuid(taskId)) throw new HttpError(404);
    const { globus, session } = state;
    let text = "The task was canceled. Files that were copied already stay where they are.";
    let kind: "good" | "bad" = "good";
    try {
      const { code } = await globus.transfer().cancelTask(taskId);
      if (code === "TaskComplete") text = "The task had ended before it could be canceled.";
    } catch (error) {
      const refusal = refusalOf(error, "Globus Transfer");
      kind = "bad";
      text = `${refusal.title}. ${refusal.text}`;
    }
    await session.update((data) => data.flash = { notice: { kind, text } });
    return seeOther(`/tasks/${taskId}`);
  },
});
