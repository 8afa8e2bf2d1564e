import type { Exchange } from "../exchange.ts";
import type { OperationName } from "./access.ts";
import type { Caller } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { transferError } from "./errors.ts";

/** What a pause rule can stop, under Transfer's names. */
export const PAUSE_SWITCHES = [
  "pause_ls",
  "pause_mkdir",
  "pause_rename",
  "pause_symlink",
  "pause_task_delete",
  "pause_task_transfer_read",
  "pause_task_transfer_write",
] as const;

/** One of {@linkcode PAUSE_SWITCHES}. */
export type PauseSwitch = typeof PAUSE_SWITCHES[number];

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
  /** What it stops. */
  stops: Set<PauseSwitch>;
}

const SWITCH_OF: ReadonlyMap<OperationName, PauseSwitch> = new Map<OperationName, PauseSwitch>([
  ["DirListingFailed", "pause_ls"],
  ["StatFailed", "pause_ls"],
  ["MkdirFailed", "pause_mkdir"],
  ["RenameFailed", "pause_rename"],
]);

/** All pause rules. */
export class PauseRuleBook {
  /** Rules by id. */
  readonly byId: Map<string, PauseRule> = new Map();

  /** The rules that hold for somebody on a collection, its host's included. */
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

  /** Refuses an operation that a rule stops. */
  check(x: Exchange, caller: Caller, collection: Collection, operation: OperationName): void {
    const what = SWITCH_OF.get(operation);
    const rule = what && this.stopping(collection, caller.identities, what);
    if (!rule) return;
    throw transferError(x, 409, "OperationPaused", "The operation is paused by an administrator", {
      pause_message: rule.message,
    });
  }
}
