import type { MatchedService } from "./hosts.ts";
import type { RequestRecord } from "./record.ts";

/** Which requests something meets, and how often. */
export interface RequestMatch {
  /** Only requests to this service: `"transfer"`, `"https"` for files, `"unknown"` for other hosts. */
  service?: MatchedService;
  /** Only this host, by Globus's own name. */
  host?: string;
  /** Only this HTTP method, in any case. */
  method?: string;
  /**
   * Only this path, percent-encoded as sent and without the query. In a text, a segment `:name`,
   * `{name}` or `{}` stands for any one, and `*` at the end for all that follows:
   * `/v0.10/task/:task_id`, `/v0.10/task/{}`, `/v0.10/task/*`.
   */
  path?: string | RegExp;
  /** Only requests that this accepts. */
  when?: (record: RequestRecord) => boolean;
  /** The number of matching requests that pass first. @default {0} */
  skip?: number;
  /** The number of matching requests that it meets: 1 or more. */
  times?: number;
}

/** What a test has ordered for requests to come: faults, or responses. */
export class MatchList<Spec extends RequestMatch> {
  readonly #specs: { readonly spec: Spec; skip: number; times: number; isUsed: boolean }[] = [];

  /**
   * Adds one; earlier ones are tried first.
   *
   * @param spec Which requests it meets.
   * @param times How many requests, where the spec does not say.
   * @returns A function that takes it away again.
   */
  add(spec: Spec, times: number): () => void {
    const entry = { spec, skip: spec.skip ?? 0, times: spec.times ?? times, isUsed: false };
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

  /** Those that still wait for a request: not used at all, or less often than their `times`. */
  get unused(): Spec[] {
    return this.#specs
      .filter(({ times, isUsed }) => times > 0 && !(isUsed && times === Infinity))
      .map(({ spec }) => spec);
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
      entry.isUsed = true;
      return entry.spec;
    }
    return undefined;
  }
}

/** A match in one line, such as `GET transfer /v0.10/task/:task_id`. */
export function matchText({ method, service, host, path }: RequestMatch): string {
  const parts = [method?.toUpperCase(), service, host, path];
  return parts.filter((part) => part !== undefined).join(" ") || "any request";
}

function matches(spec: RequestMatch, record: RequestRecord): boolean {
  if (spec.service !== undefined && spec.service !== record.service) return false;
  if (spec.host !== undefined && spec.host.toLowerCase() !== record.host) return false;
  if (spec.method !== undefined && spec.method.toUpperCase() !== record.method) return false;
  if (spec.when !== undefined && !spec.when(record)) return false;
  const { path } = spec;
  if (path === undefined) return true;
  return typeof path === "string" ? fitsPath(path, record.path) : record.path.search(path) >= 0;
}

function fitsPath(pattern: string, path: string): boolean {
  const isOpen = pattern.endsWith("*");
  const wanted = (isOpen ? pattern.slice(0, -1) : pattern).split("/");
  const start = isOpen ? wanted.pop()! : undefined;
  const parts = path.split("/");
  if (isOpen ? parts.length <= wanted.length : parts.length !== wanted.length) return false;
  if (start !== undefined && !parts[wanted.length].startsWith(start)) return false;
  return wanted.every((segment, i) =>
    /^(:|\{\w*\}$)/.test(segment) ? parts[i] !== "" : segment === parts[i]
  );
}
