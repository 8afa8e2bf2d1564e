import { withNonce } from "./portal/middleware/nonce.ts";
import { define } from "./portal/state.ts";

/** Pages that only show what a service says. */
const PAGES = ["/endpoints"];
/** For how long a page that several wanted at once may be sent again. */
const KEPT_MS = 1_000;
/** Pages that are kept: of more, the oldest are forgotten. */
const MAX_PAGES = 200;

/** A page as it was drawn. */
interface Page {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the nonce stands in it. */
  nonceAt: number[];
  headers: [name: string, value: string][];
}

/** A page that is being made, or was. */
interface KeptPage {
  /** Undefined where it is for one request alone: an error, or something that is shown once. */
  page: Promise<Page | undefined>;
  /** By the clock of Globus, in milliseconds since 1970: whoever moves a sandbox's sees new pages. */
  madeAt: number;
  /** Whether a second request wanted it while it was made. */
  isShared: boolean;
}

const kept = new Map<string, KeptPage>();

/**
 * Makes a page once for all requests of one session that want the same at the same time, and for a
 * second after that. Tabs that a browser opens again together, an impatient reader or a program thus
 * cost Globus one search: it lets a user ask 20 times a second, and refuses the rest. A page that
 * one request alone wants is made for it, and not kept.
 *
 * What is kept belongs to one version of one session: it is out of reach once the session ends or
 * changes, in whatever process. Reloading a page makes it anew (`cache-control`, RFC 9111).
 */
export const keptPages = define.middleware(async (ctx) => {
  const { req, state, url } = ctx;
  const { session, globus, flash, theme, wire } = state;
  const isPlain = req.method === "GET" && PAGES.includes(url.pathname) &&
    !/no-cache|max-age=0/.test(req.headers.get("cache-control") ?? "") &&
    session.data.user && !flash.notice && wire.entries.length === 0;
  if (!isPlain) return await ctx.next();

  const key = [session.name, session.version, theme, url.pathname, url.search].join(" ");
  const now = globus.clock.now();
  const found = kept.get(key);
  if (found && Math.abs(now - found.madeAt) < KEPT_MS) {
    found.isShared = true;
    const page = await found.page;
    return page ? again(page) : await ctx.next();
  }
  const { promise, resolve } = Promise.withResolvers<Page | undefined>();
  const own: KeptPage = { page: promise, madeAt: now, isShared: false };
  keep(key, own);
  let page: Page | undefined;
  try {
    const { version } = session;
    const response = await ctx.next();
    if (response.status !== 200 || session.version !== version) return response;
    page = await pageOf(response);
    return again(page);
  } finally {
    resolve(page);
    if ((!own.isShared || !page) && kept.get(key) === own) kept.delete(key);
  }
});

async function pageOf(response: Response): Promise<Page> {
  const bytes = await response.bytes();
  // A character for each byte.
  const text = new TextDecoder("latin1").decode(bytes);
  const nonces = text.matchAll(/(?<= nonce=")[0-9a-f]{32}(?=")/g);
  return { bytes, nonceAt: [...nonces].map(({ index }) => index), headers: [...response.headers] };
}

/** Sends a page again. Its scripts get a new nonce. */
function again({ bytes, headers, nonceAt }: Page): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const own = bytes.slice();
  for (const at of nonceAt) own.set(new TextEncoder().encode(nonce), at);
  return withNonce(new Response(own, { headers }), nonce);
}

/** Keeps a page, and forgets those whose time is over. */
function keep(key: string, page: KeptPage): void {
  kept.delete(key);
  for (const [old, { madeAt }] of kept) {
    if (kept.size < MAX_PAGES && Math.abs(page.madeAt - madeAt) < KEPT_MS) break;
    kept.delete(old);
  }
  kept.set(key, page);
}
