import { logout } from "../site/login.ts";
import { define } from "../site/state.ts";

/** Logging out is a form and not a link: nobody should be logged out by an image. */
export const handler = define.handlers({
  async POST({ state }) {
    await logout(state);
    return new Response(null, { status: 303, headers: { location: "/" } });
  },
});
