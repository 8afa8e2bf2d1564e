import { define } from "../../state.ts";

const first = define.middleware((ctx) => {
  ctx.state.trail.push("shop");
  return ctx.next();
});
const second = define.middleware(async (ctx) => {
  ctx.state.trail.push("counter");
  const response = await ctx.next();
  response.headers.set("x-shop", "open");
  return response;
});

export default [first, second];
