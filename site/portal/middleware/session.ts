import { HttpError } from "fresh";
import { readCookie, writeCookie } from "../session/cookies.ts";
import { StoreUnavailableError } from "../session/store.ts";
import { site } from "../site.ts";
import { define } from "../state.ts";

/** Loads the visitor's session, and sets its cookie when its id is new to the browser. */
export const loadSession = define.middleware(async (ctx) => {
  const { req, state } = ctx;
  try {
    const { sessions } = await site.resources();
    state.session = await sessions.load(readCookie(req.headers, "session", site.config));
    const response = await ctx.next();
    const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    if (state.session.isNew && (isPage || response.status < 400)) {
      writeCookie(response.headers, "session", state.session.id, site.config);
    }
    return response;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    console.error(
      `Request ${state.requestId}: ${error.message}. Check SESSION_STORE_URL and its server.`,
    );
    throw new HttpError(503, undefined, { cause: error });
  }
});
