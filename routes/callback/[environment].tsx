import { HttpError } from "fresh";
import { finishLogin, type LoginResult } from "../../site/portal/login/login.ts";
import { LoginFailed } from "../../site/portal/login/login_result.tsx";
import { callbackPath } from "../../site/portal/server/config.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define, type State } from "../../site/portal/state.ts";

type Failure = Exclude<LoginResult, { ok: true }>;

declare module "../../site/portal/session/session_data.ts" {
  interface SessionData {
    /** How a login of this browser failed, for a reload of its page. Its `state` is spent. */
    failedLogin?: { state: string; result: Failure };
  }
}

/** What the page says: the same again if it is reloaded, though the login is over by then. */
async function tellAgain({ session }: State, state: string, result: Failure): Promise<Failure> {
  const { failedLogin } = session.data;
  if (result.returnTo !== undefined) {
    await session.update((data) => data.failedLogin = { state, result });
  } else if (state && failedLogin?.state === state) return failedLogin.result;
  return result;
}

/** Finishes a login: Globus sends the browser here. */
export const handler = define.handlers({
  async GET(ctx) {
    if (ctx.url.pathname !== callbackPath(site.config)) throw new HttpError(404);
    const result = await finishLogin(ctx.req, ctx.state, ctx.url);
    if (result.ok) return seeOther(result.returnTo);
    const told = await tellAgain(ctx.state, ctx.url.searchParams.get("state") ?? "", result);
    const { formToken } = ctx.state.session;
    return await ctx.render(<LoginFailed result={told} formToken={formToken} />, {
      status: told.status,
    });
  },
});
