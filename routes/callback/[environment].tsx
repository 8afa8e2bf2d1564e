import { HttpError } from "fresh";
import { callbackPath, finishLogin } from "../../site/portal/login/login.ts";
import { LoginFailed } from "../../site/portal/login/login_result.tsx";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { define } from "../../site/portal/state.ts";

/** Finishes a login: Globus sends the browser here. */
export const handler = define.handlers({
  async GET(ctx) {
    if (ctx.url.pathname !== callbackPath()) throw new HttpError(404);
    const result = await finishLogin(ctx.req, ctx.state, ctx.url);
    if (result.ok) return seeOther(result.returnTo);
    const { formToken } = ctx.state.session;
    return await ctx.render(<LoginFailed result={result} formToken={formToken} />, {
      status: result.status,
    });
  },
});
