import { nextLesson, pathOf } from "../../site/tutorial/lessons/lessons.ts";
import { define } from "../../site/portal/state.ts";

/** Leads to the first lesson that is not done, or to the first of all. */
export const handler = define.handlers({
  GET({ state: { globus, session } }) {
    const lesson = nextLesson(session.data.progress, globus.mode) ?? { number: 1 };
    return new Response(null, { status: 303, headers: { location: pathOf(lesson) } });
  },
});
