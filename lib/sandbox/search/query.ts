import { isObject, type JsonDocument } from "../http/json.ts";
import { type Facet, readFacets } from "./facets.ts";
import { fieldPath, valuesOf } from "./fields.ts";
import { compare, readFilter, readFilters, type Test } from "./filters.ts";
import type { IndexRecord } from "./indices.ts";
import { QueryFault } from "./query_fault.ts";
import { readText, type Score, type TextSettings, type Weight } from "./query_text.ts";
import type { EntryRecord, SubjectRecord } from "./subjects.ts";

/** The caller of a query, and the entries that they may see. */
export interface Viewer {
  /** Principals that stand for the caller. */
  principals: ReadonlySet<string>;
  /** Whether entries are found that the caller may not see. */
  bypasses: boolean;
  /** Names of principal sets, of which an entry must have one that the caller belongs to. */
  principalSets?: readonly string[];
}

/** A query, read and checked. */
export interface Query {
  score: Score;
  weight: Weight;
  /** What entries must pass to count for facets. */
  test: Test;
  /** What they must pass besides to be found. */
  postTest: Test;
  facets: Facet[];
  sort: { path: string[]; descends: boolean }[];
}

/** A subject that was found, with the entries that were. */
export interface Match {
  record: SubjectRecord;
  entries: EntryRecord[];
}

/** What a query finds. */
export interface Found {
  /** Subjects, the best first; in the order of the index where all are equally good. */
  matches: Match[];
  /** Results of the facets; `undefined` where none were asked for. */
  facets?: JsonDocument[];
}

/**
 * Reads and checks a query document.
 *
 * @param document The query, of `query#1.0.0`, `scroll#1.0.0` or the form of 2017.
 * @throws {QueryFault} If it is malformed.
 */
export function readQuery(document: JsonDocument): Query {
  const { "@version": version = "2017-09-01", q = null, filters } = document;
  const isOld = version === "2017-09-01";
  const isNew = typeof version === "string" &&
    /^(query|scroll|delete_by_query)#1\.0\.0$/.test(version);
  if (!isOld && !isNew) {
    throw new QueryFault("@version is not known");
  }
  if (q !== null && typeof q !== "string") throw new QueryFault("q is not a text");
  const hasFilters = Array.isArray(filters) && filters.length > 0;
  if (q === null && !hasFilters) throw new QueryFault("q or filters is required");
  const { test, postTest } = isOld ? oldFilters(filters) : {
    test: readFilters(filters),
    postTest: readFilters(document.post_facet_filters),
  };
  return {
    score: readText(q ?? "*", textSettings(document)),
    weight: readBoosts(document.boosts),
    test,
    postTest,
    facets: readFacets(document.facets),
    sort: readSort(document.sort),
  };
}

/** In the form of 2017, each filter says whether it counts for facets. */
function oldFilters(list: unknown): { test: Test; postTest: Test } {
  if (list === undefined || list === null) return { test: () => true, postTest: () => true };
  if (!Array.isArray(list)) throw new QueryFault("filters is not a list");
  const tests = list.map((filter) => {
    const { post_filter: post = isObject(filter) && filter.type !== "match_all" } = isObject(filter)
      ? filter
      : {};
    if (typeof post !== "boolean") throw new QueryFault("post_filter is neither true nor false");
    return { post, test: readFilter(filter) };
  });
  const allOf = (wanted: boolean): Test => {
    const chosen = tests.filter(({ post }) => post === wanted);
    return (content) => chosen.every(({ test }) => test(content));
  };
  return { test: allOf(false), postTest: allOf(true) };
}

function textSettings(document: JsonDocument): TextSettings {
  const { advanced, q_settings: given } = document;
  if (given === undefined || given === null) {
    return { isAdvanced: isTrue(advanced), isAny: false, fuzziness: 0 };
  }
  if (!isObject(given)) throw new QueryFault("q_settings is not an object");
  if (advanced !== undefined && advanced !== null) {
    throw new QueryFault("advanced and q_settings exclude each other");
  }
  const { mode = "query_string", default_operator: operator = "and" } = given;
  const isText = mode === "text_match";
  const { fuzziness = isText ? 1 : 0 } = given;
  const isKnown = isText || mode === "query_string" || mode === "advanced_query_string";
  if (!isKnown) throw new QueryFault("mode of q_settings is not known");
  if (operator !== "and" && operator !== "or") {
    throw new QueryFault("default_operator is neither and nor or");
  }
  if (!Number.isInteger(fuzziness) || Number(fuzziness) < 0 || !isText && fuzziness !== 0) {
    throw new QueryFault("fuzziness is a whole number, for text_match alone");
  }
  return {
    isAdvanced: mode === "advanced_query_string",
    isAny: operator === "or",
    fuzziness: Number(fuzziness),
  };
}

/** Whether a parameter is true; in a query of a URL it is a text. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (value === true) return true;
  if (typeof value === "string" && /^(true|false)$/i.test(value)) return /^true$/i.test(value);
  throw new QueryFault("a parameter is neither true nor false");
}

function readBoosts(list: unknown): Weight {
  if (list === undefined || list === null) return () => 1;
  if (!Array.isArray(list)) throw new QueryFault("boosts is not a list");
  const boosts = list.map((one) => {
    const { field_name: name, factor } = isObject(one) ? one : {};
    if (typeof name !== "string" || typeof factor !== "number" || !(factor > 0)) {
      throw new QueryFault("a boost is not {field_name, factor}");
    }
    return { path: fieldPath(name), factor };
  });
  return (content, words, has) =>
    boosts.reduce((sum, { path, factor }) => has(words.of(content, path)) ? sum * factor : sum, 1);
}

function readSort(list: unknown): Query["sort"] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new QueryFault("sort is not a list");
  return list.map((one) => {
    const { field_name: name, order = "desc" } = isObject(one) ? one : {};
    if (typeof name !== "string" || order !== "asc" && order !== "desc") {
      throw new QueryFault("a sort is not {field_name, order}");
    }
    return { path: fieldPath(name), descends: order === "desc" };
  });
}

/** Whether a caller sees an entry. */
export function isVisible(entry: EntryRecord, { principals, bypasses }: Viewer): boolean {
  return bypasses || entry.visibleTo.some((one) => principals.has(one));
}

/** Names of the principal sets of an entry that the caller belongs to. */
export function matchedSets({ principalSets }: EntryRecord, { principals }: Viewer): string[] {
  return Object.entries(principalSets)
    .filter(([, list]) => list.some((one) => principals.has(one)))
    .map(([name]) => name);
}

/**
 * Looks for what a query wants among the entries that the caller sees.
 *
 * @param inPlace Whether subjects stay in the order of the index. @default {false}
 */
export function runQuery(
  { subjects }: IndexRecord,
  query: Query,
  viewer: Viewer,
  inPlace = false,
): Found {
  const counted: JsonDocument[] = [];
  const ranked: (Match & { rank: number })[] = [];
  for (const record of subjects.bySubject.values()) {
    let rank = 0;
    const entries: EntryRecord[] = [];
    for (const entry of record.entries.values()) {
      if (!isVisible(entry, viewer) || !inSets(entry, viewer)) continue;
      const { content } = entry;
      const score = query.score(content, subjects.words, query.weight);
      if (score === 0 || !query.test(content)) continue;
      counted.push(content);
      if (!query.postTest(content)) continue;
      entries.push(entry);
      rank = Math.max(rank, score);
    }
    if (entries.length) ranked.push({ record, entries, rank });
  }
  if (!inPlace) ranked.sort((a, b) => sortOrder(query.sort, a, b) || b.rank - a.rank);
  const facets = query.facets.map(({ name, test, compute }) => ({
    name,
    ...compute(counted.filter(test)),
  }));
  return { matches: ranked, ...(facets.length ? { facets } : {}) };
}

function inSets(entry: EntryRecord, viewer: Viewer): boolean {
  const { principalSets } = viewer;
  return !principalSets ||
    matchedSets(entry, viewer).some((name) => principalSets.includes(name));
}

/** The order of two subjects by the fields of a query; those that lack a field come last. */
function sortOrder(sort: Query["sort"], a: Match, b: Match): number {
  for (const { path, descends } of sort) {
    const [x, y] = [a, b].map(({ entries }) => {
      const values = entries.flatMap(({ content }) => valuesOf(content, path));
      values.sort((one, other) => compare(one, other) ?? 0);
      return descends ? values.at(-1) : values[0];
    });
    if (x === undefined && y === undefined) continue;
    if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
    const order = compare(x, y) ?? 0;
    if (order !== 0) return descends ? -order : order;
  }
  return 0;
}
