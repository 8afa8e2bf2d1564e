import { ErrorPage } from "./errors.tsx";
import { RateLimiter } from "./rate_limiter.ts";
import { define } from "../state.ts";

/** Requests of one session that share a limit. */
interface LimitedRequests {
  method: string;
  path: RegExp;
  limiter: RateLimiter;
}

/** Requests that cost Globus Auth work, or that let an attacker guess codes and tokens. */
const LIMITED: readonly LimitedRequests[] = [
  {
    method: "POST",
    path: /^\/login(\/code|\/required)?\/?$/,
    limiter: new RateLimiter({ burst: 20, perMinute: 20 }),
  },
  {
    // A browser may send one callback many times, for example when tabs are restored.
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

/** Limits how often a session starts logins, finishes them, or inspects and revokes tokens. */
export const rateLimits = define.middleware(async (ctx) => {
  const { req, state, url } = ctx;
  for (const { limiter, method, path } of LIMITED) {
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
