/**
 * Measures files by HTTPS against a raw `fetch`, each contender in a process of its own, with a server
 * in another one: a file of 1 GiB down and up, and 10,000 small files.
 *
 * @module
 */

import { CollectionClient, downloadAll } from "../mod.ts";
import { median } from "./rounds.ts";

const GIB = 1024 ** 3;
const SMALL_FILES = 10_000;
const SMALL_BYTES = 4096;
const CONCURRENCY = 16;
const ROUNDS = 5;

/** What is measured. */
const JOBS = ["down", "stored", "up", "small"] as const;
type Job = typeof JOBS[number];
type Contender = "raw" | "ours";

/** The time and the peak memory of a job in a process. */
interface Measured {
  readonly ms: number;
  readonly residentBytes: number;
}

/** A job, measured for both. */
export interface FileFigures {
  readonly name: string;
  /** Median milliseconds. */
  readonly ours: number;
  /** Median milliseconds of the raw `fetch`. */
  readonly theirs: number;
  /** Median ratio of the milliseconds within a round. */
  readonly ratio: number;
  /** Bytes of peak memory above the raw `fetch`. */
  readonly moreBytes: number;
}

const NAMES: Record<Job, string> = {
  // Ours is stored on the disk when it is done; the raw one may still be in the memory of the system.
  down: "1 GiB from a collection to the disk",
  // The raw one is stored too: both survive a loss of power.
  stored: "1 GiB from a collection to the disk, stored by both",
  up: "1 GiB from the disk to a collection",
  small: `${SMALL_FILES.toLocaleString("en")} files of 4 kB, ${CONCURRENCY} at a time`,
};

/** Measures all jobs. */
export async function run(): Promise<FileFigures[]> {
  const folder = await Deno.makeTempDir();
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.url, "serve"],
    stdout: "piped",
  }).spawn();
  try {
    const reader = server.stdout.getReader();
    const origin = new TextDecoder().decode((await reader.read()).value).trim();
    await writeLarge(`${folder}/up`);
    const figures: FileFigures[] = [];
    for (const job of JOBS) {
      const measured: Record<Contender, Measured[]> = { raw: [], ours: [] };
      for (let round = 0; round < ROUNDS; round++) {
        const order: Contender[] = round % 2 ? ["ours", "raw"] : ["raw", "ours"];
        for (const contender of order) {
          measured[contender].push(await inProcess([contender, job, origin, folder]));
        }
      }
      const of = (contender: Contender, field: keyof Measured) =>
        median(measured[contender].map((one) => one[field]));
      figures.push({
        name: NAMES[job],
        ours: of("ours", "ms"),
        theirs: of("raw", "ms"),
        ratio: median(measured.ours.map(({ ms }, round) => ms / measured.raw[round].ms)),
        moreBytes: of("ours", "residentBytes") - of("raw", "residentBytes"),
      });
    }
    await reader.cancel();
    return figures;
  } finally {
    server.kill();
    await server.status;
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a file that does not fit into the caches of the processor. */
async function writeLarge(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  const block = new Uint8Array(1 << 20);
  for (let at = 0; at < block.length; at += 65_536) {
    crypto.getRandomValues(block.subarray(at, at + 65_536));
  }
  for (let left = GIB; left > 0; left -= block.length) {
    const writer = file.writable.getWriter();
    await writer.write(block);
    writer.releaseLock();
  }
}

async function inProcess(args: string[]): Promise<Measured> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.url, ...args],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Serves a file of 1 GiB and small ones, and drops what is uploaded. */
function serve(): void {
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  const small = block.slice(0, SMALL_BYTES);
  const headers = {
    etag: '"1"',
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
  };
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
  }, async (request) => {
    if (request.method === "PUT") {
      for await (const _ of request.body ?? []);
      return new Response(null, { status: 201 });
    }
    if (!request.url.endsWith("/large")) {
      return new Response(small, { headers: { ...headers, "content-length": `${SMALL_BYTES}` } });
    }
    let left = GIB;
    const body = new ReadableStream({
      type: "bytes",
      pull(controller) {
        controller.enqueue(block.slice());
        if ((left -= block.length) === 0) controller.close();
      },
    });
    return new Response(body, { headers: { ...headers, "content-length": `${GIB}` } });
  });
}

const CONTENDERS: Record<
  Contender,
  Record<Job, (origin: string, folder: string) => Promise<void>>
> = {
  raw: {
    async down(origin, folder) {
      const { body } = await fetch(`${origin}/large`);
      using file = await Deno.open(`${folder}/down`, { write: true, create: true });
      await body!.pipeTo(file.writable, { preventClose: true });
    },
    async stored(origin, folder) {
      const { body } = await fetch(`${origin}/large`);
      using file = await Deno.open(`${folder}/down`, { write: true, create: true });
      await body!.pipeTo(file.writable, { preventClose: true });
      await file.sync();
    },
    async up(origin, folder) {
      const { readable } = await Deno.open(`${folder}/up`);
      const response = await fetch(`${origin}/large`, { method: "PUT", body: readable });
      await response.body?.cancel();
    },
    async small(origin, folder) {
      let next = 0;
      const work = async () => {
        for (let at = next++; at < SMALL_FILES; at = next++) {
          const response = await fetch(`${origin}/d/${at}`);
          const bytes = new Uint8Array(await response.arrayBuffer());
          await Deno.writeFile(`${folder}/small/${at}`, bytes);
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
    },
  },
  ours: {
    async down(origin, folder) {
      await new CollectionClient(origin).download("/large", `${folder}/down`);
    },
    async stored(origin, folder) {
      await CONTENDERS.ours.down(origin, folder);
    },
    async up(origin, folder) {
      await new CollectionClient(origin).upload("/large", `${folder}/up`);
    },
    async small(origin, folder) {
      const found = Array.from({ length: SMALL_FILES }, (_, at) => ({
        path: `/d/${at}`,
        entry: { type: "file", size: SMALL_BYTES },
      }));
      const params = { from: "/d/", to: `${folder}/small`, concurrency: CONCURRENCY };
      for await (const outcome of downloadAll(new CollectionClient(origin), found, params)) {
        if (outcome.state === "failed") throw outcome.error;
      }
    },
  },
};

/** Does a job, and prints its time and its peak memory. */
async function measure(contender: Contender, job: Job, origin: string, folder: string) {
  const written = job === "small" ? `${folder}/small` : `${folder}/down`;
  if (job === "small") await Deno.mkdir(written);
  let residentBytes = 0;
  const look = () => {
    residentBytes = Math.max(residentBytes, Deno.memoryUsage().rss);
  };
  const timer = setInterval(look, 10);
  const start = performance.now();
  await CONTENDERS[contender][job](origin, folder);
  const ms = performance.now() - start;
  clearInterval(timer);
  look();
  if (job !== "up") await Deno.remove(written, { recursive: true });
  console.log(JSON.stringify({ ms, residentBytes }));
}

if (import.meta.main) {
  const [first, job, origin, folder] = Deno.args;
  if (first === "serve") serve();
  else if (first) await measure(first as Contender, job as Job, origin, folder);
  else console.table(await run());
}
