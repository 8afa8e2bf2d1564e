import { GlobusError } from "../../core/errors.ts";
import { isError } from "../../core/guards.ts";
import type { MembershipChange } from "./membership_change.ts";
import type { GroupMembership } from "./documents/membership.ts";

/** What became of one change of {@link changeMemberships}. */
export interface MembershipResult {
  /** The change that this result is about: the object that was given. */
  readonly change: MembershipChange;
  /**
   * - `done`: the service made the change.
   * - `unchanged`: the person is an active member already, and was to become one with the role
   *   `member`. The service leaves the role that the person has.
   * - `notFound`: no identity has this user name. Nothing was sent.
   * - `refused`: the service did not make the change; `code` and `detail`, or `error`, say why.
   * - `unknown`: the change was sent and no usable response came. It may be made, or not.
   * - `notSent`: the change was not sent, because an earlier request failed or the time was over.
   */
  readonly state: "done" | "unchanged" | "notFound" | "refused" | "unknown" | "notSent";
  /** UUID of the identity; undefined if it was not found. */
  readonly identityId?: string;
  /** The membership after the change, if the service made it. */
  readonly membership?: GroupMembership;
  /** The service's reason in one word, such as `ALREADY_ACTIVE`. */
  readonly code?: string;
  /** The service's reason in a sentence. */
  readonly detail?: string;
  /** The error of the request that the change was sent in. */
  readonly error?: unknown;
}

/** What {@link changeMemberships} did, person by person. */
export class MembershipReport {
  /**
   * - `complete`: each change was sent, or its person not found.
   * - `stopped`: a request failed in a way that the next ones would too.
   * - `timeout`: the time was over.
   * - `aborted`: the signal was aborted.
   */
  readonly state: "complete" | "stopped" | "timeout" | "aborted";
  /** A result for each change, in the order in which the changes were given. */
  readonly results: readonly MembershipResult[];
  /** The error that stopped it, or the signal's reason. */
  readonly error: unknown;

  /** Used by {@link changeMemberships}. */
  constructor(
    state: MembershipReport["state"],
    results: readonly MembershipResult[],
    error?: unknown,
  ) {
    this.state = state;
    this.results = results;
    this.error = error;
  }

  /** The results of changes that are not known to be made. */
  get failures(): MembershipResult[] {
    return this.results.filter(({ state }) => state !== "done" && state !== "unchanged");
  }

  /** Changes that were not sent, or whose outcome is unknown: give them to another call. */
  get unfinished(): MembershipChange[] {
    return this.results.filter(({ state }) => state === "notSent" || state === "unknown")
      .map(({ change }) => change);
  }

  /**
   * Throws unless all changes were made.
   *
   * @throws {GroupMembershipError} With this report.
   * @throws The signal's reason, if it was aborted.
   */
  throwIfFailed(): void {
    if (this.state === "aborted") throw this.error;
    if (this.failures.length > 0) throw new GroupMembershipError(this);
  }
}

/**
 * Thrown by {@link MembershipReport.throwIfFailed}: not all changes are known to be made.
 *
 * @category Errors
 */
export class GroupMembershipError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "GroupMembershipError";
  /** What became of each change. */
  readonly report: MembershipReport;

  /** Counts the changes by what became of them. */
  constructor(report: MembershipReport) {
    const { failures, results, error } = report;
    const counts = new Map<string, number>();
    for (const { code, state } of failures) {
      const reason = code ?? state;
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    const reasons = [...counts].map(([reason, count]) => `${reason}: ${count}`).join(", ");
    const first = failures.map(({ error }) => error).find(isError);
    super(
      `Cannot change ${failures.length} of ${results.length} memberships: ${reasons}` +
        (first ? ` (${first.message})` : ""),
      { cause: error ?? first },
    );
    this.report = report;
  }
}
