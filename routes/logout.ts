import { globusLogoutUrl, logout } from "../site/portal/login/login.ts";
import { define } from "../site/portal/state.ts";

/** Logging out is a form and not a link: nobody should be logged out by an image. */
export const handler = define.handlers({
  async POST({ state }) {
    const { progress, user } = state.session.data;
    await logout(state);
    if (user) {
      await state.session.update((data) => {
        // Of lessons, and not of the person: it tells nobody anything.
        data.progress = progress;
        data.notice = {
          kind: "good",
          text:
            "You are logged out. Your tokens are gone from here, and Globus was told to end them." +
            " This browser is still logged in at Globus: the next login may ask nothing.",
          link: { href: globusLogoutUrl(state), text: "Log out of Globus too" },
        };
      });
    }
    return new Response(null, { status: 303, headers: { location: "/" } });
  },
});
