import { App, csp, HttpError, staticFiles } from "fresh";
import type { State } from "./state.ts";

/** A site that uses each part of Fresh that the stand-in has. */
export function makeApp(): App<State> {
  return new App<State>()
    .use(csp({ useNonce: true, csp: ["script-src 'self' 'unsafe-inline'"] }))
    .use((ctx) => {
      ctx.state.trail = ["app"];
      return ctx.next();
    })
    .use(staticFiles())
    .get("/direct", (ctx) => ctx.text(ctx.state.trail.join(">")))
    .post("/direct", (ctx) => ctx.json({ posted: ctx.req.method }, { status: 201 }))
    .get("/direct/fails", () => {
      throw new HttpError(418 as 400, "short and stout");
    })
    .get("/direct/breaks", () => {
      throw new Error("secret of the house");
    })
    .fsRoutes();
}
