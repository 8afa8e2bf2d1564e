/**
 * Measures a transfer document: 1,000,000 items added one by one and checked, against a plain array,
 * both with `JSON.stringify`.
 *
 * @module
 */

import { TransferData } from "../lib/services/transfer/transfer_data.ts";
import { compare } from "./rounds.ts";

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

/**
 * Milliseconds for the document, ours and of a plain array. Both leave much garbage, so they take turns
 * in which is first.
 */
export async function run(): Promise<
  { name: string; ours: number; theirs: number; ratio: number }[]
> {
  if (ours() !== plain()) throw new Error("the documents differ");
  const jobs = [plain, ours].map((make) => () => Promise.resolve(make().length));
  const [theirs, own] = await compare(jobs, 12, 2);
  return [{
    name: "transfer document of 1,000,000 items",
    ours: own.ms,
    theirs: theirs.ms,
    ratio: own.ratio,
  }];
}

if (import.meta.main) console.table(await run());
