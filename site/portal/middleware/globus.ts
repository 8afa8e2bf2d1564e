import { Globus } from "../globus/globus.ts";
import { site } from "../site.ts";
import { define } from "../state.ts";

/** Gives handlers and pages the clients of Globus that the visitor may use. */
export const globusClients = define.middleware(async (ctx) => {
  const { state, url } = ctx;
  const { store } = await site.resources();
  // At a callback the sandbox's clock must be exact: an ID token must not come from the future.
  const clock = await site.clock.read(url.pathname.startsWith("/callback/") ? 0 : undefined);
  state.globus = new Globus(site.config, store, clock, () => state.session);
  // The form that starts a login redirects to Globus Auth.
  state.formOrigins = [site.authOrigin];
  return await ctx.next();
});
