import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { Listing } from "../../core/listing.ts";
import type { RunLogEntry, RunLogPage, RunLogParams } from "./documents/run.ts";

/** What a log is read with: a `FlowsClient`. */
export interface RunLogReader {
  /** Lists what happened in a run. */
  getRunLogs(
    runId: string,
    params?: RunLogParams,
    options?: ListOptions,
  ): Listing<RunLogEntry, RunLogPage>;
}

/** Entries that a page of a log has at most. */
const PAGE_SIZE = 100;

/** Reads a log that grows: each entry once, however often it is asked. */
export class RunLog {
  readonly #client: RunLogReader;
  readonly #runId: string;
  /** What leads to the last page that was read; undefined for the first. */
  #marker: string | undefined;
  /** Entries of that page that were read. */
  #count = 0;

  /** For the log of one run. */
  constructor(client: RunLogReader, runId: string) {
    this.#client = client;
    this.#runId = runId;
  }

  /** The entries that came since it was last asked. */
  async next(options: RequestOptions): Promise<RunLogEntry[]> {
    const params = { limit: PAGE_SIZE, marker: this.#marker };
    const found: RunLogEntry[] = [];
    // Kept once all is read: what fails half-way is read again.
    let [marker, count] = [this.#marker, this.#count];
    let next: string | undefined;
    for await (const page of this.#client.getRunLogs(this.#runId, params, options).pages()) {
      if (next !== undefined) [marker, count] = [next, 0];
      found.push(...page.entries.slice(count));
      count = Math.max(count, page.entries.length);
      next = page.marker ?? undefined;
    }
    [this.#marker, this.#count] = [marker, count];
    return found;
  }
}
