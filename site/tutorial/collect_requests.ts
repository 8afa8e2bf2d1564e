import { SessionEndedError } from "../portal/session/sessions.ts";
import { define } from "../portal/state.ts";
import { codeTabOf } from "./code_choice.ts";
import { beginTrace, endsLogin, endTrace, loginBegunBy } from "./login_trace.ts";
import { WireLog } from "./wire_log.ts";

/** Entries that a redirect hands on: a session record of Deno KV holds 64 KiB. */
const MAX_HANDED_ON = 4;

/**
 * Collects the requests to Globus that a page causes, so that the page can show them. A redirect has
 * no page of its own: it leaves them in the session for the next page.
 */
export const collectRequests = define.middleware(async (ctx) => {
  const { state } = ctx;
  state.codeTab = codeTabOf(ctx.req.headers, state.session.data);
  state.wire = new WireLog(state.flash.entries);
  state.globus.hooks = state.wire.hooks;
  const response = await ctx.next();
  const isRedirect = response.status === 303;
  const { method } = ctx.req;
  const isEnd = endsLogin(method, ctx.url);
  const begun = isEnd ? undefined : loginBegunBy(response, state.session.data);
  if (begun || isRedirect && state.wire.entries.length > 0) {
    // A login first exchanges its code. What it revokes then, of the login before, is less telling.
    const entries = isEnd
      ? state.wire.entries.slice(0, MAX_HANDED_ON)
      : state.wire.entries.slice(-MAX_HANDED_ON);
    try {
      await state.session.update((data) => {
        if (entries.length > 0) data.flash = { ...data.flash, entries };
        if (begun) data.loginTrace = beginTrace(begun, ctx.url);
        else if (isEnd) endTrace(data, method, ctx.url, entries);
      });
    } catch (error) {
      // The session may have ended meanwhile. Then no page is left to show the requests.
      if (!(error instanceof SessionEndedError)) throw error;
    }
  }
  return response;
});
