/**
 * Measures a small GET and a long listing, by contender, against one loopback server in a process of
 * its own.
 *
 * @module
 */

import { type Contender, contender, type Name, OFFICIAL_ORIGIN } from "./contenders.ts";
import { compare, type Compared } from "./rounds.ts";

const ENDPOINT_ID = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const GETS_A_ROUND = 100;
const PAGES = 100;

/** Runs a function with the server of `server.ts`, and stops the server. */
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

/** Compares the contenders on one server. */
function compareOn(
  names: readonly Name[],
  job: (one: Contender) => Promise<void>,
  rounds: number,
  warmUps: number,
): Promise<Compared[]> {
  return withServer(async (origin) => {
    const all: Contender[] = [];
    for (const name of names) all.push(await contender(name, origin));
    return await compare(all.map((one) => () => job(one)), rounds, warmUps);
  });
}

/** Milliseconds for one small GET, by contender. */
export async function gets(names: readonly Name[]): Promise<Compared[]> {
  const compared = await compareOn(
    names,
    async ({ getEndpoint }) => {
      for (let i = 0; i < GETS_A_ROUND; i++) await getEndpoint(ENDPOINT_ID);
    },
    150,
    20,
  );
  return compared.map(({ ms, ratio }) => ({ ms: ms / GETS_A_ROUND, ratio }));
}

/** Milliseconds for a listing of 100,000 items, by contender. */
export function listings(names: readonly Name[]): Promise<Compared[]> {
  return compareOn(
    names,
    async ({ countItems }) => {
      const count = await countItems(PAGES);
      if (count !== PAGES * 1000) throw new Error(`Cannot compare: ${count} items were listed`);
    },
    41,
    2,
  );
}
