import type { Collection } from "./collection.ts";
import { WELL_KNOWN } from "./collections.ts";

/** What a pause rule can stop, under Transfer's names. */
export type PauseSwitch =
  | "pause_ls"
  | "pause_mkdir"
  | "pause_rename"
  | "pause_symlink"
  | "pause_task_delete"
  | "pause_task_transfer_read"
  | "pause_task_transfer_write";

/** All that a pause rule can stop. */
export const PAUSE_SWITCHES: readonly PauseSwitch[] = [
  "pause_ls",
  "pause_mkdir",
  "pause_rename",
  "pause_symlink",
  "pause_task_delete",
  "pause_task_transfer_read",
  "pause_task_transfer_write",
];

/** A rule that pauses an endpoint, for all or for one identity. */
export interface PauseRule {
  /** UUID. */
  id: string;
  /** UUID of the endpoint. */
  endpointId: string;
  /** UUID of the identity that it stops, or `null` for everybody. */
  identityId: string | null;
  /** Shown to those whom it stops. */
  message: string;
  /** Who made it. */
  createdBy: string;
  /** When it was made, in milliseconds since 1970. */
  createdMs: number;
  /** When it last changed. */
  modifiedMs: number;
  /** When it starts, as given. */
  startTime: string | null;
  /** Operations that the rule stops. */
  stops: Set<PauseSwitch>;
}

/** All pause rules. */
export class PauseRuleBook {
  /** Rules by id. */
  readonly byId: Map<string, PauseRule> = new Map();

  /** Returns the rules that apply to a person on a collection, those of its host included. */
  effective(collection: Collection, identities: string[]): PauseRule[] {
    const endpoints = [collection.id, collection.hostId, collection.host?.hostId];
    return [...this.byId.values()].filter((rule) =>
      endpoints.includes(rule.endpointId) &&
      (rule.identityId === null || identities.includes(rule.identityId))
    );
  }

  /** The rule that stops a task, if one does. */
  stopping(
    collection: Collection,
    identities: string[],
    what: PauseSwitch,
  ): PauseRule | undefined {
    return this.effective(collection, identities).find((rule) => rule.stops.has(what));
  }
}

/**
 * The rule that exists from the start: transfers from and to the tape library wait.
 *
 * @param id UUID of the rule.
 * @param createdBy UUID of the identity that made it.
 * @param nowMs Time at which it was made, in milliseconds since 1970.
 */
export function seedPauseRule(id: string, createdBy: string, nowMs: number): PauseRule {
  return {
    id,
    endpointId: WELL_KNOWN.harborStorage,
    identityId: null,
    message: "The tape drives are being replaced.",
    createdBy,
    createdMs: nowMs,
    modifiedMs: nowMs,
    startTime: null,
    stops: new Set(["pause_task_transfer_read", "pause_task_transfer_write"]),
  };
}
