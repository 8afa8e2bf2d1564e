import type { JsonDocument } from "../http/json.ts";

/** A run of a flow. */
export interface RunRecord {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** UUID of the flow. */
  flowId: string;
  /** Name for people. */
  label: string | null;
  /** Words to find it by. */
  tags: string[];
  /** What it was started with. */
  input: JsonDocument;
  /** When it began, in milliseconds since 1970. */
  startMs: number;
  /** When it was cancelled. */
  canceledMs: number | null;
}

const RUN_MS = 10_000;

/** The status of a run at a time, and when it ended. */
export function stateOf(run: RunRecord, nowMs: number): { status: string; endMs: number | null } {
  if (run.canceledMs !== null) return { status: "FAILED", endMs: run.canceledMs };
  const endMs = run.startMs + RUN_MS;
  return nowMs >= endMs ? { status: "SUCCEEDED", endMs } : { status: "ACTIVE", endMs: null };
}

/** The field `details` of a run. */
export function detailsOf(run: RunRecord, status: string): JsonDocument {
  if (status === "ACTIVE") {
    return {
      code: "FlowStarting",
      description: "The Flow is starting execution",
      details: { input: run.input },
    };
  }
  return status === "SUCCEEDED"
    ? {
      code: "FlowSucceeded",
      description: "The Flow run reached a successful completion state",
      output: { input: run.input, HelloResult: { details: { hello: run.input.echo_string } } },
    }
    : { code: "FlowCanceled", description: "The run was canceled" };
}
