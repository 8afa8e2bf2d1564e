import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  directory,
  entriesOf,
  file,
  FileTree,
  measure,
  PathError,
  segments,
} from "../../../lib/sandbox/transfer/files.ts";

function tree() {
  return new FileTree(directory(0, "tree:3:7"));
}

function firstFolder(files: FileTree) {
  return [...entriesOf(files.root)].find(([, node]) => node.type === "dir" && node.source)![0];
}

function reasonOf(run: () => unknown): string {
  const error = assertThrows(run, PathError) as PathError;
  return error.reason;
}

Deno.test("FileTree draws the same files each time and stores only those that were changed", () => {
  const [a, b] = [tree(), tree()];
  assertEquals([...entriesOf(a.root)], [...entriesOf(b.root)]);
  a.find(`/${firstFolder(a)}`);
  assertEquals(a.root.children, undefined);
});

Deno.test("FileTree.makeDirectory() makes one level, once", () => {
  const files = tree();
  files.makeDirectory("/new", 5);
  files.makeDirectory("/new/inner", 6);
  assertEquals([...entriesOf(files.find("/new")).keys()], ["inner"]);
  assertEquals(reasonOf(() => files.makeDirectory("/new", 7)), "exists");
  assertEquals(reasonOf(() => files.makeDirectory("/", 7)), "exists");
  assertEquals(reasonOf(() => files.makeDirectory("/no/such", 7)), "not_found");
});

Deno.test("FileTree.rename() moves whole folders, drawn or changed", () => {
  const files = tree();
  const folder = firstFolder(files);
  const before = [...entriesOf(files.find(`/${folder}`)).keys()];
  files.rename(`/${folder}`, "/moved");
  assertEquals([...entriesOf(files.find("/moved")).keys()], before);
  assertEquals(files.peek(`/${folder}`), undefined);
  files.makeDirectory("/other", 0);
  assertEquals(reasonOf(() => files.rename("/moved", "/other")), "exists");
  assertEquals(reasonOf(() => files.rename("/gone", "/x")), "not_found");
});

Deno.test("FileTree.put() makes folders on the way, merges folders and replaces files", () => {
  const files = new FileTree(directory(0));
  files.put("/a/b/c.txt", file(1, 0), 9);
  files.put("/a/b/c.txt", file(2, 0), 9);
  assertEquals(files.find("/a/b/c.txt").size, 2);
  const more = directory(0);
  more.children!.set("d.txt", file(3, 0));
  files.put("/a/b", more, 9);
  assertEquals([...entriesOf(files.find("/a/b")).keys()], ["c.txt", "d.txt"]);
  assertEquals(reasonOf(() => files.put("/a/b", file(1, 0), 9)), "is_directory");
  assertEquals(reasonOf(() => files.put("/a/b/c.txt/x", file(1, 0), 9)), "not_directory");
});

Deno.test("FileTree.put() copies: later changes of one place leave the other alone", () => {
  const files = new FileTree(directory(0));
  files.put("/a/x", file(1, 0), 9);
  files.put("/b", files.find("/a"), 9);
  files.remove("/a/x");
  assert(files.peek("/b/x") && !files.peek("/a/x"));
});

Deno.test("FileTree.find() refuses what lies behind a closed door", () => {
  const files = new FileTree(directory(0));
  files.put("/closed", { ...directory(0), denied: true }, 0);
  assertEquals(files.find("/closed").denied, true);
  assertEquals(reasonOf(() => files.find("/closed/x")), "denied");
  assertEquals(reasonOf(() => files.put("/closed/x", file(1, 0), 0)), "denied");
});

Deno.test("segments() resolves dots and never climbs above the root", () => {
  assertEquals(segments("/a/./b//c/../d/"), ["a", "b", "d"]);
  assertEquals(segments("/../../x"), ["x"]);
});

Deno.test("measure() counts a million generated files without keeping them", () => {
  const root = directory(0, "archive");
  const { files, directories } = measure(root);
  assertEquals([files, directories], [1_000_000, 10_101]);
  assertEquals(root.children, undefined);
});

Deno.test("FileTree.write() puts a file with its content, and read() gives it", async () => {
  const files = new FileTree(directory(0));
  files.write("/a/b.txt", "text", 7);
  const { size, modifiedMs } = files.find("/a/b.txt");
  assertEquals([size, modifiedMs], [4, 7]);
  assertEquals(await new Response(files.read("/a/b.txt")).text(), "text");
  files.write("/a/b.txt", new Uint8Array([1, 2]));
  assertEquals(await new Response(files.read("/a/b.txt")).bytes(), new Uint8Array([1, 2]));
  files.put("/made-up.bin", file(10, 0), 0);
  assertEquals((await new Response(files.read("/made-up.bin")).bytes()).length, 10);
  files.put("/closed", { ...directory(0), denied: true }, 0);
  assertEquals(reasonOf(() => files.read("/a")), "is_directory");
  assertEquals(reasonOf(() => files.read("/none")), "not_found");
  assertEquals(reasonOf(() => files.read("/closed")), "denied");
  assertEquals(reasonOf(() => files.write("/a", "x")), "is_directory");
});

Deno.test("a copy of a file has its content, and files that were drawn differ", async () => {
  const files = tree();
  const drawn = [...entriesOf(files.root)].filter(([, node]) => node.type === "file");
  const [[first, node], [second]] = drawn;
  files.put("/copy", node, 9);
  const text = (path: string) => new Response(files.read(path)).text();
  assertEquals(await text("/copy"), await text(`/${first}`));
  assert((await text(`/${second}`)).slice(0, 30) !== (await text(`/${first}`)).slice(0, 30));
});
