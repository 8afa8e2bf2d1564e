import type { JsonDocument } from "../http/json.ts";

/** An answer that people can choose. */
export interface WebInputOptionRecord {
  /** UUID. */
  option_id: string;
  /** The answer in a word. */
  label: string;
  /** What it means. */
  description: string;
}

/** A question that a run asks people, and waits for. */
export interface WebInputRecord {
  /** UUID: that of the action. */
  id: string;
  /** UUID of the run that asks. */
  runId: string;
  /** UUID of the flow that asks. */
  flowId: string;
  /** UUID of the identity that asks. */
  creatorId: string;
  /** What people are shown. */
  context: JsonDocument & { title: string };
  /** Answers to choose from. */
  options: WebInputOptionRecord[];
  /** Who may see it, by URN. */
  viewers: string[];
  /** Who may answer it, by URN. */
  respondents: string[];
  /** When it was asked, in milliseconds since 1970. */
  createdMs: number;
  /** When it was answered or withdrawn, in milliseconds since 1970; null before that. */
  closedMs: number | null;
  /** The option chosen; null before that, and where it was withdrawn. */
  chosen: WebInputOptionRecord | null;
}
