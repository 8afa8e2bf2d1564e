import { assert, assertEquals, assertMatch } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/mod.ts";
import { allOf, textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const site = sharedSite();

Deno.test("endpoints: the last page of a search that Globus has cut off says so", async () => {
  const visitor = await loggedIn(site());
  const page = async (number: number) =>
    textOf(await visitor.page(`/endpoints?q=example&scope=all&page=${number}`));
  assertMatch(
    await page(50),
    /981 to 1,000 of more than 1,000 .* Globus returns at most 1,000 results/,
  );
  assertEquals(/ends a search/.test(await page(49)), false);
});

Deno.test("endpoints: a page past the end links to the first page", async () => {
  const visitor = await loggedIn(site());
  const page = await visitor.page("/endpoints?q=coral&scope=all&page=49");
  assertMatch(textOf(page), /No more results Go to the first page/);
  assertMatch(page, /href="\/endpoints\?q=coral&amp;scope=all"/);
});

Deno.test("endpoints: a search of all collections for less than two letters sends no request", async () => {
  const visitor = await loggedIn(site());
  const asked = () =>
    site().sandbox.requests.filter(({ service }) => service === "transfer").length;
  const before = asked();
  for (const q of ["", "a", "+"]) {
    assertMatch(
      textOf(await visitor.page(`/endpoints?q=${q}&scope=all`)),
      /Type at least two letters/,
    );
  }
  assertEquals(asked(), before);
  await visitor.page("/endpoints?q=ab&scope=all");
  assertEquals(asked(), before + 1);
});

Deno.test("endpoints: a page is sorted by name, owner or type on request, and keeps the order in its links", async () => {
  const visitor = await loggedIn(site());
  const names = async (order: string) => {
    const page = await visitor.page(`/endpoints?scope=my-endpoints&order=${order}`);
    return { page, names: allOf(page, /<bdi>([^<]*)<\/bdi>/g) };
  };
  const given = await names("");
  const sorted = await names("name");
  assertEquals(sorted.names.length, 20);
  assert(sorted.names.join() !== given.names.join());
  assertEquals(
    sorted.names,
    [...given.names].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
  );
  assertMatch(sorted.page, /rel="next" href="\/endpoints\?order=name&amp;page=2"/);
  const kinds = allOf((await names("kind")).page, /<span class="badge">([^<]*)</g);
  assertEquals(kinds, [...kinds].sort());
  assertEquals((await names("constructor")).names, given.names);
});

Deno.test("endpoints: the head of the results says which ones are shown, and of how many", async () => {
  const visitor = await loggedIn(site());
  const head = async (path: string) =>
    /Results (.*? of (?:more than )?[\d,]+)/.exec(textOf(await visitor.page(path)))?.[1];
  assertEquals(await head("/endpoints"), "1 to 20 of more than 20");
  assertEquals(await head("/endpoints?page=2"), "21 to 40 of more than 40");
  assertEquals(await head("/endpoints?q=Conference"), "1 to 1 of 1");
});

Deno.test("endpoints: each type is explained, in a list and on the page of a collection", async () => {
  const visitor = await loggedIn(site());
  const list = textOf(await visitor.page("/endpoints"));
  const [, offered] = /Type (Any type .*?) Sort each page/.exec(list)!;
  const explained = list.split("What the types mean")[1];
  for (const type of ["Mapped", "Guest", "Personal", "Personal guest"]) {
    assertMatch(offered, new RegExp(`${type} collection`));
    assertMatch(explained, new RegExp(`${type} collection A `));
  }
  assertMatch(explained, /Endpoint A server\. It has no files of its own/);
  const page = textOf(await visitor.page(`/endpoints/${WELL_KNOWN.fjordShare}`));
  assertMatch(page, /Guest collection A folder that a user shares from a mapped collection/);
});

Deno.test("endpoints: an empty list of one's own leads to all collections, with the same words", async () => {
  const visitor = await loggedIn(site());
  const page = await visitor.page("/endpoints?q=Kofi+zz&type=GCSv5_guest_collection");
  assertMatch(textOf(page), /Nothing found Try fewer words, or search all collections/);
  assertMatch(page, /href="\/endpoints\?q=Kofi\+zz&amp;scope=all&amp;type=GCSv5_guest_collection"/);
  const all = textOf(await visitor.page("/endpoints?q=Kofi+zz&scope=all"));
  assertMatch(all, /Nothing found Try fewer words or another type/);
});

Deno.test("a user who owns nothing reads so, and where to find collections", async () => {
  const mei = await loggedIn(site(), "mei@fjord.example");
  const own = await mei.page("/endpoints");
  assertMatch(textOf(own), /You own no collections yet You can search all collections/);
  assertMatch(own, /href="\/endpoints\?scope=all"/);
  const active = textOf(await mei.page("/endpoints?scope=in-use"));
  assertMatch(active, /No collections here yet You can search all collections/);
  const [, first] = /To begin, open\s*<a href="([^"]+)"/.exec(await mei.page("/files"))!;
  assertMatch(textOf(await mei.page(first)), /Globus Tutorial Collection 1 .*share/s);
  assertEquals(textOf(await (await loggedIn(site())).page("/files")).includes("To begin"), false);
});

Deno.test("short lists name the organization of a collection that an application owns", async () => {
  const visitor = await loggedIn(site());
  for (const path of ["/files", "/transfer"]) {
    const page = textOf(await visitor.page(path)).split("What was sent")[0];
    assertMatch(page, /Coral bleaching, shared results .*?Fjord University/, path);
    assertMatch(page, /ada@fjord\.example/, path);
    assertEquals(/application [0-9a-f]{8}/.test(page), false, path);
  }
});

Deno.test("endpoints: lists name an application that owns a collection shortly, its page in full", async () => {
  const visitor = await loggedIn(site());
  const list = textOf(await visitor.page("/endpoints")).split("What was sent")[0];
  assertMatch(list, /Coral bleaching, shared results application f10d0001… · Fjord University/);
  assert(!list.includes("@clients.auth.globus.org"), list);
  assertMatch(list, /An owner that is called application is a program that logs in/);
  const people = textOf(await visitor.page("/endpoints?q=Conference"));
  assertEquals(people.includes("An owner that is called application"), false);
  const page = await visitor.page(`/endpoints/${WELL_KNOWN.fjordShare}`);
  assertMatch(
    textOf(page),
    /Owner f10d0001-[0-9a-f-]+@clients\.auth\.globus\.org An application, not a person/,
  );
  const laptop = textOf(await visitor.page("/endpoints/ada10001-b352-4f87-a6c9-19e8d07f4b25"));
  assertMatch(laptop, /Owner ada@fjord\.example Organization/);
});
