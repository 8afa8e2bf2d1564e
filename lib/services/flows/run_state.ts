import { isObject } from "../../core/guards.ts";
import { plainText } from "../../core/text.ts";
import type { RunDocument } from "./documents/run.ts";

/**
 * How a run stands. `inactive`: it waits until someone resumes it. `ended`: the service says no more
 * than that. A canceled run is `canceled`, although its status is `FAILED`.
 */
export type RunState = "active" | "inactive" | "succeeded" | "failed" | "canceled" | "ended";

/** What keeps a run from going on, or ended it. */
export interface RunFault {
  /** The service's code, such as `FlowFailed`, `FlowCanceled` or `ConsentRequired`. */
  readonly code?: string;
  /** What the service says about it. Plain text of at most 500 characters, safe to print. */
  readonly description?: string;
  /** Name of the state of the flow in which it happened. */
  readonly stateName?: string;
}

/** What is known of a run from its document. */
export interface DescribedRun {
  /** How it stands, also told from its details where the status does not say all. */
  readonly state: RunState;
  /** What it computed, once it has succeeded. */
  readonly output?: Record<string, unknown>;
  /** What keeps it from going on, or ended it. */
  readonly fault?: RunFault;
  /**
   * Whether an inactive run waits for a login, such as for a consent. `resumeRunWithConsents` logs
   * in and resumes it; `toGare(run.details)` says what the login must fulfill.
   */
  readonly needsLogin?: boolean;
}

/** Statuses after which a run does not go on by itself. */
const ENDS: ReadonlyMap<string, RunState> = new Map([
  ["SUCCEEDED", "succeeded"],
  ["FAILED", "failed"],
  ["ENDED", "ended"],
  ["INACTIVE", "inactive"],
]);

/** Says how a run stands. A status that this SDK does not know counts as active. */
export function describeRun(run: RunDocument): DescribedRun {
  const details: Record<string, unknown> = isObject(run.details) ? run.details : {};
  const state = run.status === "FAILED" && details.code === "FlowCanceled"
    ? "canceled"
    : ENDS.get(run.status) ?? "active";
  if (state === "active" || state === "ended") return { state };
  if (state === "succeeded") {
    return isObject(details.output) ? { state, output: details.output } : { state };
  }
  const fault = faultOf(details);
  return state === "inactive"
    ? { state, fault, needsLogin: statesRequirement(details) }
    : { state, fault };
}

function faultOf(details: Record<string, unknown>): RunFault {
  const { code, description, details: more } = details;
  const stateName = details.state_name ?? (isObject(more) ? more.state_name : undefined);
  return {
    ...(typeof code === "string" ? { code: plainText(code, 100) } : {}),
    ...(typeof description === "string" ? { description: plainText(description, 500) } : {}),
    ...(typeof stateName === "string" ? { stateName: plainText(stateName, 100) } : {}),
  };
}

/** Whether a document states what a login must fulfill, however deep in it. */
function statesRequirement(document: unknown): boolean {
  if (typeof document !== "object" || document === null) return false;
  return Object.entries(document).some(([name, value]) =>
    /^(authorization_parameters|required_scopes?)$/.test(name) || statesRequirement(value)
  );
}
