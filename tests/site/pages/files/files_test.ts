import { assert, assertEquals, assertMatch } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/mod.ts";
import { directory, file } from "../../../../lib/sandbox/transfer/files.ts";
import { allOf, textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const site = sharedSite();
const NOON = Date.UTC(2024, 4, 5, 12);

/** A folder with entries of every type, on Ada's laptop. */
function workFolder() {
  const { tree } = site().sandbox.world.collections.get(WELL_KNOWN.adaLaptop)!;
  tree.put("/work/b.txt", file(2_500, NOON), NOON);
  tree.put("/work/a.txt", file(9, NOON - 86_400_000), NOON);
  tree.put("/work/c & d <e>.txt", file(1_234_567, NOON + 60_000), NOON);
  tree.put("/work/.hidden", file(1, NOON), NOON);
  tree.put("/work/sub", directory(NOON), NOON);
}

function address(path?: string, more = "", endpoint: string = WELL_KNOWN.adaLaptop): string {
  const params = new URLSearchParams({ endpoint });
  if (path !== undefined) params.set("path", path);
  return `/files?${params}${more}`;
}

/** The names in the table, in order. */
function names(page: string): string[] {
  return allOf(
    page,
    /<th scope="row">.*?<bdi>([^<]*)<\/bdi>/g,
  );
}

Deno.test("files: a folder shows names, sizes and dates, folders first", async () => {
  workFolder();
  const visitor = await loggedIn(site());
  const page = await visitor.page(address("/work/"));
  assertEquals(names(page), ["sub", "a.txt", "b.txt", "c & d <e>.txt"]);
  const text = textOf(page);
  assertMatch(text, /a\.txt 9 B 4 May 2024, 12:00 UTC/);
  assertMatch(text, /c & d <e>\.txt 1\.23 MB 5 May 2024, 12:01 UTC/);
  assert(!page.includes("<e>"));
});

Deno.test("files: hidden files appear on demand, also in subfolders", async () => {
  workFolder();
  const visitor = await loggedIn(site());
  const page = await visitor.page(address("/work/", "&hidden=yes"));
  assert(names(page).includes(".hidden"));
  assert(allOf(page, /href="([^"]*)"/g).includes(address("/work/sub/", "&hidden=yes")));
});

Deno.test("files: entries can be sorted by size and by date, in both directions", async () => {
  workFolder();
  const visitor = await loggedIn(site());
  const sorted = async (sort: string) =>
    names(await visitor.page(address("/work/", `&sort=${sort}`)));
  assertEquals(await sorted("size"), ["sub", "a.txt", "b.txt", "c & d <e>.txt"]);
  assertEquals(await sorted("size-down"), ["sub", "c & d <e>.txt", "b.txt", "a.txt"]);
  assertEquals(await sorted("last_modified-down"), ["sub", "c & d <e>.txt", "b.txt", "a.txt"]);
  assertEquals(await sorted("name-down"), ["sub", "c & d <e>.txt", "b.txt", "a.txt"]);
  const page = await visitor.page(address("/work/", "&sort=size-down"));
  assertEquals(allOf(page, /aria-sort="(\w+)"/g), ["none", "descending", "none"]);
});

Deno.test("files: a folder with 100,000 entries is shown in pages of 100", async () => {
  const visitor = await loggedIn(site());
  const first = await visitor.page(address("/flat/", "", WELL_KNOWN.skyArchive));
  assertEquals(names(first).length, 100);
  assertMatch(textOf(first), /1–100 of 100,000/);
  const [next] = allOf(first, /rel="next" href="([^"]*)"/g);
  const second = await visitor.page(next);
  assertEquals(names(second).length, 100);
  assertMatch(textOf(second), /101–200 of 100,000/);
  assert(names(first).every((name) => !names(second).includes(name)));
  const last = await visitor.page(address("/flat/", "&page=1000", WELL_KNOWN.skyArchive));
  assertMatch(textOf(last), /99,901–100,000 of 100,000/);
  assert(!last.includes('rel="next"'));
  const past = await visitor.page(address("/flat/", "&page=1001", WELL_KNOWN.skyArchive));
  assertMatch(textOf(past), /No more results/);
});

Deno.test("files: the page says if a folder is empty, or has only hidden files", async () => {
  workFolder();
  const visitor = await loggedIn(site());
  assertMatch(textOf(await visitor.page(address("/work/sub/"))), /This folder is empty/);
});

Deno.test("files: the page says why a folder cannot be listed, with the right status", async () => {
  workFolder();
  const { tree } = site().sandbox.world.collections.get(WELL_KNOWN.adaLaptop)!;
  tree.put("/closed", directory(NOON), NOON);
  tree.find("/closed").denied = true;
  const visitor = await loggedIn(site());
  const nowhere = "00000000-0000-4000-8000-000000000000";
  const cases: [path: string, status: number, text: RegExp][] = [
    [address("/nowhere/"), 404, /Nothing is there/],
    [address("/work/a.txt/"), 404, /This is not a folder|Nothing is there/],
    [address("/closed/"), 403, /You may not read this/],
    [address("/", "", WELL_KNOWN.adaOffline), 502, /The computer is not connected/],
    [address("/", "", WELL_KNOWN.fjordEndpoint), 409, /This is not a collection/],
    [address("/", "", nowhere), 404, /No such collection/],
    ["/files?endpoint=../../etc/passwd", 404, /No such collection/],
  ];
  for (const [path, status, text] of cases) {
    const response = await visitor.fetch(path);
    assertMatch(textOf(await response.text()), text, path);
    assertEquals(response.status, status, path);
  }
});

Deno.test("files: a path with `..` stays inside the collection", async () => {
  workFolder();
  const visitor = await loggedIn(site());
  const page = await visitor.page(address("/work/../../../work//./sub/.."));
  assertEquals(names(page).length, 4);
  const asked = site().sandbox.requests.filter(({ path }) => path.endsWith("/ls")).at(-1)!;
  assertEquals(new URL(asked.url).searchParams.get("path"), "/work/");
});

Deno.test("files: without a collection the page offers recent ones", async () => {
  const visitor = await loggedIn(site());
  const page = await visitor.page("/files");
  assert(allOf(page, /href="([^"]*)"/g).includes(`/files?endpoint=${WELL_KNOWN.tutorial1}`));
});

Deno.test("files: the page says if Globus is slow or broken", async () => {
  const visitor = await loggedIn(site());
  const remove = site().sandbox.faults.add({
    fault: "html",
    status: 500,
    path: /\/ls$/,
    times: 50,
  });
  const response = await visitor.fetch(address("/"));
  remove();
  assertEquals(response.status, 502);
  assertMatch(textOf(await response.text()), /Globus is not responding/);
});

Deno.test("files: the page says how Globus writes a Windows path", async () => {
  const visitor = await loggedIn(site());
  for (const path of ["C:\\work\\a", "C:/work/a"]) {
    const response = await visitor.fetch(address(path));
    assertEquals(response.status, 400, path);
    const text = textOf(await response.text());
    assertMatch(text, /This is not a path on a collection/);
    assertMatch(text, /write \/C\/work\/a/);
  }
});
