import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { logout } from "../site/portal/login/login.ts";
import { seeOther } from "../site/portal/server/see_other.ts";
import { site } from "../site/portal/site.ts";
import { define, type State } from "../site/portal/state.ts";
import { controlSandbox, SandboxControlError } from "../site/tutorial/sandbox_control.ts";

const TWO_DAYS_SECONDS = 48 * 3600;

/** What the buttons of the sandbox's menu do. Each returns what to say. */
const ACTIONS = new Map<unknown, (state: State) => Promise<string>>([
  ["advance", async () => {
    await controlSandbox("POST clock", { advance_seconds: TWO_DAYS_SECONDS });
    return "The sandbox's clock is 48 hours ahead. Access tokens from before have expired.";
  }],
  ["set_back", async () => {
    await controlSandbox("DELETE clock");
    return "The sandbox's clock shows the real time again.";
  }],
  ["reset", async (state) => {
    await controlSandbox("POST reset", {});
    // The tokens of the session belong to the world that is gone.
    await logout(state);
    return "The sandbox is as new: its users, collections, tasks and tokens. You are logged out.";
  }],
]);

/** Changes the site's sandbox, for everyone who uses it. */
export const handler = define.handlers({
  async POST({ state }) {
    const act = ACTIONS.get(state.form?.get("do"));
    if (site.config.mode !== "sandbox" || !act) throw new HttpError(404);
    let notice: { kind: "good" | "bad"; text: string };
    try {
      notice = { kind: "good", text: await act(state) };
    } catch (error) {
      if (!(error instanceof SandboxControlError)) throw error;
      notice = { kind: "bad", text: "The sandbox did not do it. It may be another program's." };
    }
    await state.session.update((data) => data.flash = { notice });
    return seeOther(safeReturnTo(site.config.publicOrigin, state.form?.get("return_to")));
  },
});
