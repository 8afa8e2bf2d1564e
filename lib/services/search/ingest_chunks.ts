import { isObject } from "../../core/guards.ts";
import { toJson } from "../../core/json.ts";
import { byteLength, plainText } from "../../core/text.ts";
import type { GMetaEntry } from "./documents/ingest.ts";

/** Bytes of UTF-8 that a subject may have. */
const MAX_SUBJECT_BYTES = 500;
/** Principals that an entry may be visible to. */
const MAX_VISIBLE_TO = 100;

/** Entries that go into one request. */
export interface EntryChunk<Content> {
  /** Number of the first entry, from 0. */
  readonly firstEntry: number;
  /** The entries, in their order. */
  readonly entries: readonly GMetaEntry<Content>[];
  /** Bytes of the request's body. */
  readonly bytes: number;
}

/** How {@link chunksOf} parts entries. */
export interface ChunkLimits {
  /** Number of the first entry to send, from 0. */
  readonly startAt: number;
  /** Bytes of a body. */
  readonly maxBytes: number;
  /** Entries of a body. */
  readonly maxEntries: number;
  /** Bytes of a body without its entries. */
  readonly emptyBytes: number;
}

/**
 * Parts entries into chunks. An entry that replaces another one begins a chunk of its own: within
 * one request nothing says which of the two wins.
 *
 * @throws {TypeError} If something is not an entry, or JSON cannot show it.
 * @throws {RangeError} If an entry exceeds a limit of the service.
 */
export async function* chunksOf<Content>(
  source: Iterable<GMetaEntry<Content>> | AsyncIterable<GMetaEntry<Content>>,
  limits: ChunkLimits,
): AsyncGenerator<EntryChunk<Content>, void, void> {
  const { startAt, maxBytes, maxEntries, emptyBytes } = limits;
  let entries: GMetaEntry<Content>[] = [];
  let keys = new Set<string>();
  let bytes = emptyBytes;
  let number = -1;
  for await (const entry of source) {
    if (++number < startAt) continue;
    const size = entryBytes(entry, number) + 1;
    if (emptyBytes + size > maxBytes) {
      throw new RangeError(
        `Cannot ingest entry ${number}: it has ${size} bytes, and a request at most ${maxBytes}`,
      );
    }
    const key = JSON.stringify([entry.subject, entry.id ?? null]);
    if (bytes + size > maxBytes || entries.length >= maxEntries || keys.has(key)) {
      yield { firstEntry: number - entries.length, entries, bytes };
      entries = [];
      keys = new Set();
      bytes = emptyBytes;
    }
    entries.push(entry);
    keys.add(key);
    bytes += size;
  }
  if (entries.length > 0) yield { firstEntry: number + 1 - entries.length, entries, bytes };
}

/** Bytes of an entry, which is checked. */
function entryBytes(entry: unknown, number: number): number {
  const wrong = (fault: string) => `Cannot ingest entry ${number}: ${fault}`;
  if (!isObject(entry)) throw new TypeError(wrong("it is not an object"));
  const { subject, visible_to: principals, content } = entry;
  if (typeof subject !== "string" || subject === "") {
    throw new TypeError(wrong("its subject is not a text"));
  }
  const isList = Array.isArray(principals) && principals.every((one) => typeof one === "string");
  if (!isList) throw new TypeError(wrong("its visible_to is not a list of texts"));
  if (!isObject(content)) throw new TypeError(wrong("its content is not an object"));
  if (byteLength(subject) > MAX_SUBJECT_BYTES) {
    const shown = plainText(JSON.stringify(subject), 50);
    throw new RangeError(wrong(`its subject ${shown} has more than ${MAX_SUBJECT_BYTES} bytes`));
  }
  if (principals.length > MAX_VISIBLE_TO) {
    throw new RangeError(wrong(`its visible_to names more than ${MAX_VISIBLE_TO} principals`));
  }
  try {
    return byteLength(toJson(entry));
  } catch { // Not as the cause: it says nothing more.
    throw new TypeError(wrong("it has a value that JSON cannot represent"));
  }
}
