import type { JsonDocument } from "../http/json.ts";
import { WordIndex } from "./words.ts";

/** An entry of an index. */
export interface EntryRecord {
  /** Id within its subject; null for the entry that has none. */
  id: string | null;
  /** What is found and searched. */
  content: JsonDocument;
  /** Principals that see the entry. */
  visibleTo: readonly string[];
  /** Named sets of principals, which queries can filter by. */
  principalSets: Readonly<Record<string, readonly string[]>>;
}

/** A subject with its entries. */
export interface SubjectRecord {
  /** What the entries are about. */
  subject: string;
  /** Its place in the order in which subjects came into the index. */
  place: number;
  /** Entries by their ids within the subject. */
  entries: Map<string | null, EntryRecord>;
}

/** The subjects of an index, in the order in which they came. */
export class SubjectStore {
  /** How often the store has changed. */
  version = 0;
  /** Number of entries of all subjects. */
  entryCount = 0;
  /** The words of the contents. */
  readonly words: WordIndex = new WordIndex();
  readonly #subjects = new Map<string, SubjectRecord>();
  #next = 0;
  #size = { version: -1, characters: 0 };
  #fill: (() => Iterable<[subject: string, entry: EntryRecord]>) | undefined;

  /**
   * Makes a store.
   *
   * @param fill Its first entries, which are made when the store is first looked into.
   */
  constructor(fill?: () => Iterable<[subject: string, entry: EntryRecord]>) {
    this.#fill = fill;
  }

  /** Subjects by name, in the order in which they came. */
  get bySubject(): ReadonlyMap<string, SubjectRecord> {
    const fill = this.#fill;
    this.#fill = undefined;
    if (fill) { for (const [subject, entry] of fill()) this.put(subject, entry); }
    return this.#subjects;
  }

  /** Characters of all contents as JSON. */
  get characters(): number {
    if (this.#size.version !== this.version) {
      let characters = 0;
      for (const { entries } of this.bySubject.values()) {
        for (const { content } of entries.values()) characters += JSON.stringify(content).length;
      }
      this.#size = { version: this.version, characters };
    }
    return this.#size.characters;
  }

  /** Adds an entry, or replaces the one with its subject and id. */
  put(subject: string, entry: EntryRecord): void {
    let record = this.bySubject.get(subject);
    if (!record) {
      record = { subject, place: this.#next++, entries: new Map() };
      this.#subjects.set(subject, record);
    }
    const old = record.entries.get(entry.id);
    if (old) this.#drop(record, old);
    record.entries.set(entry.id, entry);
    this.entryCount++;
    this.version++;
  }

  /** Takes away the entries of a subject that `wanted` chooses; with the last one, the subject. */
  remove(subject: string, wanted: (entry: EntryRecord) => boolean = () => true): void {
    const record = this.bySubject.get(subject);
    if (!record) return;
    for (const entry of [...record.entries.values()].filter(wanted)) this.#drop(record, entry);
    if (record.entries.size === 0) this.#subjects.delete(subject);
    this.version++;
  }

  #drop(record: SubjectRecord, entry: EntryRecord): void {
    record.entries.delete(entry.id);
    this.entryCount--;
  }
}
