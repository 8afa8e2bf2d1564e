import { GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { CallTrace } from "../../core/call_trace.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import { encodeSegment } from "../../core/path.ts";
import type {
  GroupMembership,
  MembershipAction,
  MembershipActionError,
  MembershipActionItem,
  MembershipActionsDocument,
  MembershipActionsResult,
} from "./documents/membership.ts";
import {
  checkChanges,
  type MembershipChange,
  type MembershipItem,
  membershipItems,
} from "./membership_change.ts";
import { MembershipReport, type MembershipResult } from "./membership_report.ts";
import { type IdentityFinder, identityIdsOf } from "./people.ts";

/** What {@link changeMemberships} sends changes with: a {@link GroupsClient}. */
export interface MembershipChanger {
  /** Source of the time, for deadlines. */
  readonly clock: Clock;
  /** What sends requests, if not the runtime's `fetch`. */
  readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  readonly timeoutMs?: number | undefined;
  /** Sends changes in one request. */
  batchMembershipAction(
    groupId: string,
    actions: MembershipActionsDocument,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult>;
}

/** What {@link changeMemberships} changes, and how. */
export interface ChangeMembershipsParams {
  /** The changes: at most one for each person. The same change given again is sent once. */
  changes: Iterable<MembershipChange>;
  /** Finds the ids of user names: an {@link AuthClient}. Only needed for names. */
  identities?: IdentityFinder | undefined;
  /**
   * Whether identities are created for user names that never logged in, so that people can be added
   * before their first login. @default {false}
   */
  provision?: boolean | undefined;
  /** Changes of one request. @default {100} */
  maxChanges?: number | undefined;
  /** Milliseconds for all of it. @default {Infinity} */
  timeoutMs?: number | undefined;
}

/** Refusals that say nothing about other requests: bad form, rights for one action, a conflict. */
const OWN_REFUSALS = [400, 403, 409, 422];

/**
 * Changes the memberships of any number of people, given by id or user name. It looks the names up,
 * sends each change once, splits long lists, and reports what became of each person: the service
 * answers 200 also if it makes no change at all.
 *
 * A request whose response gets lost is not repeated: its changes are `unknown`, and
 * {@link MembershipReport.unfinished} lists them for another call. It does no harm to add a member
 * again. Each action has requests of its own: one action that the caller may not do
 * makes the service refuse the whole request.
 *
 * The report is also what comes back if the signal is aborted after something was sent; before that,
 * the call rejects with the signal's reason.
 *
 * @example Usage
 * ```ts ignore
 * const report = await changeMemberships(groups, groupId, {
 *   changes: names.map((person) => ({ action: "add", person })),
 *   identities: new AuthClient({ app }),
 *   provision: true,
 * });
 * for (const { change, state, code } of report.failures) console.error(change.person, state, code);
 * ```
 *
 * @param client A {@link GroupsClient}, whose token needs the scope `all`.
 * @param options How each request is sent. `timeoutMs` holds for one request, not for all of it.
 * @returns What became of each change. Nothing is thrown for those that were not made: see
 * {@link MembershipReport.throwIfFailed}.
 * @throws {TypeError} If something is of the wrong type.
 * @throws {RangeError} If two changes of one person differ, an action does not exist, or a limit is
 * not a positive number: nothing was sent then.
 * @throws {GlobusSDKUsageError} If there are user names, and no `identities`.
 * @throws {AuthAPIError} If the names cannot be looked up.
 *
 * @category Helpers
 */
export async function changeMemberships(
  client: MembershipChanger,
  groupId: string,
  params: ChangeMembershipsParams,
  options: RequestOptions = {},
): Promise<MembershipReport> {
  checkNamed(
    "changeMemberships(client, groupId, { changes }, { signal })",
    params ?? null,
    options,
  );
  encodeSegment(groupId);
  const { identities, provision = false, maxChanges = 100, timeoutMs = Infinity } = params;
  if (!(maxChanges >= 1 && timeoutMs >= 0)) {
    throw new RangeError(
      "Cannot change memberships: maxChanges must be 1 or more, and timeoutMs 0 or more",
    );
  }
  const changes = checkChanges(params.changes);
  const { signal } = options;
  signal?.throwIfAborted();
  const endsAtMs = client.clock.monotonicMs() + timeoutMs;
  const leftMs = () => endsAtMs - client.clock.monotonicMs();
  const limitMs = () => {
    const usualMs = options.timeoutMs ?? client.timeoutMs ?? 60_000;
    return Math.min(usualMs, Math.max(leftMs(), 1000));
  };
  const ids = await identityIdsOf(changes.map(({ person }) => person), {
    identities,
    provision,
    // The other options are meant for Groups, not for Auth.
    options: () => ({ ...(signal ? { signal } : {}), timeoutMs: limitMs() }),
  });
  const items = membershipItems(changes, ids);
  const outcomes = new Map<string, Outcome>();
  const report = (state: MembershipReport["state"], error?: unknown) => {
    const results = changes.map((change): MembershipResult => {
      const identityId = ids.get(change.person);
      if (identityId === undefined) return { change, state: "notFound" };
      return { change, identityId, ...outcomes.get(identityId) ?? { state: "notSent" } };
    });
    return new MembershipReport(state, results, error);
  };
  for (const { action, batch } of batchesOf(items, maxChanges)) {
    if (signal?.aborted) return report("aborted", signal.reason);
    if (leftMs() <= 0) return report("timeout");
    const trace = new CallTrace(false);
    try {
      const result = await client.batchMembershipAction(groupId, { [action]: batch }, {
        ...options,
        timeoutMs: limitMs(),
        fetch: trace.fetch(options.fetch ?? client.fetch),
      });
      for (const item of batch) outcomes.set(item.identity_id, outcomeOf(item, action, result));
    } catch (error) {
      const mayBeDone = trace.mayHaveActed(error);
      if (signal?.aborted && !mayBeDone && outcomes.size === 0) throw signal.reason;
      if (!signal?.aborted || mayBeDone) {
        const state = mayBeDone ? "unknown" : "refused";
        for (const { identity_id: id } of batch) outcomes.set(id, { state, error });
      }
      if (signal?.aborted) return report("aborted", signal.reason);
      const goesOn = !mayBeDone && error instanceof GlobusAPIError &&
        OWN_REFUSALS.includes(error.httpStatus);
      if (!goesOn) return report("stopped", error);
    }
  }
  return report("complete");
}

type Outcome = Omit<MembershipResult, "change" | "identityId">;

/** Parts the changes into requests of one action each. */
function* batchesOf(
  items: readonly MembershipItem[],
  maxChanges: number,
): Generator<{ action: MembershipAction; batch: MembershipActionItem[] }> {
  const byAction = new Map<MembershipAction, MembershipActionItem[]>();
  for (const { action, item } of items) {
    const list = byAction.get(action);
    if (list) list.push(item);
    else byAction.set(action, [item]);
  }
  const size = Math.floor(maxChanges);
  for (const [action, all] of byAction) {
    for (let at = 0; at < all.length; at += size) yield { action, batch: all.slice(at, at + size) };
  }
}

/** What a response says about one identity. */
function outcomeOf(
  item: MembershipActionItem,
  action: MembershipAction,
  result: MembershipActionsResult,
): Outcome {
  const about = <Entry extends { identity_id: string }>(list: Entry[] | undefined) =>
    (Array.isArray(list) ? list : []).find((entry) => idOf(entry) === item.identity_id);
  const error = about<MembershipActionError>(result.errors?.[action]);
  if (error) {
    const { code, detail } = error;
    // An active member may not have the role that was asked for.
    const isThere = code === "ALREADY_ACTIVE" && (item.role ?? "member") === "member";
    return {
      state: isThere ? "unchanged" : "refused",
      ...(typeof code === "string" ? { code } : {}),
      ...(typeof detail === "string" ? { detail } : {}),
    };
  }
  const membership = about<GroupMembership>(result[action]);
  return membership ? { state: "done", membership } : { state: "unknown" };
}

function idOf(entry: { identity_id: string } | null): string | undefined {
  const id: unknown = entry?.identity_id;
  return typeof id === "string" ? id.toLowerCase() : undefined;
}
