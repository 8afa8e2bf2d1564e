import { assert, assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { requirementFault, WELL_KNOWN } from "../../../lib/sandbox/mod.ts";
import { file } from "../../../lib/sandbox/transfer/files.ts";
import { browserTest, watchPage } from "../../kit/browser.ts";
import { type RunningSite, serveSite } from "../../kit/site.ts";
import { logIn } from "../../kit/browser_login.ts";

/** Texts that a page must show unchanged. Each one calls `hit()` if it runs. */
const TEXTS = [
  `<script>hit()</script>`,
  `</script><script>hit()</script>`,
  `<img src=x onerror=hit()>`,
  `<svg onload=hit()>`,
  `<svg><script>hit()</script></svg>`,
  `"><img src=x onerror=hit()>`,
  `'><img src=x onerror=hit()>`,
  `" onmouseover="hit()" x="`,
  `' onfocus='hit()' autofocus='`,
  "`-hit()-`",
  `</title><script>hit()</script>`,
  `</textarea><script>hit()</script>`,
  `</style><script>hit()</script>`,
  `<!--><script>hit()</script>`,
  `--><script>hit()</script><!--`,
  `]]><script>hit()</script>`,
  `<iframe srcdoc="<script>parent.hit()</script>"></iframe>`,
  `<a href="javascript:hit()">click</a>`,
  `<math><mtext><img src=x onerror=hit()></mtext></math>`,
  `<details open ontoggle=hit()>`,
  `<input autofocus onfocus=hit()>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<link rel="stylesheet" href="https://evil.example/x.css">`,
  `<form action="https://evil.example/"><button>Log in</button></form>`,
  `&lt;script&gt;hit()&lt;/script&gt;`,
  `\\u003cscript\\u003ehit()\\u003c/script\\u003e`,
  `{{constructor.constructor("hit()")()}}`,
  "${hit()}",
  `frsh:island:ThemeSwitch:0:--><script>hit()</script>`,
  `<ſcript>hit()</ſcript>`,
  `%3Cscript%3Ehit()%3C/script%3E`,
];

/** URLs that no link may have. */
const ADDRESSES = [
  "javascript:hit()",
  "JaVaScRiPt:hit()",
  "java\tscript:hit()",
  "java\nscript:hit()",
  " javascript:hit()",
  "\u0001javascript:hit()",
  "data:text/html,<script>hit()</script>",
  "vbscript:hit()",
  "http://plain.example/",
  "//evil.example/",
  "https://globus.org@evil.example/",
  "mailto:a@b.example?body=x",
];

/** Puts hostile texts into every field that other users can write. Returns the collection's id. */
function plant(site: RunningSite, index: number): string {
  const { world } = site.sandbox;
  const text = TEXTS[index];
  const address = ADDRESSES[index % ADDRESSES.length];
  const ada = world.identityByUsername("ada@fjord.example")!;
  const id = `bad00000-0000-4000-8000-${`${index}`.padStart(12, "0")}`;
  const collection = world.collections.add({
    id,
    entityType: "GCP_mapped_collection",
    displayName: text,
    ownerId: ada.id,
    ownerString: text,
    organization: text,
    department: text,
    keywords: text,
    description: text,
    gcpConnected: true,
  });
  for (const name of ["owner_string", "user_message", "default_directory"]) {
    collection.fields.set(name, text);
  }
  for (const name of ["info_link", "user_message_link", "contact_info", "contact_email"]) {
    collection.fields.set(name, address);
  }
  const name = text.replaceAll("/", "∕");
  collection.tree.put(`/${name}.dir/${name}`, file(1, 0), 0);
  const task = world.tasks.of(ada.id)[index];
  task.label = text.slice(0, 128);
  task.fatalError = { code: text, description: text };
  task.addEvent({
    timeMs: task.requestMs,
    code: text,
    description: text,
    details: text,
    isError: true,
  });
  return id;
}

/** Opens a window with a login, and counts the calls of `hit()` in it. */
async function countingPage(browser: Browser, site: RunningSite): Promise<Page> {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const counted = globalThis as unknown as { hits: number; hit(): void };
    counted.hits = 0;
    counted.hit = () => counted.hits++;
  });
  await logIn(context, site);
  return await context.newPage();
}

/** Checks a page after its scripts have run. */
async function check(page: Page, faults: string[], what: string, text?: string): Promise<void> {
  await page.waitForFunction(() => !document.querySelector("footer select:disabled"));
  const { hits, odd, links } = await page.evaluate(() => ({
    hits: (globalThis as unknown as { hits: number }).hits,
    odd: [...document.querySelectorAll(
      "main :is(script, img, iframe, object, embed, base, meta, link, style, math, textarea)",
    )].map(({ tagName }) => tagName),
    links: [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map((link) => ({
      href: link.href,
      rel: link.rel,
    })),
  }));
  assertEquals(hits, 0, `${what}: something ran`);
  assertEquals(odd, [], what);
  const { origin } = new URL(page.url());
  for (const { href, rel } of links) {
    if (href.startsWith(`${origin}/`)) continue;
    assert(/^(https|mailto):/.test(href), `${what}: a link leads to ${href}`);
    assert(!href.includes("evil.example"), `${what}: a link leads to ${href}`);
    assertEquals(rel, "noopener noreferrer", `${what}: ${href}`);
  }
  const forms = await page.evaluate(() =>
    [...document.forms].map((form) => new URL(form.action).origin)
  );
  assert(forms.every((form) => form === origin), what);
  if (text !== undefined) {
    const shown = await page.locator("main").evaluate((main) => main.textContent);
    assert(shown?.includes(text), `${what}: the text is not shown`);
  }
  assertEquals(faults.filter((fault) => !fault.startsWith("Failed to load resource")), [], what);
  faults.length = 0;
}

browserTest("G7 what others wrote is text on every page, and leads nowhere", async (browser) => {
  await using site = await serveSite();
  const page = await countingPage(browser, site);
  page.on("dialog", (dialog) => dialog.dismiss());
  const faults = watchPage(page);
  assert(TEXTS.length >= 30);
  for (const [index, text] of TEXTS.entries()) {
    const id = plant(site, index);
    await page.goto(`${site.origin}/endpoints/${id}`);
    await check(page, faults, `endpoint ${text}`, text);
    assertEquals(await page.title(), `${text} · Globus tutorial`);
    await page.goto(`${site.origin}/files?endpoint=${id}&path=/`);
    await check(page, faults, `files ${text}`, `${text.replaceAll("/", "∕")}.dir`);
    await page.goto(
      `${site.origin}/transfer?source=${id}&source_path=/&item=/${encodeURIComponent(text)}`,
    );
    await check(page, faults, `transfer ${text}`, text);
  }
  for (let number = 1; number <= 4; number++) {
    await page.goto(`${site.origin}/endpoints?page=${number}`);
    await check(page, faults, `endpoints ${number}`);
  }
  for (const number of [1, 2]) {
    await page.goto(`${site.origin}/tasks?page=${number}`);
    await check(page, faults, `tasks ${number}`);
  }
  const { world } = site.sandbox;
  const tasks = world.tasks.of(world.identityByUsername("ada@fjord.example")!.id);
  for (const [index, text] of TEXTS.entries()) {
    await page.goto(`${site.origin}/tasks/${tasks[index].id}`);
    await check(page, faults, `task ${text}`, text);
  }
});

browserTest("G7 what a requirement says is text, with its source named", async (browser) => {
  await using site = await serveSite();
  const page = await countingPage(browser, site);
  const faults = watchPage(page);
  for (const text of TEXTS) {
    const remove = site.sandbox.faults.add({
      ...requirementFault("parameters", { domains: ["fjord.example"], message: text }),
      path: /\/ls$/,
    });
    await page.goto(`${site.origin}/files?endpoint=${WELL_KNOWN.tutorial1}`);
    remove();
    await check(page, faults, `requirement ${text}`, `Globus Tutorial Collection 1: ${text}`);
  }
});
