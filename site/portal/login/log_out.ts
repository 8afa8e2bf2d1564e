import { seeOther } from "../server/see_other.ts";
import type { SessionData } from "../session/session_data.ts";
import type { State } from "../state.ts";
import { globusLogoutUrl, logout } from "./login.ts";

/** What a logout has done. Tokens that Globus could not be asked to revoke stay valid for a while. */
function textOf(alive: number, asked: number): string {
  const still = "This browser is still logged in at Globus, so the next login may not ask you.";
  if (alive === 0) return `You are logged out, and your tokens are revoked. ${still}`;
  return `You are logged out here, but ${alive} of ${asked} tokens could not be revoked and may ` +
    "stay valid until they expire. To end them now, open app.globus.org, choose Settings, then " +
    `Manage Your Consents. ${still}`;
}

/**
 * Logs the visitor out, and leads to the start page, which says what the logout has done.
 *
 * @param keep Fields for the next session of the browser. They must reveal nothing about the user.
 */
export async function logOut(state: State, keep: Partial<SessionData> = {}): Promise<Response> {
  const { user } = state.session.data;
  const { alive, asked } = await logout(state);
  if (user) {
    const link = { href: globusLogoutUrl(state), text: "Log out of Globus too" };
    const kind = alive > 0 ? "bad" : "good";
    await state.session.update((data) => {
      Object.assign(data, keep);
      data.flash = { notice: { kind, text: textOf(alive, asked), link } };
    });
  }
  return seeOther("/");
}
