/**
 * Measures the memory of reading 1,000,000 items, each contender in a process of its own.
 *
 * @module
 */

import { contender, type Name } from "./contenders.ts";
import { withServer } from "./requests.ts";
import { median } from "./rounds.ts";

const PAGES = 1000;
const RUNS = 5;

/** Peak resident memory in bytes, by contender: the median of five runs. */
export function run(names: readonly Name[]): Promise<number[]> {
  return withServer(async (origin) => {
    const peaks: number[][] = names.map(() => []);
    for (let turn = 0; turn < RUNS; turn++) {
      for (const [at, name] of names.entries()) peaks[at].push(await peakOf(name, origin));
    }
    return peaks.map(median);
  });
}

async function peakOf(name: Name, origin: string): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.url, name, origin],
    stderr: "inherit",
  }).output();
  return Number(new TextDecoder().decode(stdout));
}

/** Program of the child process: reads the listing, and prints its peak memory. */
async function listAndMeasure(name: Name, origin: string): Promise<number> {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, Deno.memoryUsage().rss);
  };
  const timer = setInterval(look, 10);
  const count = await (await contender(name, origin)).countItems(PAGES);
  clearInterval(timer);
  look();
  if (count !== PAGES * 1000) throw new Error(`Cannot compare: ${count} items were listed`);
  return peak;
}

if (import.meta.main) console.log(await listAndMeasure(Deno.args[0] as Name, Deno.args[1]));
