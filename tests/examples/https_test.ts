import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import { play, testInTerminal } from "../kit/terminal_example.ts";

const { tutorial1, fjordStorage, fjordShare } = WELL_KNOWN;

testInTerminal("download_folder downloads a folder, and then what is missing", async (place) => {
  const first = await play("download_folder", place);
  assertEquals(first.code, 0, first.shown);
  assertMatch(first.shown, /3 downloaded, 0 were there, 0 failed: \S+\/downloaded/);
  const folder = `${place.state}/downloaded`;
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, ["file1.txt", "file2.txt", "file3.txt"]);
  const { tree } = place.sandbox.world.collections.get(tutorial1)!;
  const text = await Deno.readTextFile(`${folder}/file1.txt`);
  await Deno.remove(`${folder}/file1.txt`);
  const second = await play("download_folder", place);
  assertMatch(second.shown, /1 downloaded, 2 were there, 0 failed/);
  assertEquals(second.logins, 0);
  assertEquals(await Deno.readTextFile(`${folder}/file1.txt`), text);
  // One that was changed is reported, and not replaced.
  tree.write("/home/share/godata/file2.txt", "longer than before");
  const third = await play("download_folder", place);
  assertEquals(third.code, 1);
  assertMatch(third.shown, /file2\.txt: [^]*exists already/);
});

testInTerminal(
  "download_folder logs in twice for a mapped collection, and not again",
  async (place) => {
    const { tree } = place.sandbox.world.collections.get(fjordStorage)!;
    tree.write("/home/ada/run7/a.txt", "one");
    tree.write("/home/ada/run7/deep/b.txt", "two");
    // One login finds what the collection needs, another one consents to it.
    const first = await play("download_folder", place, [fjordStorage, "/home/ada/run7/"]);
    assertEquals([first.code, first.logins], [0, 2], first.shown);
    assertMatch(first.shown, /2 downloaded, 0 were there, 0 failed/);
    assertEquals(await Deno.readTextFile(`${place.state}/downloaded/deep/b.txt`), "two");
    const second = await play("download_folder", place, [fjordStorage, "/home/ada/run7/"]);
    assertEquals([second.code, second.logins], [0, 0], second.shown);
    assertMatch(second.shown, /0 downloaded, 2 were there, 0 failed/);
  },
);

testInTerminal("share_results uploads results and lets others read them", async (place) => {
  const collection = place.sandbox.world.collections.get(fjordShare)!;
  const rules = collection.access.size;
  const { shown, code, logins } = await play("share_results", place, [fjordShare]);
  assertEquals([code, logins], [0, 1], shown);
  assertStringIncludes(shown, "says: Mean bleaching by reef and year.");
  assertEquals(shown.match(/\/results-[\da-f]{8}\/\S+\.(txt|csv)\s*\n/g)?.length, 2);
  assertEquals(collection.access.size, rules + 1);
  const found = await play("share_results", place);
  assertEquals(found.code, 0, found.shown);
  assert(/Using Coral/.test(found.shown));
});
