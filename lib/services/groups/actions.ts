import { checkNamed, checkType } from "../../core/arguments.ts";
import type {
  GroupRole,
  MembershipAction,
  MembershipActionItem,
  MembershipActionsDocument,
} from "./documents/membership.ts";

/** What can be said of a change beside the identity and its role. */
export interface MembershipActionParams {
  /** Reason for the change, in words for people: `status_reason` of the membership. */
  status_reason?: string | null | undefined;
}

/** How {@link BatchMembershipActions.addMembers} adds. */
export interface AddMembersParams extends MembershipActionParams {
  /** Role of the new members. @default {"member"} */
  role?: GroupRole | undefined;
}

/** How {@link BatchMembershipActions.inviteMembers} invites. */
export interface InviteMembersParams extends AddMembersParams {
  /** Address to send the invitation to. @default the identity's own */
  invite_email_address?: string | null | undefined;
}

/** The ids of one or several identities. A text is one id. */
export type IdentityIds = string | Iterable<string>;

/**
 * Changes of memberships that are sent in one request: see {@link GroupsClient.batchMembershipAction}.
 * Each method adds to what is there, and returns the object, so that calls chain.
 *
 * An identity must not be named twice, not even for different actions: the service then refuses the
 * whole request. {@link changeMemberships} takes care of that, of user names and of long lists.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { BatchMembershipActions } from "@globus-deno/sdk";
 *
 * const annId = "aa752cea-8222-5bc8-acd9-555b090c0ccb";
 * const bobId = "bb752cea-8222-5bc8-acd9-555b090c0ccb";
 * const actions = new BatchMembershipActions().addMembers(annId, { role: "manager" })
 *   .removeMembers([bobId]);
 * assertEquals(actions.toJSON(), {
 *   add: [{ identity_id: annId, role: "manager" }],
 *   remove: [{ identity_id: bobId }],
 * });
 * ```
 *
 * @category Documents
 */
export class BatchMembershipActions {
  // Not fields of the object: `join` and `leave` are methods as well as actions.
  readonly #actions: { [Action in MembershipAction]?: MembershipActionItem[] } = {};

  /** The document that is sent. */
  toJSON(): MembershipActionsDocument {
    return this.#actions;
  }

  #add(action: MembershipAction, identityIds: IdentityIds, fields: object): this {
    const ids: unknown = typeof identityIds === "string" ? [identityIds] : identityIds;
    if (typeof ids !== "object" || ids === null || !(Symbol.iterator in ids)) {
      throw new TypeError(`Cannot ${action} members: their ids are not a list`);
    }
    const all = [...ids as Iterable<string>];
    checkType("identityIds", all, "string array");
    const items = this.#actions[action] ??= [];
    for (const identity_id of all) items.push({ identity_id, ...fields });
    return this;
  }

  #addWithRole(
    action: MembershipAction,
    identityIds: IdentityIds,
    { role = "member", ...fields }: AddMembersParams,
  ): this {
    checkType("role", role, "string");
    return this.#add(action, identityIds, { role, ...fields });
  }

  /** Accepts invitations. The identities must be the caller's own. */
  acceptInvites(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("acceptInvites(identityIds, { status_reason })", params);
    return this.#add("accept", identityIds, params);
  }

  /**
   * Adds members, without asking them. It takes a manager of the group, and an administrator to add
   * managers and administrators. People who left the group can only be invited.
   */
  addMembers(identityIds: IdentityIds, params: AddMembersParams = {}): this {
    checkNamed("addMembers(identityIds, { role })", params);
    return this.#addWithRole("add", identityIds, params);
  }

  /** Admits people who asked to join. It takes a manager of the group. */
  approvePending(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("approvePending(identityIds, { status_reason })", params);
    return this.#add("approve", identityIds, params);
  }

  /** Gives members another role. It takes an administrator of the group. */
  changeRoles(
    role: GroupRole,
    identityIds: IdentityIds,
    params: MembershipActionParams = {},
  ): this {
    checkNamed("changeRoles(role, identityIds, { status_reason })", params);
    return this.#addWithRole("change_role", identityIds, { ...params, role });
  }

  /** Declines invitations. The identities must be the caller's own. */
  declineInvites(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("declineInvites(identityIds, { status_reason })", params);
    return this.#add("decline", identityIds, params);
  }

  /** Invites people, who become members when they accept. */
  inviteMembers(identityIds: IdentityIds, params: InviteMembersParams = {}): this {
    checkNamed("inviteMembers(identityIds, { role })", params);
    return this.#addWithRole("invite", identityIds, params);
  }

  /** Joins the group, where its policies allow that. The identities must be the caller's own. */
  join(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("join(identityIds, { status_reason })", params);
    return this.#add("join", identityIds, params);
  }

  /** Leaves the group. The identities must be the caller's own. */
  leave(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("leave(identityIds, { status_reason })", params);
    return this.#add("leave", identityIds, params);
  }

  /** Turns down people who asked to join. It takes a manager of the group. */
  rejectJoinRequests(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("rejectJoinRequests(identityIds, { status_reason })", params);
    return this.#add("reject", identityIds, params);
  }

  /** Removes members. It takes a manager of the group, and an administrator to remove managers. */
  removeMembers(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("removeMembers(identityIds, { status_reason })", params);
    return this.#add("remove", identityIds, params);
  }

  /** Asks to join, where the group's policies allow that. The identities must be the caller's own. */
  requestJoin(identityIds: IdentityIds, params: MembershipActionParams = {}): this {
    checkNamed("requestJoin(identityIds, { status_reason })", params);
    return this.#add("request_join", identityIds, params);
  }
}
