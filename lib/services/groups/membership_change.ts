import { checkType } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import { plainText } from "../../core/text.ts";
import type { GroupRole, MembershipAction, MembershipActionItem } from "./documents/membership.ts";

/** A change of one person's membership. */
export type MembershipChange =
  & {
    /** Id of an identity, or a user name such as `ann@example.org`. */
    person: string;
    /** Reason for the change, in words for people: `status_reason` of the membership. */
    status_reason?: string | null;
  }
  & (
    | {
      /** Adds the person without asking. */
      action: "add";
      /** Role to give. @default {"member"} */
      role?: GroupRole;
    }
    | {
      /** Invites the person, who becomes a member on acceptance. */
      action: "invite";
      /** Role to give. @default {"member"} */
      role?: GroupRole;
      /** Address to send the invitation to. @default the identity's own */
      invite_email_address?: string | null;
    }
    | {
      /** Gives a member another role. */
      action: "change_role";
      /** Role to give, in place of the one that the member has. */
      role: GroupRole;
    }
    | {
      /** What else can be done: see the methods of {@link BatchMembershipActions}. */
      action: Exclude<MembershipAction, "add" | "invite" | "change_role">;
    }
  );

const ACTIONS: ReadonlySet<string> = /* @__PURE__ */ new Set<MembershipAction>([
  "accept",
  "add",
  "approve",
  "change_role",
  "decline",
  "invite",
  "join",
  "leave",
  "reject",
  "remove",
  "request_join",
]);

/** A change with the identity that it is about. */
export interface MembershipItem {
  /** The action that the change is sent as. */
  readonly action: MembershipAction;
  /** The item in the list of the action. */
  readonly item: MembershipActionItem;
  /** How the person was given. */
  readonly person: string;
}

/** A change of any action. */
interface AnyChange extends Omit<MembershipActionItem, "identity_id"> {
  readonly person: string;
  readonly action: MembershipAction;
}

type Sent = Pick<MembershipItem, "action" | "item">;

/**
 * Checks the changes, all of them before any is sent.
 *
 * @throws {TypeError} If something is of the wrong type.
 * @throws {RangeError} If an action does not exist.
 */
export function checkChanges(changes: Iterable<MembershipChange>): MembershipChange[] {
  if (typeof changes !== "object" || changes === null || !(Symbol.iterator in changes)) {
    throw new TypeError("Cannot change memberships: changes is not a list");
  }
  const all = [...changes];
  for (const [number, change] of all.entries()) {
    const wrong = (fault: string) => `Cannot change memberships: change ${number} ${fault}`;
    if (!isPlainObject(change)) throw new TypeError(wrong("is not a plain object"));
    const { person, action, role } = change as Record<string, unknown>;
    if (typeof person !== "string" || person === "") throw new TypeError(wrong("has no person"));
    if (typeof action !== "string" || !ACTIONS.has(action)) {
      throw new RangeError(wrong("has an action that does not exist"));
    }
    if (role !== undefined || action === "change_role") checkType("role", role, "string");
  }
  return all;
}

/**
 * The changes that are sent: one for each identity that was found.
 *
 * @param ids Ids of the identities, by how the person was given.
 * @throws {RangeError} If two changes of one identity differ.
 */
export function membershipItems(
  changes: readonly MembershipChange[],
  ids: ReadonlyMap<string, string>,
): MembershipItem[] {
  const items = new Map<string, MembershipItem>();
  const different = new Set<string>();
  for (const { person, action, ...fields } of changes as readonly AnyChange[]) {
    const identity_id = ids.get(person);
    if (identity_id === undefined) continue;
    const usual = action === "add" || action === "invite" ? "member" : undefined;
    const role = fields.role ?? usual;
    const item: MembershipActionItem = { ...fields, ...(role ? { role } : {}), identity_id };
    const before = items.get(identity_id);
    if (!before) items.set(identity_id, { action, item, person });
    else if (!isSame(before, { action, item })) different.add(before.person);
  }
  if (different.size > 0) {
    const shown = [...different].slice(0, 5).map((person) => plainText(person, 60));
    if (different.size > shown.length) shown.push("…");
    throw new RangeError(
      `Cannot change memberships: changes of the same person differ (${shown.join(", ")})`,
    );
  }
  return [...items.values()];
}

function isSame(one: Sent, other: Sent): boolean {
  const text = ({ action, item }: Sent) =>
    JSON.stringify([
      action,
      ...Object.entries(item).filter(([, value]) => value !== undefined).sort(),
    ]);
  return text(one) === text(other);
}
