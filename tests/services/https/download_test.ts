import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CollectionAPIError,
  CollectionClient,
  type DownloadParams,
  FileTransferError,
  GlobusConnectionError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
} from "@globus-deno/sdk";
import { FakeClock } from "../../kit/clock.ts";
import { FileServer, randomBytes } from "../../kit/file_server.ts";
import { withFolder } from "../../kit/processes.ts";
import { seeded } from "../../kit/random.ts";

const HOST = "https://g-1a2b3c.data.globus.org";

function clientOf(server: FileServer) {
  const clock = new FakeClock({ jumps: "patient" });
  const client = new CollectionClient(HOST, { fetch: server.fetch, clock, random: () => 0.5 });
  return { client, clock };
}

/** A stream that keeps what is written to it. */
function keeper() {
  const pieces: Uint8Array[] = [];
  const state = { closed: false, aborted: undefined as unknown };
  const stream = new WritableStream<Uint8Array>({
    write: (piece) => void pieces.push(piece.slice()),
    close: () => void (state.closed = true),
    abort: (reason) => void (state.aborted = reason),
  });
  const bytes = async () => new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
  return { stream, state, bytes };
}

/** Names of the files in a folder. */
function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

async function digest(bytes: Uint8Array<ArrayBuffer>, algorithm = "SHA-256"): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("download() writes a file under its name only when it is complete", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 3_000_001);
    const { client, clock } = clientOf(server);
    const seen: number[] = [];
    const done = await client.download("/f", `${folder}/f`, {
      onProgress: ({ doneBytes, totalBytes }) => {
        seen.push(doneBytes);
        assertEquals(totalBytes, 3_000_001);
        assertEquals(names(folder).includes("f"), false);
      },
    });
    assertEquals(done, {
      sizeBytes: 3_000_001,
      resumedFromBytes: 0,
      lastModified: new Date("2023-11-13T10:00:00Z"),
    });
    assertEquals(await Deno.readFile(`${folder}/f`), bytes);
    assertEquals(seen.at(-1), 3_000_001);
    assert(seen.every((bytes, at) => at === 0 || bytes > seen[at - 1]));
    assertEquals(names(folder), ["f"]);
    assertEquals(server.requests.length, 1);
    assertEquals(clock.timers, 0);
  }));

Deno.test("a file that is stored on the disk while it arrives is whole at the end", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    // The first part is stored after 64 MiB.
    const { bytes } = server.add("/f", 2 * 64 * 1024 * 1024 + 12_345);
    const { client } = clientOf(server);
    const checksum = { algorithm: "sha256", value: await digest(bytes) } as const;
    const { sizeBytes } = await client.download("/f", `${folder}/f`, { checksum });
    assertEquals(sizeBytes, bytes.length);
    assertEquals(await digest(await Deno.readFile(`${folder}/f`)), checksum.value);
    assertEquals(names(folder), ["f"]);
  }));

Deno.test("download() writes to a stream and closes it", async () => {
  const server = new FileServer();
  const { client } = clientOf(server);
  for (const size of [0, 1, 500_000]) {
    for (const isChunked of [false, true]) {
      server.isChunked = isChunked;
      const { bytes } = server.add("/f", size);
      const kept = keeper();
      const done = await client.download("/f", kept.stream);
      assertEquals([done.sizeBytes, kept.state.closed], [size, true]);
      assertEquals(await kept.bytes(), bytes);
    }
  }
});

Deno.test("a file: URL and an empty file are downloaded too", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    server.add("/empty", 0);
    const { client } = clientOf(server);
    for (const params of [{}, { resume: true }, { connections: 4 }]) {
      await client.download("/empty", new URL(`file://${folder}/a%20b`), {
        ...params,
        overwrite: true,
      });
      assertEquals((await Deno.stat(`${folder}/a b`)).size, 0);
      assertEquals(names(folder), ["a b"]);
    }
  }));

Deno.test("a download that is cut at random bytes continues there, and the file is identical", () =>
  withFolder(async (folder) => {
    const random = seeded(14);
    const server = new FileServer();
    const size = 1_500_000;
    const { bytes } = server.add("/f", size);
    for (let turn = 0; turn < 50; turn++) {
      const { client } = clientOf(server);
      const cuts = [Math.floor(random() * size), Math.floor(random() * size)];
      let left = cuts.length;
      server.requests.length = 0;
      server.cutAfter = ({ method }) => method === "GET" && left > 0 ? cuts[--left] : undefined;
      const connections = turn % 5 === 4 ? 3 : 1;
      await client.download("/f", `${folder}/f`, { overwrite: true, connections });
      assertEquals(await Deno.readFile(`${folder}/f`), bytes, `${cuts}`);
      if (connections > 1) continue;
      const [first, second] = server.requests;
      assertEquals(first.range, null);
      assertEquals(second.range, cuts[1] === 0 ? null : `bytes=${cuts[1]}-`, `${cuts}`);
      const kept = keeper();
      left = cuts.length;
      await client.download("/f", kept.stream);
      assertEquals(await kept.bytes(), bytes, `${cuts}`);
    }
    assertEquals(names(folder), ["f"]);
  }));

Deno.test("a download that was interrupted at random bytes resumes in the next call", () =>
  withFolder(async (folder) => {
    const random = seeded(15);
    const server = new FileServer();
    const size = 2_500_000;
    const { bytes } = server.add("/f", size);
    for (let turn = 0; turn < 50; turn++) {
      const { client } = clientOf(server);
      const stop = new AbortController();
      const limit = Math.floor(random() * size);
      let done = 0;
      const params: DownloadParams = {
        ...{ overwrite: true, resume: true },
        onProgress({ doneBytes }) {
          done = doneBytes;
          if (doneBytes > limit) stop.abort(new Error("enough"));
        },
      };
      const checksum = { algorithm: "sha256", value: await digest(bytes) } as const;
      const first = client.download("/f", `${folder}/f`, params, { signal: stop.signal });
      await assertRejects(() => first, Error, "enough");
      const before = done;
      assertEquals(names(folder).filter((name) => name.endsWith(".part")).length, 1);
      server.requests.length = 0;
      const again = await client.download("/f", `${folder}/f`, {
        ...{ overwrite: true, resume: true },
        checksum: turn % 2 ? checksum : undefined,
      });
      assertEquals(again.resumedFromBytes, before);
      assertEquals(
        server.requests.map(({ method, range }) => [method, range]),
        [["HEAD", null], ["GET", `bytes=${before}-`]].slice(0, before === size ? 1 : 2),
      );
      assertEquals(await Deno.readFile(`${folder}/f`), bytes);
      assertEquals(names(folder), ["f"]);
    }
  }));

Deno.test("a part of another version is not continued", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { client } = clientOf(server);
    const interrupted = async () => {
      const stop = new AbortController();
      await assertRejects(
        () =>
          client.download("/f", `${folder}/f`, {
            resume: true,
            onProgress: ({ doneBytes }) => doneBytes > 100_000 && stop.abort(new Error("enough")),
          }, { signal: stop.signal }),
        Error,
        "enough",
      );
    };
    for (
      const [before, after] of [
        [{ etag: '"1"' }, { etag: '"2"' }],
        [{ etag: undefined }, { etag: undefined, lastModified: "Mon, 13 Nov 2023 10:00:01 GMT" }],
        // The time of change is too close to the date: it may have changed again within the second.
        [{ etag: 'W/"1"', lastModified: "Tue, 14 Nov 2023 22:13:20 GMT" }, {
          etag: 'W/"1"',
          lastModified: "Tue, 14 Nov 2023 22:13:20 GMT",
        }],
        [{ etag: undefined, lastModified: undefined }, {
          etag: undefined,
          lastModified: undefined,
        }],
        [{ etag: '"1"' }, { etag: undefined }],
      ]
    ) {
      server.add("/f", 1_000_000, before);
      await interrupted();
      const { bytes } = server.add("/f", 1_000_000, after);
      const done = await client.download("/f", `${folder}/f`, { resume: true });
      assertEquals(done.resumedFromBytes, 0, JSON.stringify([before, after]));
      assertEquals(await Deno.readFile(`${folder}/f`), bytes);
      for (const name of names(folder)) await Deno.remove(`${folder}/${name}`);
    }
  }));

Deno.test("without a time or tag only a checksum proves that a part belongs to the file", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const plain = { etag: undefined, lastModified: undefined };
    const { bytes } = server.add("/f", 1_000_000, plain);
    const { client } = clientOf(server);
    const checksum = { algorithm: "sha256", value: await digest(bytes) } as const;
    let left = 1;
    server.cutAfter = ({ method }) => method === "GET" && left-- > 0 ? 300_000 : undefined;
    const stop = new AbortController();
    stop.signal.addEventListener("abort", () => left = 0);
    const kept = keeper();
    await assertRejects(() => client.download("/f", kept.stream), GlobusConnectionError);
    assert(kept.state.aborted instanceof GlobusConnectionError);
    left = 1;
    const proven = keeper();
    await client.download("/f", proven.stream, { checksum });
    assertEquals(await proven.bytes(), bytes);
    // A local file can begin again.
    left = 1;
    server.requests.length = 0;
    await client.download("/f", `${folder}/f`);
    assertEquals(server.requests.map(({ range }) => range), [null, null]);
    assertEquals(await Deno.readFile(`${folder}/f`), bytes);
    // The part of another file of the same size is found out, and removed.
    const interrupted = client.download("/f", `${folder}/g`, {
      ...{ checksum, resume: true },
      onProgress: ({ doneBytes }) => doneBytes > 500_000 && stop.abort(new Error("enough")),
    }, { signal: stop.signal });
    await assertRejects(() => interrupted, Error, "enough");
    assertEquals(names(folder).length, 2);
    server.add("/f", 1_000_000, plain);
    const wrong = await assertRejects(
      () => client.download("/f", `${folder}/g`, { checksum, resume: true }),
      FileTransferError,
    );
    assertEquals(wrong.problem, "checksum");
    assertEquals(names(folder), ["f"]);
  }));

Deno.test("a file that changes in the middle begins again, or is an error for a stream", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { client } = clientOf(server);
    let left = 0;
    server.cutAfter = () => {
      if (left-- <= 0) return undefined;
      server.add("/f", 800_000, { etag: `"${left}"` });
      return 300_000;
    };
    server.add("/f", 800_000);
    left = 1;
    await client.download("/f", `${folder}/f`);
    assertEquals(await Deno.readFile(`${folder}/f`), server.files.get("/f")!.bytes);
    server.add("/f", 800_000);
    left = 1;
    const kept = keeper();
    const error = await assertRejects(() => client.download("/f", kept.stream), FileTransferError);
    assertEquals([error.problem, kept.state.aborted], ["changed", error]);
    left = 100;
    const always = await assertRejects(
      () => client.download("/f", `${folder}/g`),
      FileTransferError,
    );
    assertEquals(always.problem, "changed");
    assertEquals(names(folder), ["f"]);
  }));

Deno.test("a server without ranges sends the whole file again", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    server.ignoresRanges = true;
    const { bytes } = server.add("/f", 800_000);
    const { client } = clientOf(server);
    let left = 1;
    server.cutAfter = () => left-- > 0 ? 300_000 : undefined;
    for (const connections of [1, 4]) {
      left = 2;
      await client.download("/f", `${folder}/f`, { overwrite: true, resume: true, connections });
      assertEquals(await Deno.readFile(`${folder}/f`), bytes);
    }
    assertEquals(names(folder), ["f"]);
  }));

Deno.test("connections that always break end the download, and those that stall are replaced", async () => {
  const server = new FileServer();
  server.add("/f", 100_000);
  const { client, clock } = clientOf(server);
  server.cutAfter = () => 0;
  await assertRejects(() => client.download("/f", keeper().stream), GlobusConnectionError);
  assertEquals(server.requests.length, 6);
  server.cutAfter = () => undefined;
  server.answer = () =>
    new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), {
      headers: { "content-length": "5", etag: '"1"' },
    });
  const late = await assertRejects(
    () => client.download("/f", keeper().stream),
    GlobusTimeoutError,
  );
  assertEquals(late.limit, "idle");
  const total = await assertRejects(
    () => client.download("/f", keeper().stream, {}, { timeoutMs: 100_000 }),
    GlobusTimeoutError,
  );
  assertEquals(total.limit, "total");
  assertEquals(clock.timers, 0);
});

Deno.test("several connections write a file in its order, in bounded memory", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const size = 20 * 1024 * 1024 + 17;
    const { bytes } = server.add("/f", size);
    server.pieceBytes = 1 << 18;
    const { client } = clientOf(server);
    const seen: number[] = [];
    const onProgress = ({ doneBytes }: { doneBytes: number }) => void seen.push(doneBytes);
    await client.download("/f", `${folder}/f`, { connections: 3, onProgress });
    assertEquals(await Deno.readFile(`${folder}/f`), bytes);
    assertEquals(seen.at(-1), size);
    assertEquals(server.requests.map(({ range }) => range), [
      null,
      ...[0, 4, 8, 12, 16, 20].map((at) => {
        const start = at * 1024 * 1024;
        return `bytes=${start}-${Math.min(start + 4 * 1024 * 1024, size) - 1}`;
      }),
    ]);
    for (const connections of [0, 9, 1.5, NaN]) {
      await assertRejects(
        () => client.download("/f", keeper().stream, { connections }),
        RangeError,
        "from 1 to 8",
      );
    }
  }));

Deno.test("a checksum, a size or a limit that does not hold leaves no file", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 400_000);
    const { client } = clientOf(server);
    const right = await digest(bytes);
    for (const [name, algorithm] of [["SHA-1", "sha1"], ["SHA-512", "sha512"]] as const) {
      const checksum = { algorithm, value: (await digest(bytes, name)).toUpperCase() };
      await client.download("/f", keeper().stream, { checksum });
    }
    const cases: [DownloadParams, string][] = [
      [{
        checksum: { algorithm: "sha256", value: right.replace(/./, (c) => c === "0" ? "1" : "0") },
      }, "checksum"],
      [{ sizeBytes: 399_999 }, "size"],
      [{ maxBytes: 399_999 }, "size"],
    ];
    for (const isChunked of [false, true]) {
      server.isChunked = isChunked;
      for (const [params, problem] of cases) {
        for (const resume of [false, true]) {
          const error = await assertRejects(
            () => client.download("/f", `${folder}/f`, { ...params, resume }),
            FileTransferError,
          );
          assertEquals(error.problem, problem);
          assertEquals(names(folder), [], JSON.stringify([params, resume, isChunked]));
        }
      }
    }
    server.isChunked = false;
    await client.download("/f", `${folder}/f`, { sizeBytes: 400_000, maxBytes: 400_000 });
    for (
      const checksum of [
        { algorithm: "crc32", value: "00000000" },
        { algorithm: "sha256", value: "0" },
        { algorithm: "md5", value: "x".repeat(32) },
        { algorithm: "constructor", value: "0" },
      ]
    ) {
      await assertRejects(
        () => client.download("/f", keeper().stream, { checksum } as unknown as DownloadParams),
        RangeError,
        "Cannot verify a checksum",
      );
    }
  }));

Deno.test("an abort ends a download at any moment, and leaves nothing behind", () =>
  withFolder(async (folder) => {
    const random = seeded(3);
    const server = new FileServer();
    server.add("/f", 3_000_000);
    for (let turn = 0; turn < 40; turn++) {
      const { client, clock } = clientOf(server);
      const stop = new AbortController();
      const limit = Math.floor(random() * 4_000_000) - 500_000;
      if (limit < 0) stop.abort(new Error("enough"));
      const outcome = await client.download("/f", `${folder}/f`, {
        connections: turn % 3 ? 1 : 3,
        onProgress: ({ doneBytes }) => doneBytes > limit && stop.abort(new Error("enough")),
      }, { signal: stop.signal }).then(() => "done", (error) => error.message);
      assertEquals(outcome, limit < 3_000_000 ? "enough" : "done");
      assertEquals(names(folder), outcome === "done" ? ["f"] : []);
      if (outcome === "done") await Deno.remove(`${folder}/f`);
      assertEquals(clock.timers, 0);
    }
  }));

Deno.test("an error of the caller's function or stream ends the download and reaches the caller", async () => {
  const server = new FileServer();
  server.add("/f", 300_000);
  const { client } = clientOf(server);
  await assertRejects(
    () =>
      client.download("/f", keeper().stream, {
        onProgress() {
          throw new Error("mine");
        },
      }),
    Error,
    "mine",
  );
  const broken = new WritableStream({
    write() {
      throw new Error("the stream's");
    },
  });
  await assertRejects(() => client.download("/f", broken), Error, "the stream's");
  const slow = new WritableStream({ write: () => new Promise(() => {}) });
  const stop = new AbortController();
  const waiting = client.download("/f", slow, {}, { signal: stop.signal });
  setTimeout(() => stop.abort(new Error("enough")), 0);
  await assertRejects(() => waiting, Error, "enough");
});

Deno.test("an existing file is replaced only with `overwrite`", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 1000);
    const { client } = clientOf(server);
    await Deno.writeTextFile(`${folder}/f`, "mine");
    const error = await assertRejects(
      () => client.download("/f", `${folder}/f`),
      FileTransferError,
      "overwrite",
    );
    assertEquals([error.problem, server.requests.length], ["exists", 0]);
    // A file that appears meanwhile is not replaced either.
    const late = await assertRejects(
      () =>
        client.download("/f", `${folder}/g`, {
          onProgress: () => Deno.writeTextFileSync(`${folder}/g`, "mine"),
        }),
      FileTransferError,
    );
    assertEquals(late.problem, "exists");
    assertEquals(await Deno.readTextFile(`${folder}/f`), "mine");
    assertEquals(await Deno.readTextFile(`${folder}/g`), "mine");
    await client.download("/f", `${folder}/f`, { overwrite: true });
    assertEquals(await Deno.readFile(`${folder}/f`), bytes);
    assertEquals(names(folder), ["f", "g"]);
    await assertRejects(() => client.download("/g", `${folder}/h`), CollectionAPIError, "404");
    assertEquals(names(folder), ["f", "g"]);
  }));

Deno.test("a download never writes through a link at its name or beside it", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 1_000_000);
    const { client } = clientOf(server);
    await Deno.mkdir(`${folder}/real`);
    await Deno.symlink(`${folder}/real`, `${folder}/linked`);
    await Deno.writeTextFile(`${folder}/canary`, "untouched");
    const target = `${folder}/linked/f`;
    for (const overwrite of [false, true]) {
      for (const to of ["canary", "missing", "real"]) {
        await Deno.symlink(`${folder}/${to}`, target);
        const error = await assertRejects(
          () => client.download("/f", target, { overwrite }),
          FileTransferError,
          "link",
        );
        assertEquals(error.problem, "unsafe");
        await Deno.remove(target);
      }
      const folderError = await assertRejects(
        () => client.download("/f", `${folder}/real`, { overwrite }),
        FileTransferError,
        "folder",
      );
      assertEquals(folderError.problem, "unsafe");
    }
    // The name of the part is known: plant links there.
    const stop = new AbortController();
    const first = client.download("/f", target, {
      resume: true,
      onProgress: ({ doneBytes }) => doneBytes > 400_000 && stop.abort(new Error("enough")),
    }, { signal: stop.signal });
    await assertRejects(() => first, Error, "enough");
    const [part] = names(`${folder}/real`);
    assert(/^f\.[\da-f]{16}\.part$/.test(part), part);
    for (const plant of [Deno.symlink, Deno.link]) {
      await Deno.remove(`${folder}/real/${part}`);
      await plant(`${folder}/canary`, `${folder}/real/${part}`);
      const done = await client.download("/f", target, { resume: true, overwrite: true });
      assertEquals(done.resumedFromBytes, 0);
      assertEquals(await Deno.readFile(target), bytes);
      assertEquals(await Deno.readTextFile(`${folder}/canary`), "untouched");
      await Deno.writeFile(`${folder}/real/${part}`, new Uint8Array());
    }
    assertEquals((await Deno.lstat(`${folder}/canary`)).isSymlink, false);
    for (const path of ["", ".", "..", `${folder}/`, `${folder}/..`, "a\0b"]) {
      await assertRejects(
        () => client.download("/f", path),
        FileTransferError,
        "does not end in a file name",
      );
    }
    const missing = await assertRejects(
      () => client.download("/f", `${folder}/none/f`),
      FileTransferError,
      "folder does not",
    );
    assertEquals(missing.problem, "disk");
  }));

Deno.test({
  name: "a downloaded file takes its mode from the umask",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const server = new FileServer();
      server.add("/f", 10);
      const { client } = clientOf(server);
      const before = Deno.umask(0o027);
      try {
        await client.download("/f", `${folder}/f`);
        Deno.umask(0o002);
        await client.download("/f", `${folder}/g`, { resume: true });
        await client.download("/f", `${folder}/f`, { overwrite: true });
      } finally {
        Deno.umask(before);
      }
      const modeOf = (name: string) => Deno.statSync(`${folder}/${name}`).mode! & 0o777;
      assertEquals([modeOf("g"), modeOf("f")], [0o664, 0o664]);
    }),
});

Deno.test("two downloads of the same file to the same name give one whole file", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 3_000_000);
    const { client } = clientOf(server);
    for (const resume of [false, true]) {
      const all = await Promise.allSettled(
        Array.from(
          { length: 4 },
          () => client.download("/f", `${folder}/f`, { overwrite: true, resume }),
        ),
      );
      assert(all.some(({ status }) => status === "fulfilled"));
      for (const one of all) {
        if (one.status === "rejected") assert(one.reason instanceof FileTransferError);
      }
      assertEquals(await Deno.readFile(`${folder}/f`), bytes);
    }
  }));

Deno.test("a folder is not downloaded as a file where the server says that it is one", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    server.answer = ({ method }) =>
      new Response(method === "HEAD" ? null : new Uint8Array(4096), {
        headers: { "content-type": "httpd/unix-directory", "content-length": "4096" },
      });
    const { client } = clientOf(server);
    for (const resume of [false, true]) {
      await assertRejects(
        () => client.download("/folder", `${folder}/f`, { resume }),
        InvalidResponseError,
        "it is a folder, not a file",
      );
    }
    await assertRejects(() => client.read("/folder"), InvalidResponseError, "it is a folder");
    assertEquals(names(folder), []);
  }));

Deno.test("a download into a folder that does not exist says so, and to make it", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    server.add("/f", 10);
    await assertRejects(
      () => clientOf(server).client.download("/f", `${folder}/none/f`),
      FileTransferError,
      `Cannot write ${folder}/none/f: its folder does not exist; make it first`,
    );
  }));

Deno.test("a name of 255 bytes has room for what is written beside it", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 10);
    const { client } = clientOf(server);
    const name = "ü".repeat(127) + "x";
    await client.download("/f", `${folder}/${name}`);
    assertEquals(await Deno.readFile(`${folder}/${name}`), bytes);
  }));

Deno.test("without files a program is told so, and streams still work", async () => {
  const server = new FileServer();
  const bytes = randomBytes(10);
  server.add("/f", 10, { bytes });
  const { client } = clientOf(server);
  const { Deno: deno, process } = globalThis as unknown as Record<string, unknown>;
  void process;
  try {
    Reflect.deleteProperty(globalThis, "Deno");
    Object.defineProperty(globalThis, "process", { value: undefined, configurable: true });
    await assertRejects(() => client.download("/f", "f"), GlobusSDKUsageError, "local file");
    await assertRejects(() => client.upload("/f", "f"), GlobusSDKUsageError, "local file");
    const kept = keeper();
    await client.download("/f", kept.stream);
    assertEquals(await kept.bytes(), bytes);
  } finally {
    Object.defineProperty(globalThis, "Deno", { value: deno, configurable: true });
    Object.defineProperty(globalThis, "process", { value: process, configurable: true });
  }
});

Deno.test("files of any size, whether their server says it or not, arrive unchanged and with one name", () =>
  withFolder(async (folder) => {
    const mib = 1024 * 1024;
    const all = randomBytes(2 * mib + 1);
    const pieces = [1, 4096, 65_536, 128 * 1024, mib];
    for (const size of [0, 1, 4095, 4096, 128 * 1024, mib - 1, mib, mib + 1, 2 * mib + 1]) {
      for (const [at, pieceBytes] of pieces.entries()) {
        if (size / pieceBytes > 4096) continue;
        const bytes = all.subarray(0, size);
        const fetch = () => {
          let sent = 0;
          const body = new ReadableStream<Uint8Array>({
            type: "bytes",
            pull(controller) {
              if (sent < size) controller.enqueue(bytes.slice(sent, sent += pieceBytes));
              if (sent < size) return;
              controller.close();
              (controller as ReadableByteStreamController).byobRequest?.respond(0);
            },
          });
          const headers: HeadersInit = at % 2 ? {} : { "content-length": `${size}` };
          return Promise.resolve(new Response(body, { headers }));
        };
        const file = `${folder}/${size}-${pieceBytes}`;
        await new CollectionClient(HOST, { fetch }).download("/f", file);
        assertEquals(await digest(await Deno.readFile(file)), await digest(bytes.slice()), file);
        await Deno.remove(file);
        assertEquals(names(folder), []);
      }
    }
  }));
