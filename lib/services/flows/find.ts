import { checkNamed } from "../../core/arguments.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { Listing } from "../../core/listing.ts";
import { Poll, type Polled, type PollParams } from "../../core/poll.ts";
import { timeText } from "../../core/time.ts";
import type { RunDocument, RunListParams, RunPage } from "./documents/run.ts";

/** What runs are looked for with: a `FlowsClient`. */
export interface RunLister extends Polled {
  /** Lists runs, as `FlowsClient.listRuns` does. */
  listRuns(params?: RunListParams, options?: ListOptions): Listing<RunDocument, RunPage>;
}

/** Which run {@link findRun} looks for, and for how long. All that is given must be so. */
export interface FindRunParams extends PollParams {
  /** When it was started at the earliest: a Date, or text with a zone. */
  startedAfter: Date | string;
  /** UUID of its flow. @default any flow */
  flow_id?: string | undefined;
  /** Its label, in full. @default any label */
  label?: string | undefined;
  /** Tags that it has. It may have others too. */
  tags?: readonly string[] | undefined;
  /**
   * Milliseconds to look for it: the service lists a new run only after a while.
   * @default {0} it looks once
   */
  timeoutMs?: number | undefined;
}

/** What {@link findRun} found: one run, several that are alike, or none. */
export type FoundRun =
  | {
    /** There is one such run. */
    readonly state: "found";
    /** The run, as the list of runs shows it. */
    readonly run: RunDocument;
  }
  | {
    /** There are several such runs: what was asked for does not tell them apart. */
    readonly state: "ambiguous";
    /** The runs that fit, in the order in which the service lists them. */
    readonly runs: readonly RunDocument[];
  }
  | {
    /** There is no such run among those that the service lists. */
    readonly state: "absent";
  };

/**
 * Looks for a run of the caller, such as one whose start was not answered: `runFlow` then does not
 * say whether it started. Give the start a tag of its own, and look for that. `startRun` does both.
 *
 * @example Usage
 * ```ts ignore
 * const found = await findRun(flows, {
 *   flow_id: flowId,
 *   tags: ["night-2030-01-01"],
 *   startedAfter: new Date(Date.UTC(2030, 0, 1)),
 *   timeoutMs: 60_000,
 * });
 * if (found.state === "found") console.log(found.run.run_id);
 * ```
 *
 * @param client A `FlowsClient`.
 * @throws {FlowsAPIError} If the runs cannot be listed.
 * @throws {NetworkError} If the service gave no answer in all the time.
 * @throws {TypeError} If `params` or `options` is not a plain object.
 * @throws {RangeError} If a time has no zone, or is negative.
 *
 * @category Helpers
 */
export async function findRun(
  client: RunLister,
  params: FindRunParams,
  options: RequestOptions = {},
): Promise<FoundRun> {
  checkNamed("findRun(client, { tags, startedAfter }, { signal })", params, options);
  const startedAfter = timeText("startedAfter", params.startedAfter);
  if (startedAfter == null) throw new RangeError("Cannot find a run: startedAfter is missing");
  const poll = new Poll("find a run", client, { timeoutMs: 0, ...params }, options);
  for (;;) {
    try {
      const runs = await matches(client, params, startedAfter, poll.callOptions());
      poll.answered();
      if (runs.length > 1) return { state: "ambiguous", runs };
      if (runs.length === 1) return { state: "found", run: runs[0] };
      if (poll.leftMs <= 0) return { state: "absent" };
    } catch (error) {
      poll.overcome(error);
      if (poll.leftMs <= 0) throw error;
    }
    await poll.pause();
  }
}

async function matches(
  client: RunLister,
  { flow_id, label, tags = [] }: FindRunParams,
  startedAfter: string,
  options: RequestOptions,
): Promise<RunDocument[]> {
  const sinceMs = Date.parse(startedAfter);
  const wanted = tags.map(normalTag);
  const found: RunDocument[] = [];
  const filters = { filter_flow_id: flow_id, filter_start_time: `${startedAfter},` };
  for await (const run of client.listRuns(filters, options)) {
    const has = (run.tags ?? []).map(normalTag);
    const fits = Date.parse(run.start_time) >= sinceMs &&
      (flow_id === undefined || run.flow_id === flow_id) &&
      (label === undefined || run.label === label) &&
      wanted.every((tag) => has.includes(tag));
    if (fits) found.push(run);
  }
  return found;
}

/** A tag as the service keeps it. */
function normalTag(tag: string): string {
  return `${tag}`.trim().replace(/\s+/g, " ");
}
