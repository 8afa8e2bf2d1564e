import { GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusError, NetworkError } from "../../core/errors.ts";
import { plainText } from "../../core/text.ts";
import type { RunDocument, RunFlowParams } from "./documents/run.ts";
import { findRun, type RunLister } from "./find.ts";

/** What runs are started with: a `SpecificFlowClient`. */
export interface RunStarter<Input extends object> {
  /** UUID of the flow that it starts. */
  readonly flowId: string;
  /** Starts a run, as `SpecificFlowClient.runFlow` does. */
  runFlow(body: Input, params?: RunFlowParams, options?: RequestOptions): Promise<RunDocument>;
}

/** The clients that {@link startRun} takes: one with the flow's token, one with that of the service. */
export interface StartClients<Input extends object> {
  /** A `SpecificFlowClient`, which starts the run. */
  readonly flow: RunStarter<Input>;
  /** A `FlowsClient`, which looks for it. */
  readonly flows: RunLister;
}

/** How {@link startRun} starts a run. */
export interface StartRunParams extends RunFlowParams {
  /** Milliseconds to look for a run whose start was not answered. @default {60_000} */
  searchMs?: number | undefined;
}

/**
 * Thrown when nothing tells whether a run has started: the answer was lost, and the run is not among
 * those that the service lists. To start it again could start it twice.
 *
 * @category Errors
 */
export class RunStartUnknownError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "RunStartUnknownError";
  /** UUID of the flow that was to be started. */
  readonly flowId: string;
  /** The tag that the run has, if it has started: see `findRun`. */
  readonly tag: string;
  /** When it was started at the earliest. */
  readonly startedAfter: Date;
  /** Keeps what the run is found by; the cause is what went wrong. */
  constructor(flowId: string, tag: string, startedAfter: Date, options?: ErrorOptions) {
    super(
      `Cannot tell whether a run of flow ${plainText(flowId, 100)} has started: the answer was` +
        ` lost; look for it later by findRun, with the tag ${tag}`,
      options,
    );
    this.flowId = flowId;
    this.tag = tag;
    this.startedAfter = startedAfter;
  }
}

/** What the clocks of service and machine may differ by. */
const CLOCK_DIFFERENCE_MS = 600_000;

/**
 * Starts a run once, also where the answer to the start is lost: it then looks for the run, which it
 * knows by a tag (`start-` and a UUID) that it adds to those given.
 *
 * @example Usage
 * ```ts ignore
 * const flow = new SpecificFlowClient(flowId, { app });
 * const flows = new FlowsClient({ app });
 * const { run_id } = await startRun({ flow, flows }, { source: "/data/run7/" });
 * ```
 *
 * @param body Input of the flow, as its schema describes it.
 * @returns The run.
 * @throws {RunStartUnknownError} If nothing tells whether it has started.
 * @throws {FlowsAPIError} If the service refuses to start it; then it has not.
 * @throws {NetworkError} If it is certain that nothing was sent.
 * @throws The signal's reason, once it is aborted. The run may have started.
 *
 * @category Helpers
 */
export async function startRun<Input extends object>(
  clients: StartClients<Input>,
  body: Input,
  params: StartRunParams = {},
  options: RequestOptions = {},
): Promise<RunDocument> {
  checkNamed("startRun({ flow, flows }, body, { label }, { signal })", params, options);
  const { searchMs = 60_000, tags = [], ...rest } = params;
  const { flow, flows } = clients;
  const tag = `start-${crypto.randomUUID()}`;
  const startedAfter = new Date(flows.clock.now() - CLOCK_DIFFERENCE_MS);
  try {
    const run: RunDocument | null = await flow.runFlow(
      body,
      { ...rest, tags: [...tags, tag] },
      options,
    );
    if (typeof run?.run_id === "string") return run;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!mayHaveStarted(error)) throw error;
    return await found(error);
  }
  return await found(undefined);

  /** The run, if it has started all the same. */
  async function found(cause: unknown): Promise<RunDocument> {
    const wanted = { flow_id: flow.flowId, tags: [tag], startedAfter, timeoutMs: searchMs };
    try {
      const outcome = await findRun(flows, wanted, options);
      if (outcome.state === "found") return outcome.run;
    } catch (error) {
      options.signal?.throwIfAborted();
      cause ??= error;
    }
    throw new RunStartUnknownError(flow.flowId, tag, startedAfter, { cause });
  }
}

/** Whether the service may have started the run although the call failed. */
function mayHaveStarted(error: unknown): boolean {
  if (error instanceof NetworkError) return !error.nothingSent;
  return error instanceof GlobusAPIError && (error.httpStatus >= 500 || error.httpStatus === 408);
}
