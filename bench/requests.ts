/**
 * What a small GET and a long listing cost, by contender, against one loopback server in a process
 * of its own.
 *
 * @module
 */

import { type Contender, contender, type Name, OFFICIAL_ORIGIN } from "./contenders.ts";
import { compare, type Compared } from "./rounds.ts";

const ENDPOINT_ID = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const GETS_AROUND = 100;
const PAGES = 100;

/** Runs something with the server of `server.ts`, and ends the server. */
export async function withServer<T>(use: (origin: string) => Promise<T>): Promise<T> {
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", new URL("server.ts", import.meta.url).href],
    stdout: "piped",
  }).spawn();
  try {
    const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const port = (await reader.read()).value?.trim();
    reader.releaseLock();
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    Deno.env.delete(OFFICIAL_ORIGIN);
    server.kill();
    await server.status;
  }
}

async function gets({ getEndpoint }: Contender): Promise<void> {
  for (let i = 0; i < GETS_AROUND; i++) await getEndpoint(ENDPOINT_ID);
}

async function list({ countItems }: Contender): Promise<void> {
  const count = await countItems(PAGES);
  if (count !== PAGES * 1000) throw new Error(`Cannot compare: ${count} items were listed`);
}

/** Milliseconds for one GET, and for 100,000 items, by contender. */
export function run(names: readonly Name[]): Promise<{ get: Compared[]; listing: Compared[] }> {
  return withServer(async (origin) => {
    const all: Contender[] = [];
    for (const name of names) all.push(await contender(name, origin));
    const get = await compare(all.map((one) => () => gets(one)), 150, 20);
    const listing = await compare(all.map((one) => () => list(one)), 15, 2);
    return { get: get.map(({ ms, ratio }) => ({ ms: ms / GETS_AROUND, ratio })), listing };
  });
}
