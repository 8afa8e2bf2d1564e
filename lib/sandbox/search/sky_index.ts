import type { JsonDocument } from "../http/json.ts";
import { hash32, SeededRandom } from "../random.ts";
import { addRole, type IndexRecord, makeIndex } from "./indices.ts";
import { type EntryRecord, SubjectStore } from "./subjects.ts";

/** The catalogue of the sky survey: 25,000 subjects that all users may see. */
export const SKY_INDEX_ID = "5ea5c000-7d14-4b6f-9c82-e3a0f1d59b27";

/** How many subjects the index holds. */
const SUBJECTS = 25_000;

/** When the index was made, in milliseconds since 1970. */
const BORN_MS = Date.UTC(2024, 2, 1, 9);

const FILTERS = ["red", "green", "blue", "infrared"];

/**
 * The index that exists from the start.
 *
 * @param owner URN of the identity that owns it.
 */
export function seedSkyIndex(owner: string): IndexRecord {
  const index = makeIndex({
    id: SKY_INDEX_ID,
    displayName: "Northern Sky Survey",
    description: "Frames of the survey, by field and night.",
    createdMs: BORN_MS,
    isTrial: false,
    subscriptionId: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
    maxSizeInMb: 100,
    subjects: new SubjectStore(frames),
    fieldTypes: new Map([
      ["field", "number"],
      ["night", "number"],
      ["filter", "text"],
      ["seeing_arcsec", "number"],
    ]),
  });
  addRole(index, { number: 10_100, principal: owner, role: "owner", createdMs: BORN_MS });
  return index;
}

function* frames(): Generator<[subject: string, entry: EntryRecord]> {
  for (let n = 0; n < SUBJECTS; n++) {
    const subject = `sky:frame:${String(n).padStart(5, "0")}`;
    const content = frame(n);
    yield [subject, { id: null, content, visibleTo: PUBLIC, principalSets: {} }];
  }
}

const PUBLIC = ["public"];

function frame(n: number): JsonDocument {
  const random = new SeededRandom(hash32(`subject ${n}`));
  return {
    field: random.below(100),
    night: random.below(100),
    filter: random.pick(FILTERS),
    seeing_arcsec: (5 + random.below(20)) / 10,
  };
}
