/**
 * Keeps other sites from sending forms in the visitor's name (cross-site request forgery). There are
 * two defenses: the request must come from a page of this site, and its form must carry the token of
 * the visitor's session.
 *
 * @module
 */
import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { isFormToken } from "../session/form_token.ts";
import { seeOther } from "../server/see_other.ts";
import { site } from "../site.ts";
import { define, type State } from "../state.ts";
import { actionPage } from "./action_page.ts";
import { changesSomething } from "./forms.ts";

/** Refuses a change that a page of another site sends, and one that does not say where it comes from. */
export const sameOrigin = define.middleware((ctx) => {
  if (changesSomething(ctx.req) && !isFromHere(ctx.req.headers)) throw new HttpError(403);
  return ctx.next();
});

function isFromHere(headers: Headers): boolean {
  const origin = headers.get("origin");
  const sender = headers.get("sec-fetch-site");
  if (origin === null) return sender === "same-origin";
  return origin === site.config.publicOrigin.origin &&
    (sender === null || sender === "same-origin");
}

/**
 * Refuses a form without the token of the visitor's session. Most such forms are from before a login
 * or a logout in another tab, so the visitor gets the form again.
 */
export const formToken = define.middleware(async (ctx) => {
  const { form, session } = ctx.state;
  if (form) {
    const tokens = form.getAll("form_token");
    const [token] = tokens;
    if (tokens.length !== 1 || !isFormToken(token)) throw new HttpError(403);
    if (!session.hasFormToken(token)) {
      return await staleForm(ctx.url.pathname, ctx.state);
    }
  }
  return await ctx.next();
});

/** Does nothing that the form asks for, and leads to a page with a fresh form. */
async function staleForm(path: string, { form, session }: State): Promise<Response> {
  if (path === "/logout") return seeOther("/");
  const returnTo = safeReturnTo(site.config.publicOrigin, form?.get("return_to"));
  if (path.startsWith("/login")) {
    return seeOther(`/login?${new URLSearchParams({ return_to: returnTo })}`);
  }
  await session.update((data) => {
    data.flash = {
      notice: {
        kind: "bad",
        text: "Nothing was changed: you logged in or out after this page was loaded. Try again.",
      },
    };
  });
  // A form that every page has, such as the sandbox's menu, names its page.
  return seeOther(form?.has("return_to") ? returnTo : actionPage(path));
}
