import { App, csp, HttpError, staticFiles } from "fresh";
import { define, type State } from "./state.ts";

/** Draws what was thrown further in. */
const errors = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    if (ctx.url.pathname.startsWith("/direct")) throw error;
    const { status, message } = error instanceof HttpError ? error : new HttpError(500, "internal");
    return await ctx.render(<p id="error">{message || ctx.url.pathname}</p>, { status });
  }
});

/** A site that uses each part of Fresh that the stand-in has. */
export function makeApp(): App<State> {
  return new App<State>()
    .use(csp({ useNonce: true, csp: ["script-src 'self' 'unsafe-inline'"] }))
    .use((ctx) => {
      ctx.state.trail = ["app"];
      return ctx.next();
    })
    .use(errors, staticFiles())
    .use(async (ctx) => {
      ctx.state.trail.push("last");
      const response = await ctx.next();
      response.headers.set("x-trail", ctx.state.trail.join(">"));
      return response;
    })
    .get("/direct", (ctx) => new Response(ctx.state.trail.join(">")))
    .post("/direct", (ctx) => Response.json({ posted: ctx.req.method }, { status: 201 }))
    .get("/direct/fails", () => {
      throw new HttpError(418 as 400, "short and stout");
    })
    .get("/direct/breaks", () => {
      throw new Error("secret of the house");
    })
    .fsRoutes();
}
