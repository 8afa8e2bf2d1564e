import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { WELL_KNOWN } from "../../../lib/sandbox/mod.ts";
import { browserTest, watchPage } from "../../kit/browser.ts";
import { axeViolations } from "../../kit/page_checks.ts";
import { type RunningSite, serveSite } from "../../kit/site.ts";
import { logIn } from "../../kit/browser_login.ts";

const { tutorial1, tutorial2, fjordStorage } = WELL_KNOWN;

/** Marks the document. A reload removes the mark. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.dataset.mark = "same page");
}

function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset.mark === "same page");
}

/** Waits until the islands work. */
async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector("footer select:disabled"));
}

function tasks({ sandbox }: RunningSite): number {
  const { world } = sandbox;
  return world.tasks.of(world.identityByUsername("ada@fjord.example")!.id).length;
}

browserTest(
  "endpoints: results follow what is typed, chosen and turned to, in place",
  async (browser) => {
    await using site = await serveSite();
    const context = await browser.newContext();
    await logIn(context, site);
    const page = await context.newPage();
    const faults = watchPage(page);
    await page.goto(`${site.origin}/endpoints`);
    await awake(page);
    await mark(page);

    await page.getByRole("combobox", { name: /^Show/ }).selectOption("all");
    await page.getByText("What are you looking for?").waitFor();
    await page.getByLabel("Search", { exact: true }).pressSequentially("coral", { delay: 20 });
    await page.getByRole("link", { name: "Coral bleaching, shared results" }).waitFor();
    assertEquals(new URL(page.url()).search, "?q=coral&scope=all");
    assertEquals(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), "q");
    assertEquals(
      await page.locator("main > [role=status].hidden").innerText(),
      "1 to 20 of more than 20",
    );
    const asked = await page.locator("#wire .where").allInnerTexts();
    assertMatch(asked.join(), /filter_fulltext=coral/);

    const first = await page.locator("#found li").first().innerText();
    await page.getByRole("link", { name: "Next" }).click();
    await page.getByText("21 to 40 of more than 40").first().waitFor();
    assert(await page.locator("#found li").first().innerText() !== first);
    assertEquals(new URL(page.url()).search, "?q=coral&scope=all&page=2");
    assertEquals(await page.evaluate(() => document.activeElement?.id), "results");
    await page.getByRole("combobox", { name: /^Type/ }).selectOption("GCSv5_mapped_collection");
    await page.locator("#found .said", { hasText: /^1 to / }).waitFor();
    assert((await page.locator("#found .badge").allInnerTexts()).includes("Mapped collection"));
    assert(await isMarked(page));
    assertEquals(faults, []);
    await page.reload();
    assertEquals(await page.getByLabel("Search", { exact: true }).inputValue(), "coral");
  },
);

browserTest(
  "copy buttons copy IDs, code and requests, also in results that a script puts in",
  async (browser) => {
    await using site = await serveSite();
    const context = await browser.newContext({
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await logIn(context, site);
    const page = await context.newPage();
    const faults = watchPage(page);
    const copied = async (name: string | RegExp) => {
      await page.getByRole("button", { name }).first().click();
      await page.getByRole("button", { name: /^Copied/ }).first().waitFor();
      return await page.evaluate(() => navigator.clipboard.readText());
    };
    await page.goto(`${site.origin}/endpoints`);
    await awake(page);
    const first = await page.locator("#found code").first().innerText();
    assertEquals(await copied(/^Copy ID/), first);
    await page.getByLabel("Search", { exact: true }).fill("Conference");
    await page.getByText("1 to 1 of 1", { exact: true }).first().waitFor();
    const found = await page.locator("#found code").first().innerText();
    assert(found !== first);
    assertEquals(await copied(/^Copy ID/), found);
    await page.locator("#wire summary").first().click();
    await page.locator("#wire .send summary").first().click();
    assertMatch(await copied("Copy the request as curl"), /^curl 'https:\/\/transfer/);
    assertMatch(await copied("Copy the request as TypeScript"), /tc\.endpointSearch\(/);
    assertMatch(await copied("Copy the request as Python"), /tc\.endpoint_search\(/);

    await page.goto(`${site.origin}/lessons/3`);
    await awake(page);
    const excerpt = await page.locator("#code .tab pre").first().innerText();
    assertEquals((await copied("Copy excerpt")).trim(), excerpt.trim());
    assertEquals(
      await copied("Copy file"),
      await Deno.readTextFile("examples/tutorial.ts"),
    );
    await page.goto(`${site.origin}/examples/web_login`);
    await awake(page);
    assertEquals(await copied("Copy command"), "deno task example web_login");
    assertEquals(faults, []);
    await context.close();
  },
);

browserTest(
  "endpoints: a session that has ended leads the script to the login too",
  async (browser) => {
    await using site = await serveSite();
    const context = await browser.newContext();
    await logIn(context, site);
    const page = await context.newPage();
    await page.goto(`${site.origin}/endpoints`);
    await awake(page);
    await context.clearCookies();
    await page.getByLabel("Search", { exact: true }).fill("coral");
    await page.waitForURL(/\/login\?return_to=/);
  },
);

browserTest(
  "transfer: places are chosen in place; a form pressed twice is one task, seen live to its end",
  async (browser) => {
    await using site = await serveSite();
    site.sandbox.settings.taskStartSeconds = 1;
    site.sandbox.settings.taskSecondsPerItem = 0.2;
    const context = await browser.newContext();
    await logIn(context, site);
    const page = await context.newPage();
    const faults = watchPage(page);
    await page.goto(`${site.origin}/transfer`);
    await awake(page);
    await mark(page);
    const from = page.locator("section", { has: page.locator("#source") });
    const to = page.locator("section", { has: page.locator("#destination") });

    await page.getByLabel("Label").fill("Seen live");
    await from.getByRole("button", { name: /^Globus Tutorial Collection 1/ }).click();
    await from.getByRole("button", { name: "Folder share", exact: true }).click();
    await from.getByRole("button", { name: "Folder godata", exact: true }).click();
    await from.getByLabel("Transfer file1.txt").check();
    await to.getByLabel("Search collections to transfer to").fill("Globus Tutorial Collection 2");
    await page.keyboard.press("Enter");
    await to.getByRole("button", { name: /^Globus Tutorial Collection 2/ }).click();
    await to.getByRole("button", { name: "Folder home", exact: true }).click();
    await page.waitForFunction(() =>
      document.querySelector<HTMLInputElement>("[name=destination_path]")?.value === "/home/"
    );
    await to.getByText("This folder is empty").or(to.getByText("Files arrive")).first().waitFor();
    assertEquals(await page.evaluate(() => document.activeElement?.id), "destination");
    await from.getByLabel("Folder to transfer from").fill("/share/");
    await page.keyboard.press("Enter");
    await from.getByText("1 more is chosen").waitFor();
    assertEquals(await page.getByLabel("Label").inputValue(), "Seen live");
    assert(await isMarked(page));
    assertEquals(await axeViolations(page), []);
    assertEquals(faults, []);

    const before = tasks(site);
    await page.getByRole("button", { name: "Start the transfer" }).dblclick();
    // The second click aborts the navigation of the first, which waitForURL() takes for a failure.
    await page.waitForFunction(() => location.pathname.startsWith("/tasks/"));
    assertEquals(tasks(site), before + 1);
    await awake(page);
    await mark(page);
    await page.locator("#status").getByText("succeeded").waitFor();
    await page.locator("#events").getByText("succeeded", { exact: true }).waitFor();
    assertEquals(await page.getByRole("button", { name: "Cancel the task" }).count(), 0);
    assertMatch(await page.locator("main").innerText(), /1 file, 4 B/);
    assert(await isMarked(page));
    assertEquals(await axeViolations(page), []);
    assertEquals(faults, []);
  },
);

browserTest(
  "transfer: a consent that is missing is given on the way, and the choice is still there",
  async (browser) => {
    await using site = await serveSite();
    const context = await browser.newContext();
    await logIn(context, site, "sam@globusid.org");
    const page = await context.newPage();
    await page.goto(
      `${site.origin}/transfer?source=${tutorial1}&source_path=/share/godata/&destination=${fjordStorage}`,
    );
    await awake(page);
    await page.getByLabel("Transfer file2.txt").check();
    await page.getByLabel("Label").fill("Kept");
    await page.getByRole("button", { name: "Log in and give consent" }).click();
    await page.getByRole("button", { name: /sam@globusid\.org/ }).click();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(/\/transfer\?/);
    assert(await page.getByLabel("Transfer file2.txt").isChecked());
    assertEquals(await page.getByLabel("Label").inputValue(), "Kept");
    assertEquals(await page.getByText("Consent required").count(), 0);
    await page.getByText("Files arrive in this folder").waitFor();
    await page.getByRole("button", { name: "Start the transfer" }).click();
    await page.waitForURL(/\/tasks\//);
  },
);

browserTest(
  "workbench: works without script, from the search to a task that is canceled",
  async (browser) => {
    await using site = await serveSite();
    site.sandbox.settings.taskStartSeconds = 3_600;
    const context = await browser.newContext({ javaScriptEnabled: false });
    await logIn(context, site);
    const page = await context.newPage();
    await page.goto(`${site.origin}/endpoints`);
    await page.getByLabel("Search", { exact: true }).fill("tutorial");
    await page.getByRole("combobox", { name: /^Show/ }).selectOption("all");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("link", { name: "Globus Tutorial Collection 1" }).click();
    await page.getByRole("link", { name: "Browse files" }).click();
    await page.getByRole("link", { name: "share", exact: true }).click();
    await page.getByLabel("Path").fill("/share/godata");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("link", { name: "Transfer file3.txt" }).click();
    assert(await page.getByLabel("Transfer file3.txt").isChecked());
    await page.getByRole("button", { name: /^Globus Tutorial Collection 2/ }).click();
    await page.getByRole("button", { name: "Folder home", exact: true }).click();
    await page.getByRole("button", { name: "Start the transfer" }).click();
    await page.waitForURL(/\/tasks\//);
    await page.getByRole("link", { name: "Refresh", exact: true }).click();
    await page.getByRole("button", { name: "Cancel the task" }).click();
    assert(await page.getByText("The task was canceled.").isVisible());
    assert(await page.locator("#status").getByText("canceled").isVisible());
  },
);

browserTest("workbench: the keyboard alone opens folders and sorts", async (browser) => {
  await using site = await serveSite();
  const context = await browser.newContext();
  await logIn(context, site);
  const page = await context.newPage();
  await page.goto(`${site.origin}/files?endpoint=${tutorial2}`);
  await page.getByRole("link", { name: "share", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/share/);
  await page.getByRole("link", { name: "Size" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/sort=size/);
  const outline = await page.evaluate(() => {
    document.querySelector<HTMLAnchorElement>("th a")!.focus();
    return getComputedStyle(document.activeElement!).outlineStyle;
  });
  assert(outline !== "none");
});
