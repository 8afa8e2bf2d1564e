import type { JsonDocument } from "../http/json.ts";
import { hash32, SeededRandom } from "../random.ts";

/** The catalogue of the sky survey: 25,000 subjects, drawn up while they are read. */
export const SKY_INDEX_ID = "5ea5c000-7d14-4b6f-9c82-e3a0f1d59b27";

/** How many subjects the index holds. */
export const SUBJECTS = 25_000;

/** Version of the documents of Search. */
export const VERSION = "2017-09-01";

const FILTERS = ["red", "green", "blue", "infrared"];

/** The subject at a place of the index. */
export function subjectAt(n: number): JsonDocument & { subject: string } {
  const random = new SeededRandom(hash32(`subject ${n}`));
  const content = {
    field: random.below(100),
    night: random.below(100),
    filter: random.pick(FILTERS),
    seeing_arcsec: (5 + random.below(20)) / 10,
  };
  return {
    "@datatype": "GMetaResult",
    "@version": "2019-08-27",
    entries: [{ content, entry_id: null, matched_principal_sets: [] }],
    subject: `sky:frame:${String(n).padStart(5, "0")}`,
  };
}

/** Places of the subjects that hold every word of a query; `*` and nothing are all. */
export function matches(query: string): number[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word && word !== "*");
  const places: number[] = [];
  for (let n = 0; n < SUBJECTS; n++) {
    if (words.length) {
      const text = JSON.stringify(subjectAt(n)).toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
    }
    places.push(n);
  }
  return places;
}
