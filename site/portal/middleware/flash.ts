import { define } from "../state.ts";

/** Moves what the last action left from the session to the page that shows it, once. */
export const showFlash = define.middleware(async (ctx) => {
  const { req, state } = ctx;
  const { flash } = state.session.data;
  const isPage = req.method === "GET" && req.headers.get("accept")?.includes("text/html");
  if (isPage && flash) {
    state.flash = flash;
    await state.session.update((data) => delete data.flash);
  }
  return await ctx.next();
});
