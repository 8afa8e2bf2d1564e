import { seeOther } from "../../site/portal/server/see_other.ts";
import { define } from "../../site/portal/state.ts";
import { nextLesson, pathOf } from "../../site/tutorial/lessons/lessons.ts";
import { progressOf } from "../../site/tutorial/lessons/progress.ts";

/** Redirects to the first lesson that is not done; to lesson 1 if all are done. */
export const handler = define.handlers({
  GET({ state: { globus, session } }) {
    const lesson = nextLesson(progressOf(session.data), globus.mode) ?? { number: 1 };
    return seeOther(pathOf(lesson));
  },
  /** Resets the progress. Tokens and the login stay. */
  async POST({ state: { form, session } }) {
    if (form?.get("action") === "reset") {
      await session.update((data) => {
        delete data.progress;
        delete data.programKind;
        data.flash = { notice: { kind: "good", text: "Your progress was reset." } };
      });
    }
    return seeOther("/");
  },
});
