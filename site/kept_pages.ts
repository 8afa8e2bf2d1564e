import { withNonce } from "./portal/middleware/nonce.ts";
import { define } from "./portal/state.ts";

/** Pages that only show what a service returns. */
const PAGES = ["/endpoints"];
/** Milliseconds for which a shared page may be sent again. */
const KEPT_MS = 1_000;
/** Pages that are kept. The oldest are dropped first. */
const MAX_PAGES = 200;

/** A rendered page. */
interface Page {
  bytes: Uint8Array<ArrayBuffer>;
  /** Positions of the nonce in the bytes. */
  nonceAt: number[];
  headers: [name: string, value: string][];
}

/** A page that is being rendered, or was. */
interface KeptPage {
  /** Undefined if the page is for one request alone, such as an error. */
  page: Promise<Page | undefined>;
  /** By Globus's clock, in milliseconds since 1970, so that moving a sandbox's clock makes new pages. */
  madeAt: number;
  /** Whether a second request asked for the page while it was made. */
  isShared: boolean;
}

const kept = new Map<string, KeptPage>();

/**
 * Makes a page once for all requests of a session that ask for it at the same time, and for a second
 * after that. Restored tabs, an impatient reader or a program thus cost Globus one search: Globus
 * allows a user 20 requests a second and refuses more. A page that only one request asked for is not
 * kept.
 *
 * A kept page belongs to one version of one session. It is not sent after the session ends or changes
 * in any process. Reloading makes the page again (`cache-control`, RFC 9111).
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
  // In Latin-1 each byte is one character.
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

/** Keeps a page, and drops those that are too old. */
function keep(key: string, page: KeptPage): void {
  kept.delete(key);
  for (const [old, { madeAt }] of kept) {
    if (kept.size < MAX_PAGES && Math.abs(page.madeAt - madeAt) < KEPT_MS) break;
    kept.delete(old);
  }
  kept.set(key, page);
}
