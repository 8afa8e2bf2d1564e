/**
 * Measures what prefetching saves: a listing of 100 pages by offset that take 20 ms each, with
 * `prefetch` against one request after the other.
 *
 * @module
 */

import { AccessTokenAuthorizer } from "../lib/authorizers/access_token.ts";
import { TransferClient } from "../lib/services/transfer/client.ts";

const LATENCY_MS = 20;
const PAGE_SIZE = 100;
const TOTAL = 100 * PAGE_SIZE;

const client = new TransferClient({
  environment: "production",
  authorizer: new AccessTokenAuthorizer("token"),
  async fetch(url) {
    const offset = Number(new URL(url).searchParams.get("offset") ?? 0);
    const DATA = Array.from({ length: PAGE_SIZE }, (_, i) => ({ name: `file${offset + i}` }));
    const body = JSON.stringify({ DATA, total: TOTAL, path: "/" });
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    return new Response(body, { headers: { "content-type": "application/json" } });
  },
});

/** Milliseconds for reading the whole listing. */
async function time(prefetch: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  for await (const entry of client.operationLs("id", { limit: PAGE_SIZE }, { prefetch })) {
    if (entry.name !== `file${count++}`) throw new Error("entries out of order");
  }
  if (count !== TOTAL) throw new Error(`${count} entries`);
  return performance.now() - start;
}

/** Milliseconds for the listing, with prefetch (ours) and one request after the other (theirs). */
export async function run(): Promise<{ name: string; ours: number; theirs: number }[]> {
  await time(8);
  const theirs = await time(0);
  const results = [];
  for (const prefetch of [8, 16]) {
    const name = `100 pages by offset, 20 ms each, prefetch ${prefetch}`;
    results.push({ name, ours: await time(prefetch), theirs });
  }
  return results;
}

if (import.meta.main) console.table(await run());
