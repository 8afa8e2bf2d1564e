/**
 * Globus Groups: groups of people, memberships and policies.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Create a group and invite a colleague
 * ```ts
 * import { GroupsScopes, UserApp } from "@globus-deno/sdk";
 * import { GroupsClient, GroupsManager } from "@globus-deno/sdk/groups";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const manager = new GroupsManager(new GroupsClient({ app, appScopes: [GroupsScopes.all] }));
 * const { id } = await manager.createGroup("Beamline 7", "People who work on run 7");
 * const colleague = "5a300001-b4e7-4162-95cf-1d8072fe6a3b"; // the id of an identity
 * await manager.inviteMember(id, colleague, { role: "manager" });
 * ```
 *
 * @module
 */

export type {
  AddMembersParams,
  IdentityIds,
  InviteMembersParams,
  MembershipActionParams,
} from "./actions.ts";
export { BatchMembershipActions } from "./actions.ts";
export type { ChangeMembershipsParams, MembershipChanger } from "./change_memberships.ts";
export { changeMemberships } from "./change_memberships.ts";
export type { GroupParams, MyGroupsParams } from "./client.ts";
export { GroupsClient } from "./client.ts";
export type {
  Group,
  GroupChildren,
  GroupCreate,
  GroupInclude,
  GroupMemberVisibility,
  GroupPolicies,
  GroupPoliciesUpdate,
  GroupRequiredSignupFields,
  GroupSubscriptionInfo,
  GroupUpdate,
  GroupVisibility,
  SubscriptionAdminVerified,
  SubscriptionGroup,
} from "./documents/group.ts";
export type {
  GroupMembership,
  GroupMembershipFields,
  GroupMembershipStatus,
  GroupRole,
  GroupStatusCounts,
  IdentityPreferences,
  MembershipAction,
  MembershipActionError,
  MembershipActionItem,
  MembershipActionsDocument,
  MembershipActionsResult,
} from "./documents/membership.ts";
export { GroupsAPIError } from "./errors.ts";
export type { NewGroupParams } from "./manager.ts";
export { GroupsManager } from "./manager.ts";
export type { MembershipChange } from "./membership_change.ts";
export type { MembershipResult } from "./membership_report.ts";
export { GroupMembershipError, MembershipReport } from "./membership_report.ts";
export type { IdentityFinder } from "./people.ts";
