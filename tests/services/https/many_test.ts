import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CollectionAPIError,
  CollectionClient,
  downloadAll,
  type DownloadAllParams,
  type FileOutcome,
  FileTransferError,
  type FoundFile,
  GlobusError,
  uploadAll,
} from "@globus-deno/sdk";
import { Sandbox } from "@globus-deno/sdk/sandbox";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { FakeClock } from "../../kit/clock.ts";
import { FileServer, html, LONG_AGO, randomBytes } from "../../kit/file_server.ts";
import { collect } from "../../kit/outcomes.ts";
import { withFolder } from "../../kit/processes.ts";
import { collectionAt } from "../../kit/sandbox_https.ts";

const HOST = "https://g-1a2b3c.data.globus.org";
const COLLECTION = "0c1b3b2c-8a0b-4d8f-9d9f-0a0b0c0d0e0f";

function clientOf(server: FileServer) {
  const clock = new FakeClock({ jumps: "patient" });
  const fetch = server.fetch;
  return new CollectionClient(HOST, { fetch, clock, collectionId: COLLECTION });
}

/** Steps of a walk over all files of a server. */
function* walked(server: FileServer): Generator<FoundFile> {
  yield { path: "/data/folder", entry: { type: "dir" } };
  for (const [path, { bytes }] of server.files) {
    yield { path, entry: { type: "file", size: bytes.length } };
  }
}

function states(outcomes: FileOutcome[]): Record<string, string> {
  return Object.fromEntries(outcomes.map(({ path, state }) => [path, state]).sort());
}

Deno.test("downloadAll() downloads a folder with its folders, a few files at a time", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    for (let at = 0; at < 200; at++) server.add(`/data/d${at % 7}/e/f${at}`, 1000 + at);
    let running = 0;
    let most = 0;
    const { fetch } = server;
    server.fetch = async (url, init) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 0));
      try {
        return await fetch(url, init);
      } finally {
        running--;
      }
    };
    const seen: number[] = [];
    const outcomes = await collect(
      downloadAll(clientOf(server), walked(server), {
        ...{ from: "/data", to: `${folder}/new`, concurrency: 5 },
        onProgress: ({ doneBytes, doneFiles }) => void seen.push(doneBytes, doneFiles),
      }),
    );
    assertEquals(outcomes.length, 200);
    for (const outcome of outcomes) {
      assert(outcome.state === "done");
      assertEquals(outcome.file, `${folder}/new${outcome.path.slice("/data".length)}`);
      assertEquals(await Deno.readFile(outcome.file), server.files.get(outcome.path)!.bytes);
    }
    assertEquals(most, 5);
    const total = [...server.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    assertEquals(seen.slice(-2), [total, 200]);
  }));

Deno.test("downloadAll() reports each failure and goes on", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    for (const name of ["a", "b", "gone", "secret", "here", "other"]) server.add(`/d/${name}`, 10);
    server.answer = ({ path }) =>
      path === "/d/gone" ? html(404, "x") : path === "/d/secret" ? html(403, "x") : undefined;
    await Deno.writeFile(`${folder}/here`, randomBytes(10));
    await Deno.writeFile(`${folder}/other`, randomBytes(11));
    const found = [
      ...walked(server),
      { path: "/d/closed", error: new GlobusError("Cannot list it") },
      { path: "/d/link", entry: { type: "file", size: 1 } },
      { path: "/elsewhere/f", entry: { type: "file", size: 1 } },
      { path: "/d/../f", entry: { type: "file", size: 1 } },
      { path: "/d//f", entry: { type: "file", size: 1 } },
      { path: "/d/./f", entry: { type: "file", size: 1 } },
      { path: "/d/", entry: { type: "file", size: 1 } },
      { path: "/d/a\0", entry: { type: "file", size: 1 } },
    ];
    await Deno.symlink(`${folder}/a`, `${folder}/link`);
    const copy = async (existing?: DownloadAllParams["existing"]) =>
      await collect(downloadAll(clientOf(server), found, { from: "/d/", to: folder, existing }));
    const outcomes = await copy("skip");
    const failed = {
      ...{ "/d/gone": "failed", "/d/secret": "failed", "/d/closed": "failed" },
      ...{ "/d/link": "failed", "/elsewhere/f": "failed", "/d/../f": "failed" },
      ...{ "/d//f": "failed", "/d/./f": "failed", "/d/": "failed", "/d/a\0": "failed" },
    };
    assertEquals(
      states(outcomes),
      states(
        Object.entries({
          ...failed,
          ...{ "/d/a": "done", "/d/b": "done", "/d/here": "skipped", "/d/other": "failed" },
        }).map(([path, state]) => ({ path, state } as FileOutcome)),
      ),
    );
    for (const outcome of outcomes) {
      if (outcome.state !== "failed") continue;
      const isOwn = /gone|secret/.test(outcome.path)
        ? outcome.error instanceof CollectionAPIError
        : outcome.path === "/d/closed" || outcome.error instanceof FileTransferError;
      assert(isOwn, outcome.path);
    }
    const replaced = states(await copy("overwrite"));
    assertEquals(["/d/a", "/d/other", "/d/here"].map((path) => replaced[path]), [
      "done",
      "done",
      "done",
    ]);
    assertEquals(states(await copy())["/d/a"], "failed");
    assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
  }));

Deno.test("an error that concerns all files, an abort, or leaving the loop ends everything", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    for (let at = 0; at < 100; at++) server.add(`/d/f${at}`, 100_000);
    server.answer = (_seen, index) => index === 20 ? html(401, "x") : undefined;
    const client = clientOf(server);
    const run = (target: string, options = {}) =>
      downloadAll(client, walked(server), { from: "/d/", to: `${folder}/${target}` }, options);
    const refused = await assertRejects(() => collect(run("a")), CollectionAPIError);
    assertEquals(refused.httpStatus, 401);
    assert(server.requests.length < 40);

    server.answer = () => undefined;
    const stop = new AbortController();
    let seen = 0;
    await assertRejects(
      async () => {
        for await (const _ of run("b", { signal: stop.signal })) {
          if (++seen === 10) stop.abort(new Error("enough"));
        }
      },
      Error,
      "enough",
    );
    assertEquals(seen, 10);
    for await (const _ of run("c")) break;
    // A source that never gives its next step does not hold the abort up.
    async function* waiting(): AsyncGenerator<FoundFile> {
      yield { path: "/d/f1", entry: { type: "file", size: 1 } };
      await new Promise(() => {});
    }
    const again = new AbortController();
    await assertRejects(
      async () => {
        const params = { from: "/d/", to: `${folder}/d` };
        const { signal } = again;
        for await (const _ of downloadAll(client, waiting(), params, { signal })) {
          setTimeout(() => again.abort(new Error("enough")), 0);
        }
      },
      Error,
      "enough",
    );
    for (const name of ["a", "b", "c", "d"]) {
      const parts = [...Deno.readDirSync(`${folder}/${name}`)].filter(({ name }) =>
        name.endsWith(".part")
      );
      assertEquals(parts, []);
    }
    async function* broken(): AsyncGenerator<FoundFile> {
      yield { path: "/d/f1", entry: { type: "file", size: 1 } };
      throw new Error("the walk's");
    }
    await assertRejects(
      () => collect(downloadAll(client, broken(), { from: "/d/", to: `${folder}/e` })),
      Error,
      "the walk's",
    );
    for (const concurrency of [0, 65, 1.5, NaN]) {
      const params = { from: "/d/", to: folder, concurrency };
      await assertRejects(
        () => collect(downloadAll(client, [], params)),
        RangeError,
        "from 1 to 64",
      );
    }
  }));

Deno.test("a folder is continued where it stopped", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    for (let at = 0; at < 20; at++) server.add(`/d/f${at}`, 300_000, { etag: `"${at}"` });
    const client = clientOf(server);
    const params = {
      ...{ from: "/d/", to: folder, concurrency: 2 },
      ...{ existing: "skip", resume: true } as const,
    };
    const stop = new AbortController();
    const first = downloadAll(client, walked(server), {
      ...params,
      onProgress: ({ doneBytes }) => doneBytes > 2_500_000 && stop.abort(new Error("enough")),
    }, { signal: stop.signal });
    await assertRejects(() => collect(first), Error, "enough");
    server.requests.length = 0;
    const outcomes = await collect(downloadAll(client, walked(server), params));
    const skipped = outcomes.filter(({ state }) => state === "skipped").length;
    assert(skipped >= 6 && skipped < 20, `${skipped}`);
    assert(server.requests.some(({ range }) => range !== null));
    for (const [path, { bytes }] of server.files) {
      assertEquals(await Deno.readFile(`${folder}/${path.slice(3)}`), bytes);
    }
    assertEquals([...Deno.readDirSync(folder)].length, 20);
  }));

Deno.test("a part of a file is continued only if the server proves that the file is the same", () =>
  withFolder(async (folder) => {
    const bySort = {
      "entity tag": { etag: '"1"', lastModified: undefined },
      "time of the last change": { etag: undefined, lastModified: LONG_AGO },
      "no proof": { etag: undefined, lastModified: undefined },
    };
    for (const [proof, headers] of Object.entries(bySort)) {
      const server = new FileServer();
      server.add("/d/a", 1000, headers);
      const { bytes } = server.add("/d/b", 3_000_000, headers);
      const client = clientOf(server);
      const to = `${folder}/${proof}`;
      const params = { from: "/d/", to, concurrency: 1, existing: "skip", resume: true } as const;
      const stop = new AbortController();
      const first = downloadAll(client, walked(server), {
        ...params,
        onProgress: ({ doneBytes }) => doneBytes > 1_500_000 && stop.abort(new Error("enough")),
      }, { signal: stop.signal });
      await assertRejects(() => collect(first), Error, "enough");
      const parts = [...Deno.readDirSync(to)].filter(({ name }) => name.endsWith(".part")).length;
      const [a, b] = await collect(downloadAll(client, walked(server), params));
      assertEquals([a.state, b.state], ["skipped", "done"], proof);
      assert(b.state === "done");
      const isProved = proof !== "no proof";
      assertEquals([parts > 0, b.resumedFromBytes > 1_000_000], [isProved, isProved], proof);
      if (!isProved) assertEquals(b.resumedFromBytes, 0);
      assertEquals(await Deno.readFile(`${to}/b`), bytes);
    }
  }));

Deno.test("a test can stop the download of a file that it wrote into a sandbox, and continue it with validators", () =>
  withFolder(async (folder) => {
    for (const httpsValidators of [false, true]) {
      const sandbox = new Sandbox();
      sandbox.settings.httpsValidators = httpsValidators;
      const { tree, domain } = collectionAt(sandbox, WELL_KNOWN.skyArchive);
      const bytes = randomBytes(3_000_000);
      tree.write("/mine/a.bin", bytes);
      const client = new CollectionClient(`https://${domain}`, sandbox.clientOptions);
      const found = [{ path: "/mine/a.bin", entry: { type: "file", size: bytes.length } }];
      const to = `${folder}/${httpsValidators}`;
      const params = { from: "/mine/", to, existing: "skip", resume: true } as const;
      const stop = new AbortController();
      const first = downloadAll(client, found, {
        ...params,
        onProgress: ({ doneBytes }) => doneBytes > 1_500_000 && stop.abort(new Error("enough")),
      }, { signal: stop.signal });
      await assertRejects(() => collect(first), Error, "enough");
      const [outcome] = await collect(downloadAll(client, found, params));
      assert(outcome.state === "done");
      const { resumedFromBytes } = outcome;
      assertEquals(resumedFromBytes > 1_000_000, httpsValidators);
      assert(resumedFromBytes < 2_000_000, "the first download was stopped in the middle");
      assertEquals(await Deno.readFile(`${to}/a.bin`), bytes);
    }
  }));

Deno.test("uploadAll() uploads a folder, makes its folders once, and reports links", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const names = ["z", "a b/c", "a b/d/e", "a b/d/grün"];
    await Deno.mkdir(`${folder}/a b/d`, { recursive: true });
    for (const name of names) await Deno.writeFile(`${folder}/${name}`, randomBytes(5000));
    await Deno.symlink(`${folder}/z`, `${folder}/link`);
    const made: string[] = [];
    const transfer = {
      operationMkdir(id: string, path: string) {
        assertEquals(id, COLLECTION);
        made.push(path);
        if (path !== "/up/") return Promise.resolve({});
        return Promise.reject(
          Object.assign(new Error("it is there"), { code: "ExternalError.MkdirFailed.Exists" }),
        );
      },
    };
    const outcomes = await collect(
      uploadAll(clientOf(server), { from: folder, to: "/up", transfer, concurrency: 3 }),
    );
    assertEquals(states(outcomes), {
      "/up/a b/c": "done",
      "/up/a b/d/e": "done",
      "/up/a b/d/grün": "done",
      "/up/link": "failed",
      "/up/z": "done",
    });
    for (const name of names) {
      const { bytes } = server.files.get(`/up/${name}`)!;
      assertEquals(bytes, await Deno.readFile(`${folder}/${name}`));
    }
    assertEquals(made, ["/up/", "/up/a b/", "/up/a b/d/"]);
    const none = uploadAll(clientOf(server), { from: `${folder}/none`, to: "/up" });
    await assertRejects(() => collect(none), FileTransferError, "does not exist");
    const open = new CollectionClient(HOST, { fetch: server.fetch });
    await assertRejects(
      () => collect(uploadAll(open, { from: folder, to: "/up", transfer })),
      GlobusError,
      "collectionId",
    );
  }));
