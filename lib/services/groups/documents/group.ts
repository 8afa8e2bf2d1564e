/**
 * Documents of Globus Groups: groups, their policies and subscriptions. Ids are UUIDs.
 *
 * Source: https://groups.api.globus.org/redoc
 *
 * @module
 */

import type { GroupMembership, MembershipAction } from "./membership.ts";

/** Who can see that a group exists: everyone who logged in, or only its members. */
export type GroupVisibility = "authenticated" | "private";

/** Who can see the members of a group: all members, or only its managers and administrators. */
export type GroupMemberVisibility = "members" | "managers";

/** A field that people fill in when they join a group. */
export type GroupRequiredSignupFields =
  | "institution"
  | "current_project_name"
  | "address"
  | "city"
  | "state"
  | "country"
  | "address1"
  | "address2"
  | "zip"
  | "phone"
  | "department"
  | "field_of_science";

/** The policies of a group: what `getGroupPolicies` returns, and `setGroupPolicies` takes. */
export interface GroupPolicies {
  /** Whether members must have authenticated recently (High Assurance). */
  is_high_assurance: boolean;
  /** Seconds after which members of a High Assurance group must authenticate again. */
  authentication_assurance_timeout?: number | null;
  /** Who can see that the group exists. New groups are `private`. */
  group_visibility: GroupVisibility;
  /** Who can see the members. In new groups these are the `managers`. */
  group_members_visibility: GroupMemberVisibility;
  /** Whether people can ask to join. New groups do not allow it. */
  join_requests: boolean;
  /** Fields that people must fill in when they join. */
  signup_fields: readonly GroupRequiredSignupFields[];
}

/** Changes of a group's policies: a policy that is left out keeps its value. */
export type GroupPoliciesUpdate = {
  [Policy in keyof GroupPolicies]?: GroupPolicies[Policy] | null;
};

/** A part of a group that `getGroup` and `getChildren` return only if it is asked for. */
export type GroupInclude =
  | "memberships"
  | "my_memberships"
  | "policies"
  | "allowed_actions"
  | "child_ids";

/** What members of a subscription can use. */
export interface GroupSubscriptionInfo {
  /** Name of the subscription. Absent where the caller looked it up by its id. */
  name?: string;
  /** Organization that subscribed. Absent where the caller looked it up by its id. */
  subscriber_name?: string;
  /** Whether the subscription covers High Assurance collections (protected data). */
  is_high_assurance: boolean;
  /** Whether a Business Associate Agreement (HIPAA) is part of the subscription. */
  is_baa: boolean;
  /** Storage connectors that the subscription covers, by the connector's id. */
  connectors: Record<string, {
    /** Whether High Assurance collections can use the connector. */
    is_ha: boolean;
    /** Whether the connector is covered by a Business Associate Agreement. */
    is_baa: boolean;
  }>;
}

/** A group. The fields in {@link GroupInclude} are present only if they were asked for. */
export interface Group {
  /** UUID of the group. */
  id: string;
  /** Name that people see; several groups can have the same. */
  name: string;
  /** Text that describes the group, if it has one. */
  description?: string | null;
  /** Terms that people accept when they join, if there are any. */
  terms_and_conditions?: string | null;
  /** UUID of the group above this one; null for a group at the top. */
  parent_id: string | null;
  /** `plus` for the group of a subscription, `regular` for all others. */
  group_type: "regular" | "plus";
  /** Whether members must have authenticated within `session_limit`. */
  enforce_session: boolean;
  /** Seconds for which an authentication counts. */
  session_limit?: number;
  /** When the caller's sessions with the group end, by identity id. */
  session_timeouts: Record<string, {
    /** When the session ends (ISO 8601). */
    expire_time: string;
    /** Seconds until the session ends. */
    expires_in: number;
  }>;
  /** UUIDs of the groups directly below. */
  child_ids?: string[];
  /** The caller's own memberships: one for each linked identity that has one. */
  my_memberships?: GroupMembership[];
  /** All memberships that the caller may see. */
  memberships?: GroupMembership[];
  /** Which of the caller's identities may do what, by action. */
  allowed_actions?: Partial<Record<MembershipAction, string[]>>;
  /** The group's policies. Lists of groups hold only some of them. */
  policies?: Partial<GroupPolicies>;
  /** UUID of the subscription whose group this is, if any. */
  subscription_id?: string | null;
  /** What that subscription allows. */
  subscription_info?: GroupSubscriptionInfo | null;
  /** UUID of the subscription whose administrators vouch for the group, if any do. */
  subscription_admin_verified_id?: string | null;
}

/** Fields of a new group; only the name is needed. */
export interface GroupCreate {
  /** Name that people see. */
  name: string;
  /** Text that describes the group. */
  description?: string | null;
  /** Terms that people accept when they join. */
  terms_and_conditions?: string | null;
  /** UUID of the group to put it under. The caller must be an administrator of that group. */
  parent_id?: string | null;
  /** Policies of the new group. @default private; managers see members; no join requests */
  policies?: GroupPoliciesUpdate;
}

/** Changes of a group: a field that is left out keeps its value. */
export interface GroupUpdate {
  /** Name that people see. */
  name?: string;
  /** Text that describes the group. */
  description?: string | null;
  /** Terms that people accept when they join. */
  terms_and_conditions?: string | null;
  /** Null takes the mark of {@link GroupsClient.setSubscriptionAdminVerified} away. */
  subscription_admin_verified_id?: string | null;
}

/** The groups directly below a group. */
export interface GroupChildren {
  /** The groups, as far as the caller may see them. */
  children: Group[];
}

/** The group that stands for a subscription. */
export interface SubscriptionGroup {
  /** UUID of the group. */
  group_id: string;
  /** UUID of the subscription. */
  subscription_id: string;
  /** What the subscription allows, without names. */
  subscription_info: GroupSubscriptionInfo;
}

/** Which subscription's administrators vouch for a group. */
export interface SubscriptionAdminVerified {
  /** UUID of the group. */
  group_id: string;
  /** UUID of the subscription; null if none does. */
  subscription_admin_verified_id: string | null;
}
