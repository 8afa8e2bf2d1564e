import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusConnectionError, InvalidResponseError } from "../../../lib/core/errors.ts";
import type { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { walk, type WalkParams } from "../../../lib/services/transfer/walk.ts";
import { type FakeTransfer, fakeTransfer, SOURCE } from "../../kit/fake_transfer.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { bytesHeld } from "../../kit/memory.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";
import { leftBehind } from "../../kit/left_behind.ts";

/** A directory is an object, and a file is its size. */
interface Tree {
  [name: string]: Tree | number;
}

const TREE: Tree = {
  "a.txt": 1,
  d1: { "b.txt": 2, deep: { "c.h5": 3, deeper: { "d.h5": 4 } } },
  d2: { "e.h5": 5 },
  ".hidden": 6,
};

function entry(name: string, value: Tree | number) {
  return {
    DATA_TYPE: "file",
    name,
    type: typeof value === "number" ? "file" : "dir",
    size: typeof value === "number" ? value : 4096,
  };
}

/** Lists a tree; a path in `faults` gets its response from there. */
function listing(root: Tree, faults: Record<string, Answer> = {}): (seen: Sent) => Answer {
  return ({ address: url }) => {
    const path = url.searchParams.get("path") ?? "/";
    if (faults[path]) return faults[path];
    let node: Tree | number = root;
    for (const name of path.split("/").filter(Boolean)) node = (node as Tree)[name];
    const all = Object.entries(node).map(([name, value]) => entry(name, value));
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const DATA = all.slice(offset, offset + Number(url.searchParams.get("limit")));
    return { json: { DATA_TYPE: "file_list", path: `${path}/`, DATA, total: all.length } };
  };
}

async function paths(made: FakeTransfer, params: WalkParams = {}): Promise<string[]> {
  const steps = await collect(walk(made.client, SOURCE, { path: "/", ...params }));
  return steps.map(({ path, error }) => error ? `${path}!` : path);
}

const EVERYTHING = [
  "/a.txt",
  "/d1",
  "/d2",
  "/.hidden",
  "/d1/b.txt",
  "/d1/deep",
  "/d2/e.h5",
  "/d1/deep/c.h5",
  "/d1/deep/deeper",
  "/d1/deep/deeper/d.h5",
];

Deno.test("walk() gives all entries below a directory, breadth first, whatever the concurrency", async () => {
  for (const concurrency of [1, 2, 8]) {
    assertEquals(await paths(fakeTransfer(listing(TREE)), { concurrency }), EVERYTHING);
  }
});

Deno.test("walk() gives the same entries over pages of any size", async () => {
  for (const limit of [1, 2, 3, 1000]) {
    assertEquals(await paths(fakeTransfer(listing(TREE)), { limit }), EVERYTHING);
  }
});

Deno.test("walk() gives the depth of each entry", async () => {
  const { client } = fakeTransfer(listing(TREE));
  const steps = await collect(walk(client, SOURCE, { path: "/" }));
  assertEquals(steps.map(({ depth }) => depth), [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]);
});

Deno.test("walk() without a path starts in the collection's default directory", async () => {
  const { client } = fakeTransfer(({ address: url }) =>
    url.searchParams.has("path")
      ? { json: { path: "/~/d/", DATA: [], total: 0 } }
      : { json: { path: "/~/", DATA: [entry("d", {})], total: 1 } }
  );
  const found = walk(client, SOURCE);
  assertEquals((await collect(found)).map(({ path }) => path), ["/~/d"]);
  assertEquals(found.directories, 2);
});

Deno.test("walk() reports a directory that fails, and continues", async () => {
  const denied = {
    status: 502,
    json: { code: "ExternalError.DirListingFailed.PermissionDenied", message: "no" },
  };
  const made = fakeTransfer(listing(TREE, { "/d1": denied }));
  const found = walk(made.client, SOURCE, { path: "/" });
  const steps = await collect(found);
  const failure = steps.find(({ error }) => error);
  assertEquals([failure?.path, failure?.depth], ["/d1", 0]);
  assert(failure?.error instanceof TransferAPIError);
  assertEquals(steps.at(-1)?.path, "/d2/e.h5");
  assertEquals([found.failures, found.directories], [1, 3]);
});

Deno.test("walk() reports a directory without a response", async () => {
  const made = fakeTransfer(listing(TREE, { "/d1": { throws: new TypeError("reset") } }));
  const steps = await collect(walk(made.client, SOURCE, { path: "/" }));
  assert(
    steps.find(({ path, error }) => path === "/d1" && error)?.error instanceof
      GlobusConnectionError,
  );
});

Deno.test("walk() throws if the first directory fails", async () => {
  const { client } = fakeTransfer(() => ({ status: 404, json: { code: "ClientError.NotFound" } }));
  assert(await errorOf(collect(walk(client, SOURCE, { path: "/no" }))) instanceof TransferAPIError);
});

Deno.test("walk() throws if the token is refused during the walk", async () => {
  const made = fakeTransfer(listing(TREE, { "/d1": { status: 401, json: { code: "x" } } }));
  assert(
    await errorOf(collect(walk(made.client, SOURCE, { path: "/" }))) instanceof
      TransferAPIError,
  );
});

Deno.test("walk() enters no directory below maxDepth, and marks those that it skips", async () => {
  const made = fakeTransfer(listing(TREE));
  const found = walk(made.client, SOURCE, { path: "/", maxDepth: 1 });
  assertEquals((await collect(found)).map(({ path }) => path), EVERYTHING.slice(0, 7));
  assertEquals(found.truncated, true);
  const first = walk(made.client, SOURCE, { path: "/", maxDepth: 0 });
  assertEquals((await collect(first)).length, 4);
  const whole = walk(made.client, SOURCE, { path: "/", maxDepth: 3 });
  await collect(whole);
  assertEquals(whole.truncated, false);
});

Deno.test("walk() filters by pattern or function, and still enters all directories", async () => {
  const h5 = ["/d2/e.h5", "/d1/deep/c.h5", "/d1/deep/deeper/d.h5"];
  assertEquals(await paths(fakeTransfer(listing(TREE)), { filter: "*.h5" }), h5);
  assertEquals(
    await paths(fakeTransfer(listing(TREE)), { filter: ({ size }) => size === 5 }),
    ["/d2/e.h5"],
  );
});

Deno.test("walk() enters only what `enter` accepts, and no symbolic links by default", async () => {
  const made = fakeTransfer(listing(TREE));
  const some = await paths(made, { enter: (_, path) => path === "/d2" });
  assertEquals(some, ["/a.txt", "/d1", "/d2", "/.hidden", "/d2/e.h5"]);
  const links = fakeTransfer(() => ({
    json: { path: "/", DATA: [{ ...entry("up", {}), link_target: "/" }], total: 1 },
  }));
  assertEquals(await paths(links), ["/up"]);
});

Deno.test("walk() ends although a directory contains itself", async () => {
  const { client, requests } = fakeTransfer(() => ({
    json: { path: "/", DATA: [entry("again", {})], total: 1 },
  }));
  const found = walk(client, SOURCE, { path: "/" });
  await collect(found);
  assertEquals([found.truncated, requests.length], [true, 65]);
});

Deno.test("walk() stays within its limits of entries and requests", async () => {
  const made = fakeTransfer(listing(TREE));
  const few = walk(made.client, SOURCE, { path: "/", maxEntries: 5 });
  assertEquals((await collect(few)).length, 5);
  assertEquals([few.entries, few.truncated], [5, true]);
  const enough = walk(made.client, SOURCE, { path: "/", maxEntries: 10 });
  await collect(enough);
  assertEquals([enough.entries, enough.truncated], [10, false]);
  const two = fakeTransfer(listing(TREE));
  const asked = walk(two.client, SOURCE, { path: "/", maxRequests: 2 });
  await collect(asked);
  assertEquals([two.requests.length, asked.truncated], [2, true]);
});

Deno.test("walk() prefetches no more directories than it may", async () => {
  const wide: Tree = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`d${i}`, { f: 1 }]));
  let under = 0;
  let most = 0;
  const list = listing(wide);
  const { client } = fakeTransfer(async (seen) => {
    most = Math.max(most, ++under);
    await nextTurn();
    under--;
    return list(seen);
  });
  await collect(walk(client, SOURCE, { path: "/", concurrency: 5 }));
  assertEquals(most, 5);
});

Deno.test("walk() cancels pending requests when its reader stops", async () => {
  const wide: Tree = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`d${i}`, { f: 1 }]));
  const list = listing(wide);
  const { client, requests, clock } = fakeTransfer((seen) =>
    seen.index < 2 ? list(seen) : {
      hangs: true,
    }
  );
  for await (const { path } of walk(client, SOURCE, { path: "/" })) if (path === "/d0/f") break;
  await nextTurn();
  assert(requests.length <= 5);
  assertEquals(clock.timers, 0);
});

Deno.test("R5 walk() ends when it is aborted", async () => {
  const stop = new AbortController();
  const list = listing(TREE);
  const { client } = fakeTransfer((seen) => {
    if (seen.index === 1) stop.abort(new Error("enough"));
    return list(seen);
  });
  const walking = collect(walk(client, SOURCE, { path: "/" }, { signal: stop.signal }));
  assertEquals((await errorOf(walking)).message, "enough");
});

Deno.test("walk() leaves no listener and no timer behind, however it ends", async () => {
  const list = listing(TREE);
  const read = (client: TransferClient, signal: AbortSignal) =>
    collect(walk(client, SOURCE, { path: "/" }, { signal }));
  const clean = { error: "", listeners: 0, timers: 0, heard: true };
  assertEquals(await leftBehind(list, read), clean);
  assertEquals(
    await leftBehind(list, async (client, signal) => {
      for await (const _ of walk(client, SOURCE, { path: "/" }, { signal })) break;
    }),
    clean,
  );
  const stopped = await leftBehind((seen, stop) => {
    if (seen.index === 1) stop();
    return list(seen);
  }, read);
  assertEquals(stopped, { ...clean, error: "AbortError" });
  const failed = await leftBehind(() => ({ status: 404 }), read);
  assertEquals(failed, { ...clean, error: "TransferAPIError" });
});

Deno.test("walk() passes on local_user and show_hidden", async () => {
  const { client, requests } = fakeTransfer(listing({}));
  await collect(walk(client, SOURCE, { path: "/", local_user: "ann", show_hidden: false }));
  const { searchParams } = requests[0].address;
  assertEquals([searchParams.get("local_user"), searchParams.get("show_hidden")], ["ann", "0"]);
});

Deno.test("walk() does not follow names that lead out of their directory", async () => {
  for (const name of ["..", ".", "", "../up", "/etc", "a\0b", 5, null]) {
    const bad = { json: { path: "/d2/", DATA: [{ name, type: "dir" }], total: 1 } };
    const made = fakeTransfer(listing(TREE, { "/d2": bad }));
    const steps = await collect(walk(made.client, SOURCE, { path: "/" }));
    const failure = steps.find(({ error }) => error);
    assertEquals(failure?.path, "/d2");
    assert(failure?.error instanceof InvalidResponseError);
  }
});

Deno.test("D9 walk() reports a directory that promises more than it sends, or never ends", async () => {
  const promise = { json: { path: "/d2/", DATA: [], total: 5 } };
  const nothing = fakeTransfer(({ address: url }) => {
    if (url.searchParams.get("path") !== "/d2") return listing(TREE)({ address: url } as Sent);
    return url.searchParams.has("offset")
      ? promise
      : { json: { path: "/d2/", DATA: [entry("x", 1)], total: 5 } };
  });
  const steps = await collect(walk(nothing.client, SOURCE, { path: "/" }));
  assert(steps.some(({ path, error }) => path === "/d2" && error instanceof InvalidResponseError));
  for (const json of [{}, [], null, "text", { DATA: {} }, { DATA: [], path: 1 }]) {
    const made = fakeTransfer(listing(TREE, { "/d2": { json } }));
    const seen = await collect(walk(made.client, SOURCE, { path: "/" }));
    assertEquals(seen.filter(({ error }) => error).map(({ path }) => path), ["/d2"]);
  }
});

Deno.test("walk() works if a service does not send the number of entries", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const { client } = fakeTransfer(({ address: url }) => {
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const DATA = names.slice(offset, offset + 2).map((name) => entry(name, 1));
    return { json: { path: "/", DATA } };
  });
  assertEquals((await collect(walk(client, SOURCE, { limit: 2 }))).length, 5);
});

Deno.test("walk() can be read again, and counts from 0", async () => {
  const { client } = fakeTransfer(listing(TREE));
  const found = walk(client, SOURCE, { path: "/" });
  await collect(found);
  await collect(found);
  assertEquals([found.entries, found.directories, found.requests], [10, 5, 5]);
});

Deno.test("walk() refuses parameters out of range", () => {
  const { client } = fakeTransfer(() => ({}));
  for (const params of [{ limit: 0 }, { concurrency: 0 }, { maxDepth: -1 }, { limit: NaN }]) {
    assertThrows(() => walk(client, SOURCE, params), RangeError);
  }
});

Deno.test("walk() refuses a filter that no name can match, and other values", () => {
  const { client } = fakeTransfer(() => ({}));
  for (const filter of ["data/*.h5", "/"]) {
    assertThrows(() => walk(client, SOURCE, { filter }), RangeError, "a pattern for names");
  }
  for (const filter of [5, ["*.h5"], {}, null, true]) {
    const params = { filter: filter as unknown as string };
    assertThrows(() => walk(client, SOURCE, params), TypeError, "a pattern for names");
  }
  for (const filter of ["*.h5", "", () => true]) walk(client, SOURCE, { filter });
});

Deno.test("walk() of 1,000,000 entries keeps only the current pages in memory", async () => {
  const directories = Array.from({ length: 1000 }, (_, i) => `{"name":"d${i}","type":"dir"}`);
  const files = Array.from(
    { length: 1000 },
    (_, i) => `{"name":"f${i}","type":"file","size":${i}}`,
  );
  const page = (items: string[]) => ({
    text: `{"path":"/","total":${items.length},"DATA":[${items.join()}]}`,
  });
  const [first, others] = [page(directories), page(files)];
  const { client } = fakeTransfer(({ address: url }) =>
    url.searchParams.get("path") === "/" ? first : others
  );
  const found = walk(client, SOURCE, { path: "/" });
  const startBytes = bytesHeld();
  let mostBytes = 0;
  let sizeBytes = 0;
  for await (const { entry } of found) {
    sizeBytes += entry?.size ?? 0;
    if (found.entries % 100_000 === 0) {
      mostBytes = Math.max(mostBytes, bytesHeld() - startBytes);
    }
  }
  assertEquals(found.entries, 1_001_000);
  assertEquals(sizeBytes, 1000 * 999 * 500);
  // All entries at once would take more than 100 MiB.
  assert(mostBytes < 16 * 1024 * 1024, `${mostBytes} bytes`);
});
