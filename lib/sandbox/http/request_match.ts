import type { RequestRecord } from "./record.ts";

/** Which requests something meets, and how often. */
export interface RequestMatch {
  /** Only requests to this service: `"transfer"`, `"https"` for files, `"unknown"` for other hosts. */
  service?: string;
  /** Only this host, by Globus's own name. */
  host?: string;
  /** Only this HTTP method, in any case. */
  method?: string;
  /**
   * Only this path, percent-encoded as sent. In a text, a segment that begins with `:` stands for any
   * one, and `*` at the end for all that follows: `/v0.10/task/:task_id`, `/v0.10/task/*`.
   */
  path?: string | RegExp;
  /** Only requests that this accepts. */
  when?: (record: RequestRecord) => boolean;
  /** The number of matching requests that pass first. @default {0} */
  skip?: number;
  /** The number of matching requests that it meets. */
  times?: number;
}

/** What a test has ordered for requests to come: faults, or responses. */
export class MatchList<Spec extends RequestMatch> {
  readonly #specs: { readonly spec: Spec; skip: number; times: number }[] = [];

  /**
   * Adds one; earlier ones are tried first.
   *
   * @param spec Which requests it meets.
   * @param times How many requests, where the spec does not say.
   * @returns A function that takes it away again.
   */
  add(spec: Spec, times: number): () => void {
    const entry = { spec, skip: spec.skip ?? 0, times: spec.times ?? times };
    this.#specs.push(entry);
    return () => {
      entry.times = 0;
    };
  }

  /** Takes all entries away. */
  clear(): void {
    this.#specs.length = 0;
  }

  /** How many still wait for a request. */
  get pending(): number {
    return this.#specs.filter(({ times }) => times > 0).length;
  }

  /** The one for this request, counted as used. */
  take(record: RequestRecord): Spec | undefined {
    for (const entry of this.#specs) {
      if (entry.times <= 0 || !matches(entry.spec, record)) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.times--;
      return entry.spec;
    }
    return undefined;
  }
}

function matches(spec: RequestMatch, record: RequestRecord): boolean {
  if (spec.service !== undefined && spec.service !== record.service) return false;
  if (spec.host !== undefined && spec.host !== record.host) return false;
  if (spec.method !== undefined && spec.method.toUpperCase() !== record.method) return false;
  if (spec.when !== undefined && !spec.when(record)) return false;
  const { path } = spec;
  if (path === undefined) return true;
  return typeof path === "string" ? fitsPath(path, record.path) : path.test(record.path);
}

function fitsPath(pattern: string, path: string): boolean {
  const isOpen = pattern.endsWith("*");
  const wanted = (isOpen ? pattern.slice(0, -1) : pattern).split("/");
  const start = isOpen ? wanted.pop()! : undefined;
  const parts = path.split("/");
  if (isOpen ? parts.length <= wanted.length : parts.length !== wanted.length) return false;
  if (start !== undefined && !parts[wanted.length].startsWith(start)) return false;
  return wanted.every((segment, i) =>
    segment.startsWith(":") ? parts[i] !== "" : segment === parts[i]
  );
}
