import { globusLogoutUrl, logout } from "../site/portal/login/login.ts";
import { seeOther } from "../site/portal/server/see_other.ts";
import { define } from "../site/portal/state.ts";
import { progressOf } from "../site/tutorial/lessons/progress.ts";

/** Logs out. It is a form, because a link could be followed by an image of another site. */
export const handler = define.handlers({
  async POST({ state }) {
    const { user } = state.session.data;
    const progress = [...progressOf(state.session.data)];
    await logout(state);
    if (user) {
      await state.session.update((data) => {
        // Progress is about lessons. It reveals nothing about the user.
        data.progress = progress;
        data.flash = {
          notice: {
            kind: "good",
            text:
              "You are logged out. Your tokens are gone from here, and Globus was told to end them." +
              " This browser is still logged in at Globus: the next login may ask nothing.",
            link: { href: globusLogoutUrl(state), text: "Log out of Globus too" },
          },
        };
      });
    }
    return seeOther("/");
  },
});
