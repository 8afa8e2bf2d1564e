import { define } from "../site/portal/state.ts";

/** Tells a load balancer that the site answers, and nothing else. */
export const handler = define.handlers({
  GET: () => new Response("ok\n", { headers: { "content-type": "text/plain; charset=utf-8" } }),
});
