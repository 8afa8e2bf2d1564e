import { assertEquals, assertMatch } from "@std/assert";
import { textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const site = sharedSite();

Deno.test("endpoints: the last page of a search that Globus has cut off says so", async () => {
  const visitor = await loggedIn(site());
  const page = async (number: number) =>
    textOf(await visitor.page(`/endpoints?q=example&scope=all&page=${number}`));
  assertMatch(await page(50), /Page 50, 20 shown .* Globus returns at most 1,000 results/);
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
