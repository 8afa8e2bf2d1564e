import { assertEquals } from "@std/assert";
import type { BrowserContext } from "playwright-core";
import { WELL_KNOWN } from "../../../lib/sandbox/mod.ts";
import { browserTest } from "../../kit/browser.ts";
import { checkedWindow } from "../../kit/page_checks.ts";
import { type RunningSite, serveSite } from "../../kit/site.ts";
import type { Visitor } from "../../kit/visitor.ts";
import { logIn } from "../../kit/browser_login.ts";

const { tutorial1, tutorial2, fjordStorage, meridianProtected, skyArchive, adaLaptop, adaOffline } =
  WELL_KNOWN;

/** Submits a transfer that runs for an hour. Returns the path of its task. */
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

/** A state of a page: name, path and status. */
type Stop = [name: string, path: string, status?: number];

function stops(task: string, ended: string, canceled: string, waiting: string): Stop[] {
  const files = (endpoint: string, more = "") => `/files?endpoint=${endpoint}${more}`;
  const both = `source=${tutorial1}&source_path=/share/godata/&destination=${tutorial2}`;
  return [
    ["endpoints", "/endpoints"],
    ["endpoints, nothing found", "/endpoints?q=nothingofthisname&scope=all"],
    ["endpoints, nothing asked", "/endpoints?scope=all"],
    ["endpoints, among others", "/endpoints?q=coral&scope=all&type=GCSv5_guest_collection&page=2"],
    ["endpoints, shared with me", "/endpoints?scope=shared-with-me"],
    ["endpoint", `/endpoints/${fjordStorage}`],
    ["endpoint, a server", `/endpoints/${WELL_KNOWN.fjordEndpoint}`],
    ["endpoint, none", "/endpoints/nonsense", 404],
    ["files, none chosen", "/files"],
    ["files", files(tutorial1, "&path=/share/godata/")],
    ["files, many", files(skyArchive, "&path=/flat/&page=7&sort=size-down")],
    ["files, hidden ones", files(adaLaptop, "&hidden=yes")],
    ["files, empty", files(tutorial1, "&path=/home/")],
    ["files, no folder but a file", files(tutorial1, "&path=/share/godata/file1.txt"), 404],
    ["files, no such page", files(skyArchive, "&path=/flat/&page=5000")],
    ["files, none of this id", files("nonsense"), 404],
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
    ["task, canceled", canceled],
    ["task, none", "/tasks/nonsense", 404],
    ["tokens", "/tokens"],
    ["consents", "/consents"],
    ["JWT inspector", "/jwt"],
    ["errors", "/errors"],
    ["groups, no consent yet", "/groups"],
    ["search, no consent yet", "/search"],
    ["flows, no consent yet", "/flows"],
    ["timers, no consent yet", "/timers"],
    ["identities, no consent yet", "/identities"],
  ];
}

async function openAll(site: RunningSite, context: BrowserContext): Promise<Stop[]> {
  const visitor = await logIn(context, site);
  const task = await longTask(site, visitor);
  const { world } = site.sandbox;
  const tasks = world.tasks.of(world.identityByUsername("ada@fjord.example")!.id);
  const [ended, canceled] = ["SUCCEEDED", "FAILED"].map((wanted) =>
    `/tasks/${tasks.find(({ status }) => status === wanted)!.id}`
  );
  const page = await visitor.page("/transfer");
  const response = await visitor.submit("/transfer", {
    submission_id: /name="submission_id" value="([^"]+)"/.exec(page)![1],
    source: fjordStorage,
    destination: tutorial2,
    destination_path: "/home/",
    item: "/home/ada/",
  });
  await response.body?.cancel();
  return stops(task, ended, canceled, response.headers.get("location")!);
}

for (const width of [360, 1280]) {
  browserTest(
    `workbench pages, both themes, ${width} px: axe, CSP, console, shifts, script`,
    async (browser) => {
      await using site = await serveSite();
      const { check, context, page } = await checkedWindow(browser, width);
      for (const [name, path, status = 200] of await openAll(site, context)) {
        const response = await page.goto(site.origin + path);
        assertEquals(response?.status(), status, name);
        await check(
          name,
          (text) =>
            status !== 200 &&
            text.startsWith("Failed to load resource: the server responded with a status"),
        );
      }
      await context.close();
    },
  );
}
