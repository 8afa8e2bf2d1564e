import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { WELL_KNOWN } from "../../lib/sandbox/mod.ts";
import { browserTest, watchPage } from "../kit/browser.ts";
import { logIn } from "../kit/browser_login.ts";
import { checkedWindow, overflow } from "../kit/page_checks.ts";
import { allOf } from "../kit/page_text.ts";
import { siteRoutes } from "../kit/routes.ts";
import { type RunningSite, serveSite } from "../kit/site.ts";
import type { Visitor } from "../kit/visitor.ts";

const { fjordStorage, tutorial1, tutorial2 } = WELL_KNOWN;

/** How to see a route's page with its content. */
interface Sight {
  path: string;
  /** @default {200} */
  status?: number;
  /** Name of the button that leads to the page from there. */
  press?: RegExp;
}

/** Gives the user everything that pages can show: consents, a group, a run, a timer, a done lesson. */
async function furnish(site: RunningSite, visitor: Visitor): Promise<Record<string, Sight>> {
  const send = async (path: string, fields: Record<string, string> = {}) => {
    const response = await visitor.submit(path, fields);
    await response.body?.cancel();
    return response.headers.get("location") ?? "";
  };
  const consent = async (service: string) => {
    const url = new URL(
      await site.sandbox.approve(await send("/login/service", { service, return_to: "/" })),
    );
    await (await visitor.fetch(url.pathname + url.search)).body?.cancel();
  };
  for (const service of ["consents", "identities", "groups", "search", "flows", "timers"]) {
    await consent(service);
  }
  const first = async (path: string, pattern: RegExp) =>
    allOf(await visitor.page(path), pattern)[0];
  const group = await send("/groups", { name: "Reef readers" });
  const flow = await first("/flows", /href="(\/flows\?id=[^"]*)"/g);
  const flowId = flow.split("id=")[1];
  await consent(`flow:${flowId}`);
  await send("/flows", { id: flowId, input: '{"name":"Ada"}' });
  await send("/timers", { action: "create" });
  const timer = await first("/timers", /href="(\/timers\?id=[^"]*)"/g);
  const entry = await first("/search?q=green", /href="(\/search\?q=[^"]*subject=[^"]*)"/g);
  const lesson6 = await doLessons(send, visitor);
  const waiting = await send("/transfer", {
    submission_id: await first("/transfer", /name="submission_id" value="([^"]+)"/g),
    source: fjordStorage,
    destination: tutorial2,
    destination_path: "/home/",
    item: "/home/ada/",
  });
  const task = await first("/tasks", /href="(\/tasks\/[^"]{36})"/g);
  return {
    "/": { path: "/" },
    "/callback/[environment]": { path: "/callback/sandbox?code=x&state=y", status: 400 },
    "/consents": { path: "/consents" },
    "/endpoints": { path: "/endpoints" },
    "/endpoints/[endpointId]": { path: `/endpoints/${fjordStorage}` },
    "/errors": { path: "/errors", press: /^Open a mapped collection/ },
    "/examples/[name]": { path: "/examples/web_login" },
    "/files": { path: `/files?endpoint=${tutorial1}&path=/share/godata/` },
    "/flows": { path: flow },
    "/groups": { path: group },
    "/identities": { path: "/identities?who=noor@meridian.example" },
    "/jwt": { path: "/jwt" },
    "/lessons/1": { path: "/lessons/1?kind=portal" },
    "/lessons/2": { path: "/lessons/2" },
    "/lessons/3": { path: "/lessons/3" },
    "/lessons/4": { path: "/lessons/4" },
    "/lessons/5": { path: "/lessons/5" },
    "/lessons/6": { path: lesson6 },
    "/login": { path: "/login?return_to=/tasks" },
    "/search": { path: entry },
    "/tasks": { path: "/tasks" },
    "/tasks/[taskId]": { path: task },
    "/timers": { path: timer },
    "/tokens": { path: "/tokens" },
    "/tokens/inspect": { path: "/tokens", press: /^(Introspect|Call userinfo) for auth/ },
    "/transfer": {
      path: `/transfer?source=${tutorial1}&source_path=/share/godata/&destination=${tutorial2}`,
    },
    "/transfer/[submissionId]": { path: waiting },
  };
}

/** Does all lessons. Returns the path of the last one. */
async function doLessons(
  send: (path: string, fields?: Record<string, string>) => Promise<string>,
  visitor: Visitor,
): Promise<string> {
  await send("/lessons/1", { kind: "portal" });
  await send("/lessons/3", { action: "list" });
  await send("/lessons/3", { action: "refused" });
  await send("/lessons/4");
  for (const action of ["call", "renew", "revoke", "renew"]) await send("/lessons/5", { action });
  await send("/lessons/6", { action: "scopes", collection: fjordStorage, optional: "on" });
  const path = (await send("/lessons/6", { action: "transfer" })).split("#")[0];
  await (await visitor.fetch(`/tasks/${path.split("task=")[1]}/progress`)).text();
  return path;
}

/** Opens a page. Returns whether a message of its console is only about its status. */
async function open(page: Page, origin: string, { path, press, status = 200 }: Sight) {
  const response = await page.goto(origin + path);
  assertEquals(response?.status(), status, path);
  if (press) {
    await page.locator("main").getByRole("button", { name: press }).first().click();
    await page.waitForLoadState();
  }
  return (text: string) => status !== 200 && text.startsWith("Failed to load resource");
}

/** Whether a failed request is that of a script, which a browser without script does not load. */
function isScript(fault: string): boolean {
  return /\/_fresh\/js\/\S+ failed: csp$/.test(fault);
}

/** Routes whose page other tests see, because this site does not show it: pasted codes. */
const ELSEWHERE = ["/login/code"];

for (const width of [360, 1280]) {
  browserTest(
    `every page of the routes, ${width} px, both themes, forced colors, without script: axe, CSP, console, shifts`,
    async (browser) => {
      await using site = await serveSite({ env: { GLOBUS_MODE: "sandbox" } });
      const { check, context, page } = await checkedWindow(browser, width);
      const visitor = await logIn(context, site);
      const sights = await furnish(site, visitor);
      const pages = siteRoutes().filter(({ isPage }) => isPage).map(({ path }) => path);
      assertEquals(Object.keys(sights).concat(ELSEWHERE).sort(), pages.sort());

      const cookies = [...visitor.cookies]
        .map(([name, value]) => ({ name, value, url: site.origin }));
      await context.addCookies(cookies);
      for (const [route, sight] of Object.entries(sights)) {
        const isExpected = await open(page, site.origin, sight);
        const { pathname } = new URL(page.url());
        assert(siteRoutes().find(({ path }) => path === route)!.pattern.test(pathname), pathname);
        await check(route, isExpected);
      }

      const plain = await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width, height: 800 },
      });
      await plain.addCookies(cookies);
      const still = await plain.newPage();
      const faults = watchPage(still);
      // axe cannot run there: it needs timers.
      for (const [route, sight] of Object.entries(sights)) {
        const isExpected = await open(still, site.origin, sight);
        const isFault = (text: string) => !isExpected(text) && !isScript(text);
        assertEquals(faults.splice(0).filter(isFault), [], route);
        assertEquals(await overflow(still), 0, `${route} scrolls sideways without script`);
        assertMatch(await still.locator("h1").innerText(), /\w/);
        // What needs script says so, or is not there: no button does nothing.
        const dead = still.locator("button.copy:visible, main button:not([type]):visible");
        assertEquals(await dead.count(), 0, route);
      }
      await Promise.all([context.close(), plain.close()]);
    },
  );
}
