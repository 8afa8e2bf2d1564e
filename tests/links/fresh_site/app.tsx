import { App, HttpError, staticFiles } from "fresh";
import { define, type State } from "./state.ts";

/** Under this symbol Fresh keeps the nonce of a page that it has rendered. */
const NONCE = Symbol.for("__freshNonce");

/** Renders what a later step throws. */
const errors = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    if (ctx.url.pathname.startsWith("/direct")) throw error;
    const { status, message } = error instanceof HttpError ? error : new HttpError(500, "internal");
    return await ctx.render(<p id="error">{message || ctx.url.pathname}</p>, { status });
  }
});

/** A site that uses every part of Fresh that the stand-in has. */
export function makeApp(): App<State> {
  return new App<State>()
    .use(async (ctx) => {
      const response: Response & { [NONCE]?: string } = await ctx.next();
      response.headers.set("x-nonce", response[NONCE] ?? "none");
      return response;
    })
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
      throw new Error("an internal secret");
    })
    .fsRoutes();
}
