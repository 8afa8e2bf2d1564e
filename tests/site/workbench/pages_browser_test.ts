import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { WELL_KNOWN } from "../../../lib/sandbox/mod.ts";
import { browserTest, watchPage } from "../browser.ts";
import {
  axeViolations,
  countShifts,
  MAX_SCRIPT_BYTES,
  overflow,
  shifted,
  weighScripts,
} from "../lessons/page_checks.ts";
import { type RunningSite, serveSite } from "../serve.ts";
import type { Visitor } from "../visitor.ts";
import { logIn } from "./browser_login.ts";

const { tutorial1, tutorial2, fjordStorage, meridianProtected, skyArchive, adaOffline } =
  WELL_KNOWN;

/** Submits a transfer that goes on for an hour; gives the address of its task. */
async function longTask(site: RunningSite, visitor: Visitor): Promise<string> {
  site.sandbox.settings.taskStartSeconds = 3_600;
  const page = await visitor.page("/transfer");
  const response = await visitor.submit("/transfer", {
    submission_id: /name="submission_id" value="([^"]+)"/.exec(page)![1],
    source: tutorial1,
    destination: tutorial2,
    destination_path: "/home/",
    item: "/share/godata/",
    label: "A long task",
  });
  await response.body?.cancel();
  return response.headers.get("location")!;
}

/** A page in a state of its own: its address, and the status that it comes with. */
type Stop = [name: string, path: string, status?: number];

function stops(task: string, ended: string, waiting: string): Stop[] {
  const files = (endpoint: string, more = "") => `/files?endpoint=${endpoint}${more}`;
  const both = `source=${tutorial1}&source_path=/share/godata/&destination=${tutorial2}`;
  return [
    ["endpoints", "/endpoints"],
    ["endpoints, nothing found", "/endpoints?q=nothingofthisname&scope=all"],
    ["endpoints, nothing asked", "/endpoints?scope=all"],
    ["endpoint", `/endpoints/${fjordStorage}`],
    ["endpoint, a server", `/endpoints/${WELL_KNOWN.fjordEndpoint}`],
    ["endpoint, none", "/endpoints/nonsense", 404],
    ["files, none chosen", "/files"],
    ["files", files(tutorial1, "&path=/share/godata/")],
    ["files, many", files(skyArchive, "&path=/flat/&page=7&sort=size-down")],
    ["files, empty", files(tutorial1, "&path=/home/")],
    ["files, no folder", files(tutorial1, "&path=/nowhere/"), 404],
    ["files, no consent", files(fjordStorage), 403],
    ["files, another login", files(meridianProtected), 403],
    ["files, not connected", files(adaOffline), 502],
    ["transfer", "/transfer"],
    ["transfer, places", `/transfer?${both}&destination_path=/home/&item=/share/x&label=Run`],
    ["transfer, consent", `/transfer?source=${fjordStorage}&destination=${tutorial2}`],
    ["transfer, waiting", waiting],
    ["tasks", "/tasks"],
    ["tasks, none", "/tasks?show=failed&page=9"],
    ["task, under way", task],
    ["task, ended", ended],
    ["task, none", "/tasks/nonsense", 404],
    ["tokens", "/tokens"],
  ];
}

async function openAll(site: RunningSite, context: BrowserContext): Promise<Stop[]> {
  const visitor = await logIn(context, site);
  const task = await longTask(site, visitor);
  const { world } = site.sandbox;
  const ended = world.tasks.of(world.identityByUsername("ada@fjord.example")!.id)
    .find(({ status }) => status === "SUCCEEDED")!;
  const page = await visitor.page("/transfer");
  const response = await visitor.submit("/transfer", {
    submission_id: /name="submission_id" value="([^"]+)"/.exec(page)![1],
    source: fjordStorage,
    destination: tutorial2,
    destination_path: "/home/",
    item: "/home/ada/",
  });
  await response.body?.cancel();
  return stops(task, `/tasks/${ended.id}`, response.headers.get("location")!);
}

async function look(
  page: Page,
  site: RunningSite,
  [name, path, status = 200]: Stop,
  faults: string[],
) {
  faults.length = 0;
  const response = await page.goto(site.origin + path);
  assertEquals(response?.status(), status, name);
  await page.waitForFunction(() =>
    !document.querySelector<HTMLSelectElement>(".theme-switch select")!.disabled
  );
  // A stream that is left with its page is no fault.
  const isExpected = (text: string) =>
    text.endsWith("/progress failed") ||
    status !== 200 &&
      text.startsWith("Failed to load resource: the server responded with a status");
  assertEquals(faults.filter((text) => !isExpected(text)), [], name);
  assertEquals(await overflow(page), 0, `${name} scrolls sideways`);
  const title = await page.title();
  assert(/^.+ · Globus tutorial$/.test(title), `${name}: ${title}`);
  assertEquals(await page.locator("h1").count(), 1, name);
  assert(await shifted(page) < 0.01, `${name} moves: ${await shifted(page)}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    browserTest(
      `workbench pages, ${colorScheme}, ${width} px: axe, CSP, console, shifts, script`,
      async (browser: Browser) => {
        await using site = await serveSite();
        const context = await browser.newContext({
          colorScheme,
          viewport: { width, height: 800 },
        });
        await countShifts(context);
        const all = await openAll(site, context);
        const page = await context.newPage();
        const faults = watchPage(page);
        const scriptBytes = weighScripts(page);
        for (const stop of all) {
          await look(page, site, stop, faults);
          const bytes = await scriptBytes();
          assert(bytes <= MAX_SCRIPT_BYTES, `${stop[0]} loads ${bytes} bytes of script`);
          assertEquals(await axeViolations(page), [], stop[0]);
        }
      },
    );
  }
}
