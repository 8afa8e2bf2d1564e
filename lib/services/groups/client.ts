// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient } from "../../core/client.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { path } from "../../core/path.ts";
import { commaJoin } from "../../core/query.ts";
import type { BatchMembershipActions } from "./actions.ts";
import type {
  Group,
  GroupChildren,
  GroupCreate,
  GroupInclude,
  GroupPolicies,
  GroupPoliciesUpdate,
  GroupUpdate,
  SubscriptionAdminVerified,
  SubscriptionGroup,
} from "./documents/group.ts";
import type {
  GroupMembershipFields,
  GroupMembershipStatus,
  GroupStatusCounts,
  IdentityPreferences,
  MembershipActionsDocument,
  MembershipActionsResult,
} from "./documents/membership.ts";
import { GroupsAPIError } from "./errors.ts";

/** Parameters of {@link GroupsClient.getMyGroups}. */
export interface MyGroupsParams {
  /** States of the caller's memberships, as a list or joined with commas. @default `active` */
  statuses?: string | readonly GroupMembershipStatus[] | null | undefined;
}

/** Parameters of {@link GroupsClient.getGroup} and {@link GroupsClient.getChildren}. */
export interface GroupParams {
  /** Parts of the group to return too, as a list or joined with commas. @default none */
  include?: string | readonly GroupInclude[] | null | undefined;
}

/**
 * A client for Globus Groups: groups of people, who belongs to them, and what they may do there.
 *
 * An app asks for the scope that reads the caller's groups. Every change needs the scope `all`: give
 * `appScopes: [GroupsScopes.all]`, or call `addAppScope(GroupsScopes.all)` before the login.
 *
 * Its errors are {@link GroupsAPIError}s. Beside it stand {@link GroupsManager} (one change of one
 * membership at a time), {@link BatchMembershipActions} (several changes in one request) and
 * {@link changeMemberships} (any number of people, by id or user name, with a result for each).
 *
 * Source: https://groups.api.globus.org/redoc
 *
 * @example My groups
 * ```ts
 * import { GroupsClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const groups = new GroupsClient({ app });
 * for (const { id, name, my_memberships } of await groups.getMyGroups()) {
 *   console.log(id, name, my_memberships?.map(({ role }) => role));
 * }
 * ```
 *
 * @category Clients
 */
export class GroupsClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "groups";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "groups.api.globus.org";
  /** Reads the caller's groups and memberships. Changes need the scope `all` instead. */
  static override readonly defaultScopeRequirements: readonly string[] = [
    "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    GroupsAPIError;
  /** Every document of the service is an object; only {@link GroupsClient.getMyGroups} differs. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** What sends the client's requests, if not the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  declare readonly timeoutMs: number | undefined;

  /**
   * Returns the groups that the caller belongs to, with their `my_memberships`. All of them come in
   * one response.
   *
   * `GET /v2/groups/my_groups`
   *
   * @category Groups
   * @throws {RangeError} If a status holds a comma.
   */
  async getMyGroups(params: MyGroupsParams = {}, options?: RequestOptions): Promise<Group[]> {
    checkNamed("getMyGroups({ statuses })", params, options);
    const { statuses, ...more } = params;
    return this.get("/v2/groups/my_groups", {
      ...options,
      responseType: "objects",
      query: { ...more, statuses: commaJoin(statuses), ...options?.query },
    });
  }
  /**
   * Returns a group.
   *
   * `GET /v2/groups/{group_id}`
   *
   * @category Groups
   * @throws {GroupsAPIError} With `httpStatus` 404 if there is no such group, or the caller may not
   * see it.
   */
  async getGroup(
    groupId: string,
    params: GroupParams = {},
    options?: RequestOptions,
  ): Promise<Group> {
    checkNamed("getGroup(groupId, { include })", params, options);
    const { include, ...more } = params;
    return this.get(path`/v2/groups/${groupId}`, {
      ...options,
      query: { ...more, include: commaJoin(include), ...options?.query },
    });
  }
  /**
   * Returns the groups directly below a group.
   *
   * `GET /v2/groups/{group_id}/children`
   *
   * @category Groups
   */
  async getChildren(
    groupId: string,
    params: GroupParams = {},
    options?: RequestOptions,
  ): Promise<GroupChildren> {
    checkNamed("getChildren(groupId, { include })", params, options);
    const { include, ...more } = params;
    return this.get(path`/v2/groups/${groupId}/children`, {
      ...options,
      query: { ...more, include: commaJoin(include), ...options?.query },
    });
  }
  /**
   * Returns which group stands for a subscription, and what the subscription allows.
   *
   * `GET /v2/subscription_info/{subscription_id}`
   *
   * @category Groups
   */
  async getGroupBySubscriptionId(
    subscriptionId: string,
    options?: RequestOptions,
  ): Promise<SubscriptionGroup> {
    return this.get(path`/v2/subscription_info/${subscriptionId}`, options);
  }
  /**
   * Creates a group. The caller becomes its administrator.
   *
   * `POST /v2/groups`
   *
   * @category Groups
   * @throws {GroupsAPIError} With `httpStatus` 403 if the token lacks the scope `all`, or the caller
   * is not an administrator of the parent group.
   */
  async createGroup(data: GroupCreate, options?: RequestOptions): Promise<Group> {
    checkDocument(data);
    return this.post("/v2/groups", data, options);
  }
  /**
   * Changes a group. It takes an administrator of the group.
   *
   * `PUT /v2/groups/{group_id}`
   *
   * @category Groups
   */
  async updateGroup(groupId: string, data: GroupUpdate, options?: RequestOptions): Promise<Group> {
    checkDocument(data);
    return this.put(path`/v2/groups/${groupId}`, data, options);
  }
  /**
   * Deletes a group. It takes an administrator of the group.
   *
   * `DELETE /v2/groups/{group_id}`
   *
   * @category Groups
   * @returns The group before it was deleted.
   * @throws {GroupsAPIError} With `httpStatus` 404 if there is no such group; also where a repeated
   * request, after a response that got lost, finds that the first one deleted it.
   */
  async deleteGroup(groupId: string, options?: RequestOptions): Promise<Group> {
    return this.delete(path`/v2/groups/${groupId}`, options);
  }

  /**
   * Returns the policies of a group.
   *
   * `GET /v2/groups/{group_id}/policies`
   *
   * @category Policies
   */
  async getGroupPolicies(groupId: string, options?: RequestOptions): Promise<GroupPolicies> {
    return this.get(path`/v2/groups/${groupId}/policies`, options);
  }
  /**
   * Changes the policies of a group. It takes an administrator of the group.
   *
   * `PUT /v2/groups/{group_id}/policies`
   *
   * @category Policies
   * @param data All policies, or those to change.
   */
  async setGroupPolicies(
    groupId: string,
    data: GroupPoliciesUpdate,
    options?: RequestOptions,
  ): Promise<GroupPolicies> {
    checkDocument(data);
    return this.put(path`/v2/groups/${groupId}/policies`, data, options);
  }
  /**
   * Sets which subscription's administrators vouch for a group. It takes an administrator of that
   * subscription's group, not of this one.
   *
   * `PUT /v2/groups/{group_id}/subscription_admin_verified`
   *
   * @category Policies
   * @param subscriptionId UUID of the subscription; null if none does any longer.
   */
  async setSubscriptionAdminVerified(
    groupId: string,
    subscriptionId: string | null,
    options?: RequestOptions,
  ): Promise<SubscriptionAdminVerified> {
    if (subscriptionId !== null) checkType("subscriptionId", subscriptionId, "string");
    return this.put(path`/v2/groups/${groupId}/subscription_admin_verified`, {
      subscription_admin_verified_id: subscriptionId,
    }, options);
  }

  /**
   * Changes memberships: adds, invites, removes and so on, in one request. The service makes each
   * change by itself and answers 200 also if it made none: look into `errors`.
   *
   * It is not repeated if the response gets lost. {@link changeMemberships} reports what became of
   * each person, takes user names, and splits long lists.
   *
   * `POST /v2/groups/{group_id}`
   *
   * @category Memberships
   * @throws {GroupsAPIError} With `httpStatus` 400 if an identity is named twice, and 403 if none of
   * the caller's identities may do one of the actions: nothing is changed then.
   */
  async batchMembershipAction(
    groupId: string,
    actions: BatchMembershipActions | MembershipActionsDocument,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    checkDocument(actions);
    return this.post(path`/v2/groups/${groupId}`, actions, options);
  }
  /**
   * Counts the memberships in each state, for the groups that the caller manages.
   *
   * `GET /v2/groups/statuses`
   *
   * @category Memberships
   * @returns The counts by group id.
   */
  async getStatuses(options?: RequestOptions): Promise<Record<string, GroupStatusCounts>> {
    return this.get("/v2/groups/statuses", options);
  }
  /**
   * Returns what the caller's identities say about themselves to a group.
   *
   * `GET /v2/groups/{group_id}/membership_fields`
   *
   * @category Memberships
   * @returns The fields by identity id.
   */
  async getMembershipFields(
    groupId: string,
    options?: RequestOptions,
  ): Promise<Record<string, GroupMembershipFields>> {
    return this.get(path`/v2/groups/${groupId}/membership_fields`, options);
  }
  /**
   * Sets what the caller's identities say about themselves to a group.
   *
   * `PUT /v2/groups/{group_id}/membership_fields`
   *
   * @category Memberships
   * @param data The fields by identity id.
   */
  async setMembershipFields(
    groupId: string,
    data: Readonly<Record<string, GroupMembershipFields>>,
    options?: RequestOptions,
  ): Promise<Record<string, GroupMembershipFields>> {
    checkDocument(data);
    return this.put(path`/v2/groups/${groupId}/membership_fields`, data, options);
  }
  /**
   * Returns whether groups may add the caller's identities without asking.
   *
   * `GET /v2/preferences`
   *
   * @category Memberships
   * @returns The preferences by identity id.
   */
  async getIdentityPreferences(
    options?: RequestOptions,
  ): Promise<Record<string, IdentityPreferences>> {
    return this.get("/v2/preferences", options);
  }
  /**
   * Sets whether groups may add the caller's identities without asking.
   *
   * `PUT /v2/preferences`
   *
   * @category Memberships
   * @param data The preferences by identity id: `{ [identityId]: { allow_add: false } }`.
   */
  async setIdentityPreferences(
    data: Readonly<Record<string, IdentityPreferences>>,
    options?: RequestOptions,
  ): Promise<Record<string, IdentityPreferences>> {
    checkDocument(data);
    return this.put("/v2/preferences", data, options);
  }
}
