import { globusLogoutUrl, logout } from "../site/portal/login/login.ts";
import { seeOther } from "../site/portal/server/see_other.ts";
import { define } from "../site/portal/state.ts";
import { progressOf } from "../site/tutorial/lessons/progress.ts";

/** What a logout has done. Tokens that Globus could not be asked to revoke stay valid for a while. */
function textOf(alive: number, asked: number): string {
  const still = "This browser is still logged in at Globus, so the next login may not ask you.";
  if (alive === 0) return `You are logged out, and your tokens are revoked. ${still}`;
  return `You are logged out here, but ${alive} of ${asked} tokens could not be revoked and may ` +
    "stay valid until they expire. To end them now, open app.globus.org, choose Settings, then " +
    `Manage Your Consents. ${still}`;
}

/** Logs out. It is a form, because a link could be followed by an image of another site. */
export const handler = define.handlers({
  async POST({ state }) {
    const { user } = state.session.data;
    const progress = [...progressOf(state.session.data)];
    const { alive, asked } = await logout(state);
    if (user) {
      await state.session.update((data) => {
        // Progress is about lessons. It reveals nothing about the user.
        data.progress = progress;
        data.flash = {
          notice: {
            kind: alive > 0 ? "bad" : "good",
            text: textOf(alive, asked),
            link: { href: globusLogoutUrl(state), text: "Log out of Globus too" },
          },
        };
      });
    }
    return seeOther("/");
  },
});
