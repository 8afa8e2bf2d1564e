import { HttpError } from "fresh";
import { ReauthRequiredError } from "@globus-deno/sdk";
import { isLoopback } from "../server/config.ts";
import { readCookie, writeCookie } from "../session/cookies.ts";
import { Globus, LoginNeeded } from "../globus/globus.ts";
import { StoreUnavailableError } from "../session/store.ts";
import { site } from "../site.ts";
import { define, type State } from "../state.ts";

/** Addresses that know no visitor. */
const WITHOUT_VISITOR = ["/healthz"];
/** Bytes of a form above which it is refused. */
const MAX_FORM_BYTES = 64 * 1024;
const UNSAFE = ["POST", "PUT", "PATCH", "DELETE"];

/**
 * Knows the visitor: loads the session, refuses what other sites send in the visitor's name, and
 * hands pages the session and Globus as the visitor may use it.
 */
export const visit = define.middleware(async (ctx) => {
  const { config } = site;
  const { req, state, url } = ctx;
  if (WITHOUT_VISITOR.includes(url.pathname)) return await ctx.next();
  const elsewhere = checkHost(req, url);
  if (elsewhere) return elsewhere;
  if (UNSAFE.includes(req.method)) checkSender(req);
  try {
    const { sessions, store } = await site.resources();
    const cookie = readCookie(req.headers, "session", config);
    state.session = await sessions.load(cookie);
    // An ID token of a sandbox whose clock was just moved must not seem to come from the future.
    const clock = await site.clock.read(url.pathname.startsWith("/callback/") ? 0 : undefined);
    state.globus = new Globus(config, store, clock, () => state.session);
    // A form that begins a login leads to Globus Auth in the end.
    state.formOrigins = [site.authOrigin];
    if (UNSAFE.includes(req.method)) state.form = await readForm(req, state.session.formToken);
    const wantsPage = req.method === "GET" && req.headers.get("accept")?.includes("text/html");
    const { notice, exchanges } = state.session.data;
    if (wantsPage && (notice || exchanges.length > 0)) await showOnce(state);
    const response = await ctx.next();
    const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    if (state.session.id !== cookie && (isPage || response.status < 400)) {
      writeCookie(response.headers, "session", state.session.id, config);
    }
    return response;
  } catch (error) {
    if (error instanceof LoginNeeded || error instanceof ReauthRequiredError) {
      const returnTo = req.method === "GET" ? url.pathname + url.search : "/";
      const headers = { location: `/login?return_to=${encodeURIComponent(returnTo)}` };
      return new Response(null, { status: 303, headers });
    }
    if (error instanceof StoreUnavailableError) {
      console.error(`Request ${state.requestId}: ${error.message}`);
      throw new HttpError(503, undefined, { cause: error });
    }
    throw error;
  }
});

/**
 * Without https the site is for this machine alone: another host name is somebody else's trick to
 * reach it (DNS rebinding). One of this machine's other names is led to the one that forms expect.
 */
function checkHost(req: Request, url: URL): Response | undefined {
  const { publicOrigin } = site.config;
  if (publicOrigin.protocol === "https:" || url.host === publicOrigin.host) return undefined;
  if (!isLoopback(url.hostname)) throw new HttpError(421);
  if (req.method !== "GET") throw new HttpError(403);
  return new Response(null, {
    status: 302,
    headers: { location: publicOrigin.origin + url.pathname + url.search },
  });
}

/** Only our own pages may change anything; a browser that does not say where from is refused. */
function checkSender(req: Request): void {
  const origin = req.headers.get("origin");
  const sender = req.headers.get("sec-fetch-site");
  const fromHere = origin === null ? sender === "same-origin" : origin === site.config.publicOrigin
        .origin && (sender === null || sender === "same-origin");
  if (!fromHere) throw new HttpError(403);
}

async function readForm(req: Request, formToken: string): Promise<FormData> {
  const type = req.headers.get("content-type") ?? "";
  const size = Number(req.headers.get("content-length") ?? NaN);
  if (!type.startsWith("application/x-www-form-urlencoded")) throw new HttpError(415);
  if (!(size <= MAX_FORM_BYTES)) throw new HttpError(413);
  const form = await req.formData();
  if (form.getAll("form_token").length !== 1 || !sameText(form.get("form_token"), formToken)) {
    throw new HttpError(403);
  }
  return form;
}

/** Compares in a time that does not tell how much of it was right. */
function sameText(given: FormDataEntryValue | null, expected: string): boolean {
  if (typeof given !== "string" || given.length !== expected.length) return false;
  let difference = 0;
  for (let at = 0; at < given.length; at++) {
    difference |= given.charCodeAt(at) ^ expected.charCodeAt(at);
  }
  return difference === 0;
}

/** Takes out of the session what the page is about to show, so that it is shown once. */
async function showOnce(state: State): Promise<void> {
  const { globus, session } = state;
  globus.wire.add(session.data.exchanges);
  state.notice = session.data.notice;
  await session.update((data) => {
    data.exchanges = [];
    delete data.notice;
  });
}
