import { logOut } from "../site/portal/login/log_out.ts";
import { define } from "../site/portal/state.ts";
import { progressOf } from "../site/tutorial/lessons/progress.ts";

/** Logs out. It is a form, because a link could be followed by an image of another site. */
export const handler = define.handlers({
  // Progress is about lessons. It reveals nothing about the user.
  POST: ({ state }) => logOut(state, { progress: [...progressOf(state.session.data)] }),
});
