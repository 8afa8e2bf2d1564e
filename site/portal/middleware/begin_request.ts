import { themeOf } from "../../components/theme.ts";
import { define } from "../state.ts";

/** Fills in the parts of the state that every request has. */
export const beginRequest = define.middleware((ctx) => {
  ctx.state.requestId = crypto.randomUUID();
  ctx.state.theme = themeOf(ctx.req.headers);
  ctx.state.formOrigins = [];
  ctx.state.flash = {};
  return ctx.next();
});
