/**
 * Documents of Globus Groups: memberships and what changes them. Ids are UUIDs.
 *
 * Source: https://groups.api.globus.org/redoc
 *
 * @module
 */

/** What a member may do: managers add and remove members, administrators change the group too. */
export type GroupRole = "member" | "manager" | "admin";

/** State of a membership. Only `active` members have the rights of the group. */
export type GroupMembershipStatus =
  | "active"
  | "invited"
  | "pending"
  | "rejected"
  | "removed"
  | "left"
  | "declined";

/** What a person says about themselves to a group. Null: not filled in. */
export interface GroupMembershipFields {
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** Organization that the person belongs to. */
  organization?: string | null | undefined;
  /** Institution that the person works at. */
  institution?: string | null | undefined;
  /** Project that the person works on. */
  current_project_name?: string | null | undefined;
  /** Whole postal address, in one text. */
  address?: string | null | undefined;
  /** First line of the address. */
  address1?: string | null | undefined;
  /** Second line of the address. */
  address2?: string | null | undefined;
  /** Town or city. */
  city?: string | null | undefined;
  /** State, province or region. */
  state?: string | null | undefined;
  /** Country, as the person wrote it. */
  country?: string | null | undefined;
  /** Postal code. */
  zip?: string | null | undefined;
  /** Telephone number, as the person wrote it. */
  phone?: string | null | undefined;
  /** Department within the institution. */
  department?: string | null | undefined;
  /** Field that the person works in. */
  field_of_science?: string | null | undefined;
}

/** The membership of an identity in a group. */
export interface GroupMembership {
  /** UUID of the group. */
  group_id: string;
  /** UUID of the identity. */
  identity_id: string;
  /** User name of the identity, such as `ann@example.org`. */
  username: string;
  /** What the member may do. */
  role: GroupRole;
  /** State of the membership. */
  status: GroupMembershipStatus;
  /** UUID of the subgroup whose membership implies this one; null or absent if none does. */
  source_group_id?: string | null;
  /** Why the membership has its status, in the words of the person who changed it. */
  status_reason?: string | null;
  /** Address that the invitation was sent to. */
  invite_email_address?: string | null;
  /** When the membership last changed (ISO 8601). */
  updated?: string | null;
  /** When the person was invited (ISO 8601). */
  invite_time?: string | null;
  /** What the person says about themselves. */
  membership_fields?: GroupMembershipFields;
}

/** An action that changes a membership, under the service's name for it. */
export type MembershipAction =
  | "accept"
  | "add"
  | "approve"
  | "change_role"
  | "decline"
  | "invite"
  | "join"
  | "leave"
  | "reject"
  | "remove"
  | "request_join";

/** One change of a membership, in the form that the service takes. */
export interface MembershipActionItem {
  /** UUID of the identity. */
  identity_id: string;
  /** Role to give: with `add`, `invite` and `change_role`. */
  role?: GroupRole;
  /** Reason for the change, in words for people. */
  status_reason?: string | null;
  /** Address to send the invitation to. @default the identity's own; with `invite` only */
  invite_email_address?: string | null;
}

/** Changes of memberships by action: what {@link BatchMembershipActions} builds. */
export type MembershipActionsDocument = {
  [Action in MembershipAction]?: readonly MembershipActionItem[];
};

/** A change that the service did not make, although it accepted the request. */
export interface MembershipActionError {
  /** UUID of the identity. */
  identity_id: string;
  /** Why not, in one word, such as `ALREADY_ACTIVE`. */
  code: string;
  /** Why not, in a sentence. */
  detail?: string;
}

/** What became of the changes: the memberships that changed by action, and `errors` for the rest. */
export type MembershipActionsResult =
  & { [Action in MembershipAction]?: GroupMembership[] }
  & {
    /** Changes that were not made, by action. */
    errors?: { [Action in MembershipAction]?: MembershipActionError[] };
  };

/** Whether groups may add an identity without its consent. */
export interface IdentityPreferences {
  /** False: others can only invite the identity. Null: not decided, which counts as true. */
  allow_add: boolean | null;
}

/** Number of memberships in each state. */
export type GroupStatusCounts = Partial<Record<GroupMembershipStatus, number>>;
