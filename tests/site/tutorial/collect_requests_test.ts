import type { Hooks, ResponseEvent } from "@globus-deno/sdk";
import { assertEquals } from "@std/assert";
import type { Flash } from "../../../site/portal/session/session_data.ts";
import { SessionEndedError } from "../../../site/portal/session/sessions.ts";
import { collectRequests } from "../../../site/tutorial/collect_requests.ts";
import { allOf, textOf } from "../../kit/page_text.ts";
import { sharedSite } from "../../kit/site.ts";
import { loggedIn, type Visitor } from "../../kit/visitor.ts";

const runningSite = sharedSite();

/** The number of requests that a page says it took. */
async function shown(visitor: Visitor, path: string): Promise<number> {
  return Number(/(\d+) requests?</.exec(await visitor.page(path))?.[1]);
}

async function callTransfer(visitor: Visitor): Promise<void> {
  const response = await visitor.submit("/lessons/5", { action: "call" });
  await response.body?.cancel();
  assertEquals(response.status, 303);
}

Deno.test("a redirect leaves its requests to the next page, which shows them once", async () => {
  const visitor = await loggedIn(runningSite());
  await visitor.page("/");
  assertEquals(await shown(visitor, "/lessons/5"), 0);
  await callTransfer(visitor);
  assertEquals(await shown(visitor, "/lessons/5"), 1);
  assertEquals(await shown(visitor, "/lessons/5"), 0);
});

/** Runs the middleware around a handler that sends requests and answers with a status. */
async function collected(
  requests: number,
  status: number,
  { isEnded = false, path = "/lessons/5" } = {},
): Promise<string[]> {
  let flash: Flash = {};
  const state = {
    flash: {},
    globus: {} as { hooks: Hooks },
    session: {
      data: {},
      update(change: (data: { flash?: Flash }) => void) {
        if (isEnded) throw new SessionEndedError();
        const data: { flash?: Flash } = {};
        change(data);
        flash = data.flash ?? {};
      },
    },
  };
  const ctx = {
    req: new Request(`https://site.example${path}`),
    url: new URL(`https://site.example${path}`),
    state,
    next() {
      for (let i = 1; i <= requests; i++) {
        const request = { method: "GET", url: `https://a.example/${i}`, attempt: 1, headers: {} };
        state.globus.hooks.onResponse!(
          { request, durationMs: 1, bodyStart: () => undefined } as unknown as ResponseEvent,
        );
      }
      return Promise.resolve(new Response(null, { status }));
    },
  };
  const response = await collectRequests(ctx as unknown as Parameters<typeof collectRequests>[0]);
  assertEquals(response.status, status);
  return (flash.entries ?? []).map(({ url }) => url.slice(-1));
}

Deno.test("collectRequests hands on the last four requests of a redirect", async () => {
  assertEquals(await collected(2, 303), ["1", "2"]);
  assertEquals(await collected(7, 303), ["4", "5", "6", "7"]);
});

Deno.test("of a login collectRequests hands on the first requests, which get the tokens", async () => {
  const path = "/callback/sandbox?code=x&state=y";
  assertEquals(await collected(7, 303, { path }), ["1", "2", "3", "4"]);
});

Deno.test("a second login shows how it got its tokens, not only that it revoked the old ones", async () => {
  const visitor = await loggedIn(runningSite());
  await visitor.page("/");
  await visitor.logIn("/lessons/2");
  const lesson = textOf(await visitor.page("/lessons/2"));
  const shownUrls = allOf(lesson, /(\/v2\/oauth2\/token(?:\/revoke)?) 200/g);
  assertEquals(shownUrls[0], "/v2/oauth2/token");
});

Deno.test("collectRequests hands on nothing of a page, nor of a redirect without requests", async () => {
  assertEquals(await collected(2, 200), []);
  assertEquals(await collected(0, 303), []);
});

Deno.test("collectRequests lets a redirect pass whose session has ended", async () => {
  assertEquals(await collected(2, 303, { isEnded: true }), []);
});
