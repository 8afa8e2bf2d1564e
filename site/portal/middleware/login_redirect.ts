import { MissingTokenError } from "@globus-deno/sdk";
import { mustLogIn } from "../globus/globus.ts";
import { seeOther } from "../server/see_other.ts";
import { define } from "../state.ts";
import { actionPage } from "./action_page.ts";

/** Sends a visitor who must log in to the login page, which leads back to this page. */
export const loginRedirect = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    if (!mustLogIn(error)) throw error;
    const { req, url } = ctx;
    const returnTo = req.method === "GET" ? url.pathname + url.search : actionPage(url.pathname);
    const params = new URLSearchParams({ return_to: returnTo });
    if (error instanceof MissingTokenError) params.set("service", error.resourceServer);
    return seeOther(`/login?${params}`);
  }
});
