import { ErrorPage } from "./errors.tsx";
import { RateLimiter } from "./rate_limiter.ts";
import { define } from "../state.ts";

/** Which requests of one session are counted together. */
interface Counted {
  method: string;
  path: RegExp;
  limiter: RateLimiter;
}

/** What costs Globus Auth something, or lets somebody try codes and tokens. */
const COUNTED: readonly Counted[] = [
  {
    method: "POST",
    path: /^\/(login(\/code)?|tokens\/login)\/?$/,
    limiter: new RateLimiter({ burst: 20, perMinute: 20 }),
  },
  {
    // One callback may be delivered many times: that is no attack, and must end calmly.
    method: "GET",
    path: /^\/callback\//,
    limiter: new RateLimiter({ burst: 60, perMinute: 30 }),
  },
  {
    method: "POST",
    path: /^\/tokens\/(inspect|revoke)\/?$/,
    limiter: new RateLimiter({ burst: 15, perMinute: 15 }),
  },
];

/** Slows down a session that begins logins, ends them or inspects tokens too often. */
export const limited = define.middleware(async (ctx) => {
  const { req, state, url } = ctx;
  if (!state.session) return await ctx.next();
  for (const { limiter, method, path } of COUNTED) {
    if (req.method !== method || !path.test(url.pathname)) continue;
    const seconds = limiter.take(state.session.name);
    if (seconds > 0) {
      return await ctx.render(<ErrorPage status={429} requestId={state.requestId} />, {
        status: 429,
        headers: { "retry-after": `${seconds}` },
      });
    }
  }
  return await ctx.next();
});
