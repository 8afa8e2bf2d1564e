import { isPrincipal } from "../groups/principals.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { isDate, leavesOf } from "./fields.ts";
import type { FieldType, IndexRecord } from "./indices.ts";
import type { EntryRecord } from "./subjects.ts";
import { type SearchTaskRecord, TaskFailure, type TaskTimes } from "./tasks.ts";

/** An entry with its subject. */
export interface SubjectEntry {
  /** What the entry is about. */
  subject: string;
  /** The entry, checked. */
  entry: EntryRecord;
}

/** What an ingest asks for. */
export interface Ingest {
  /** Entries to write, in order. */
  entries: readonly SubjectEntry[];
  /** Types of fields, by name. */
  mapping: ReadonlyMap<string, FieldType>;
}

/** Thrown for a document that the service does not take. */
export class IngestFault extends Error {}

const MAX_SUBJECT_BYTES = 500;
const MAX_VISIBLE_TO = 100;
const MAX_FIELD_BYTES = 32_768;
const MAX_DEPTH = 20;
const MAX_ENTRIES = 10;

/** Fields that the entries of an index may have. */
export const FIELD_BUDGET = 1000;

/**
 * Queues an ingest: the entries are found when the task is done.
 *
 * @param document A GIngest: `ingest_type`, `ingest_data`, `field_mapping`.
 * @param taskId UUID for the task.
 * @throws {IngestFault} Where the document is not one.
 */
export function ingest(
  index: IndexRecord,
  document: JsonDocument,
  taskId: string,
  times: TaskTimes,
): SearchTaskRecord {
  const read = readIngest(document);
  return index.tasks.add(
    { id: taskId, type: "INGEST", work: () => writeEntries(index, read) },
    times,
  );
}

function readIngest(document: JsonDocument): Ingest {
  const { ingest_type: type, ingest_data: data, field_mapping: given = {} } = document;
  if (!isObject(data)) throw new IngestFault("ingest_data is not an object");
  const mapping = new Map<string, FieldType>();
  if (!isObject(given)) throw new IngestFault("field_mapping is not an object");
  for (const [field, fieldType] of Object.entries(given)) {
    if (fieldType !== "geo_point" && fieldType !== "geo_shape") {
      throw new IngestFault(
        "field_mapping maps a field to something else than geo_point, geo_shape",
      );
    }
    mapping.set(field, fieldType);
  }
  if (type === "GMetaEntry") return { entries: [readEntry(data, "ingest_data")], mapping };
  if (type !== "GMetaList") {
    throw new IngestFault("ingest_type is neither GMetaEntry nor GMetaList");
  }
  const { gmeta } = data;
  if (!Array.isArray(gmeta)) throw new IngestFault("ingest_data.gmeta is not a list");
  return { entries: gmeta.map((one, i) => readEntry(one, `ingest_data.gmeta[${i}]`)), mapping };
}

function readEntry(document: unknown, at: string): SubjectEntry {
  if (!isObject(document)) throw new IngestFault(`${at} is not an object`);
  const { subject, id = null, visible_to: visible, content, principal_sets: sets } = document;
  if (typeof subject !== "string" || subject === "") {
    throw new IngestFault(`${at}.subject is not a text`);
  }
  if (isLonger(subject, MAX_SUBJECT_BYTES)) {
    throw new IngestFault(`${at}.subject is longer than ${MAX_SUBJECT_BYTES} bytes`);
  }
  if (id !== null && typeof id !== "string") throw new IngestFault(`${at}.id is not a text`);
  if (!isObject(content)) throw new IngestFault(`${at}.content is not an object`);
  const principalSets = sets ?? {};
  if (!isObject(principalSets)) throw new IngestFault(`${at}.principal_sets is not an object`);
  const named = Object.entries(principalSets)
    .map(([name, list]) => [name, readPrincipals(list, `${at}.principal_sets`)] as const);
  return {
    subject,
    entry: {
      id,
      content,
      visibleTo: readPrincipals(visible, `${at}.visible_to`),
      principalSets: Object.fromEntries(named),
    },
  };
}

function readPrincipals(list: unknown, at: string): string[] {
  if (!Array.isArray(list)) throw new IngestFault(`${at} is not a list`);
  if (list.length > MAX_VISIBLE_TO) {
    throw new IngestFault(`${at} has more than ${MAX_VISIBLE_TO} principals`);
  }
  const known = (one: unknown) =>
    one === "public" || one === "all_authenticated_users" || isPrincipal(one);
  if (!list.every(known)) {
    throw new IngestFault(`${at} holds something that is not a principal`);
  }
  return list;
}

/** Writes entries one after the other; those before one that cannot be written stay. */
function writeEntries(index: IndexRecord, { entries, mapping }: Ingest): void {
  for (const [field, type] of mapping) {
    const known = index.fieldTypes.get(field);
    if (known !== undefined && known !== type) {
      throw new TaskFailure(`Field "${field}" has the type ${known}: it cannot become ${type}`);
    }
    index.fieldTypes.set(field, type);
  }
  for (const { subject, entry } of entries) {
    const fail = (reason: string) => new TaskFailure(`Entry of subject "${subject}": ${reason}`);
    const there = index.subjects.bySubject.get(subject)?.entries;
    if (there && there.size >= MAX_ENTRIES && !there.has(entry.id)) {
      throw fail(`the subject has ${MAX_ENTRIES} entries already`);
    }
    const types = new Map<string, FieldType>();
    const isGeo = (field: string) => index.fieldTypes.get(field)?.startsWith("geo_") ?? false;
    for (const { field, value, depth } of leavesOf(entry.content, isGeo)) {
      if (depth > MAX_DEPTH) throw fail(`the content is nested deeper than ${MAX_DEPTH} levels`);
      const isLong = typeof value === "string" && isLonger(value, MAX_FIELD_BYTES);
      if (isLong) throw fail(`field "${field}" is longer than ${MAX_FIELD_BYTES} bytes`);
      const known = index.fieldTypes.get(field) ?? types.get(field);
      const type = typeOf(value);
      // A field of texts takes those that look like a date too.
      if (known === undefined) types.set(field, type);
      else if (known !== type && !(known === "text" && type === "date")) {
        throw fail(`field "${field}" has the type ${known}, and this value is a ${type}`);
      }
    }
    if (index.fieldTypes.size + types.size > FIELD_BUDGET) {
      throw fail(`an index has at most ${FIELD_BUDGET} fields`);
    }
    for (const [field, type] of types) index.fieldTypes.set(field, type);
    index.subjects.put(subject, entry);
  }
}

/** Whether a text has more bytes of UTF-8 than `most`. */
export function isLonger(text: string, most: number): boolean {
  // A UTF-16 unit is at most three bytes: most texts need no look at their bytes.
  return text.length * 3 > most && new TextEncoder().encode(text).length > most;
}

function typeOf(value: string | number | boolean): FieldType {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return isDate(value) ? "date" : "text";
}
