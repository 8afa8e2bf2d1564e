/**
 * Measures a transfer document: 1,000,000 items added one by one and checked, against a plain array,
 * both with `JSON.stringify`.
 *
 * @module
 */

import { TransferData } from "../lib/services/transfer/transfer_data.ts";

const COUNT = 1_000_000;
const SOURCE = "aa752cea-8222-5bc8-acd9-555b090c0ccb";
const DESTINATION = "bb752cea-8222-5bc8-acd9-555b090c0ccb";

function ours(): string {
  const data = new TransferData(SOURCE, DESTINATION, { label: "Many files" });
  for (let i = 0; i < COUNT; i++) data.addItem(`/run7/file${i}.dat`, `/archive/file${i}.dat`);
  return JSON.stringify(data);
}

function plain(): string {
  const DATA: object[] = [];
  for (let i = 0; i < COUNT; i++) {
    DATA.push({
      DATA_TYPE: "transfer_item",
      source_path: `/run7/file${i}.dat`,
      destination_path: `/archive/file${i}.dat`,
    });
  }
  return JSON.stringify({
    DATA_TYPE: "transfer",
    DATA,
    source_endpoint: SOURCE,
    destination_endpoint: DESTINATION,
    label: "Many files",
  });
}

/** Milliseconds for the job, and its result. */
function time(make: () => string): { ms: number; text: string } {
  const start = performance.now();
  const text = make();
  return { ms: performance.now() - start, text };
}

/**
 * Milliseconds for the document, ours and of a plain array: the best of alternating rounds, because
 * other load of the machine can only slow them down.
 */
export function run(): Promise<{ name: string; ours: number; theirs: number }[]> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < 9; round++) {
    const theirs = time(plain);
    const own = time(ours);
    if (own.text !== theirs.text) throw new Error("the documents differ");
    // The first round warms up.
    if (round === 0) continue;
    times.ours.push(own.ms);
    times.theirs.push(theirs.ms);
  }
  return Promise.resolve([{
    name: "transfer document of 1,000,000 items",
    ours: Math.min(...times.ours),
    theirs: Math.min(...times.theirs),
  }]);
}

if (import.meta.main) console.table(await run());
