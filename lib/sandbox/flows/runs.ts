import type { Grant } from "../auth/tokens.ts";
import type { JsonDocument } from "../http/json.ts";
import type { ActionProgress } from "./actions/action.ts";
import type { FlowRecord } from "./flows.ts";
import type { Principals } from "../groups/principals.ts";

/** One line of a run's log. */
export interface RunLogRecord {
  /** When it happened, in milliseconds since 1970. */
  timeMs: number;
  /** Such as `FlowStarted`, `ActionCompleted`. */
  code: string;
  /** The same in a sentence. */
  description: string;
  /** State, input and output, depending on the code. */
  details: JsonDocument;
}

/** An action under way. */
export interface RunningAction {
  /** Id of the action at its provider. */
  id: string;
  /** When it started, in milliseconds since 1970. */
  startMs: number;
  /** When the run gives it up, in milliseconds since 1970. */
  deadlineMs: number;
  /** How it stood last. */
  progress: ActionProgress;
}

/** A run of a flow. */
export interface RunRecord {
  /** UUID. */
  readonly id: string;
  /** UUID of the flow. */
  readonly flowId: string;
  /** Title of the flow when the run started. */
  readonly flowTitle: string;
  /** When the flow had last been changed, in milliseconds since 1970. */
  readonly flowUpdatedMs: number;
  /** The definition that it follows, whatever the flow is now. */
  readonly definition: JsonDocument;
  /** The input schema of its start. */
  readonly inputSchema: JsonDocument;
  /** UUID of the identity that started it. */
  readonly ownerId: string;
  /** What it was started with. */
  readonly input: JsonDocument;
  /** When it started, in milliseconds since 1970. */
  readonly startMs: number;
  /** Where the tokens of its actions come from. */
  grant: Grant;
  /** Consents to the flow's scope that it lives by. */
  consents: number[];
  /** Name for people. */
  label: string | null;
  /** Words to find it by. */
  tags: string[];
  /** Who may see and cancel it, by URN. */
  managers: string[];
  /** Who may see it, by URN. */
  monitors: string[];
  /** How it stands. */
  status: "ACTIVE" | "INACTIVE" | "SUCCEEDED" | "FAILED";
  /** What it did last. */
  details: JsonDocument;
  /** When it ended, in milliseconds since 1970; null before that. */
  endMs: number | null;
  /** What happened, oldest first. */
  readonly log: RunLogRecord[];
  /** The flow's state: the input, then what its states made of it. */
  data: unknown;
  /** Name of the state under way. */
  stateName: string;
  /** What the state under way gives, once it has done its work. */
  result: { output: unknown; next?: string } | null;
  /** Time up to which the run has been played, in milliseconds since 1970. */
  cursorMs: number;
  /** The action under way. */
  action: RunningAction | null;
  /** How many states it has entered. */
  steps: number;
}

/** A caller's role on a run, by itself or by a role on the flow. */
export type RunRoleName =
  | "run_owner"
  | "run_manager"
  | "flow_run_manager"
  | "run_monitor"
  | "flow_run_monitor";

/** The strongest role of a caller on a run; `undefined` where the run is hidden from them. */
export function runRole(
  run: RunRecord,
  flow: FlowRecord | undefined,
  who: Principals,
): RunRoleName | undefined {
  const named = (principals: string[] = []) => principals.some((one) => who.has(one));
  if (who.has(`urn:globus:auth:identity:${run.ownerId}`)) return "run_owner";
  if (named(run.managers)) return "run_manager";
  const administers = flow !== undefined && (who.has(flow.owner) || named(flow.administrators));
  if (administers || named(flow?.runManagers)) return "flow_run_manager";
  if (named(run.monitors)) return "run_monitor";
  return named(flow?.runMonitors) ? "flow_run_monitor" : undefined;
}
