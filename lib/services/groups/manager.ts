import { checkNamed, checkType } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import {
  type AddMembersParams,
  BatchMembershipActions,
  type InviteMembersParams,
} from "./actions.ts";
import { GroupsClient } from "./client.ts";
import type { Group, GroupPolicies } from "./documents/group.ts";
import type { GroupRole, MembershipActionsResult } from "./documents/membership.ts";

/** What can be said of a new group beside its name and description. */
export interface NewGroupParams {
  /** UUID of the group to put it under. @default {null}, which puts it at the top */
  parent_id?: string | null | undefined;
}

/**
 * Manages groups in small steps: each method changes one thing, and is one request.
 *
 * As with {@link GroupsClient.batchMembershipAction}, a change of a membership that the service does
 * not make is not an error: look into `errors` of the result.
 *
 * @example Usage
 * ```ts
 * import { GroupsClient, GroupsManager, GroupsScopes, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const sam = "5a300001-b4e7-4162-95cf-1d8072fe6a3b"; // the id of an identity
 *
 * const manager = new GroupsManager(new GroupsClient({ app, appScopes: [GroupsScopes.all] }));
 * const { id } = await manager.createGroup("Beamline 7", "People who work on run 7");
 * const { errors } = await manager.inviteMember(id, sam, { role: "manager" });
 * console.log(errors ?? "invited");
 * ```
 *
 * @category Clients
 */
export class GroupsManager {
  readonly #client: GroupsClient;

  /**
   * Takes a client.
   *
   * @param client The client that sends the requests. @default {new GroupsClient()}
   */
  constructor(client: GroupsClient = new GroupsClient()) {
    this.#client = client;
  }

  /** Creates a group. The caller becomes its administrator. */
  async createGroup(
    name: string,
    description: string,
    params: NewGroupParams = {},
    options?: RequestOptions,
  ): Promise<Group> {
    checkNamed("createGroup(name, description, { parent_id })", params, options);
    checkType("name", name, "string");
    checkType("description", description, "string");
    const { parent_id = null, ...more } = params;
    return await this.#client.createGroup({ ...more, name, description, parent_id }, options);
  }

  /**
   * Sets all policies of a group. It takes an administrator of the group. To change some of them,
   * call {@link GroupsClient.setGroupPolicies}.
   */
  async setGroupPolicies(
    groupId: string,
    params: GroupPolicies,
    options?: RequestOptions,
  ): Promise<GroupPolicies> {
    checkNamed("setGroupPolicies(groupId, { is_high_assurance, … })", params ?? null, options);
    const { authentication_assurance_timeout = null, ...more } = params;
    const policies = { ...more, authentication_assurance_timeout };
    return await this.#client.setGroupPolicies(groupId, policies, options);
  }

  #send(
    groupId: string,
    actions: BatchMembershipActions,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return this.#client.batchMembershipAction(groupId, actions, options);
  }

  /** Accepts an invitation to one of the caller's identities. */
  async acceptInvite(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().acceptInvites([identityId]), options);
  }

  /** Adds a member, without asking. It takes a manager of the group. */
  async addMember(
    groupId: string,
    identityId: string,
    params?: AddMembersParams,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().addMembers([identityId], params), options);
  }

  /** Admits a person who asked to join. It takes a manager of the group. */
  async approvePending(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().approvePending([identityId]), options);
  }

  /** Gives a member another role. It takes an administrator of the group. */
  async changeRole(
    groupId: string,
    identityId: string,
    role: GroupRole,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().changeRoles(role, [identityId]), options);
  }

  /** Declines an invitation to one of the caller's identities. */
  async declineInvite(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().declineInvites([identityId]), options);
  }

  /** Invites a person, who becomes a member on acceptance. It takes a manager of the group. */
  async inviteMember(
    groupId: string,
    identityId: string,
    params?: InviteMembersParams,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().inviteMembers([identityId], params), options);
  }

  /** Joins a group with one of the caller's identities, where the group's policies allow that. */
  async join(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().join([identityId]), options);
  }

  /** Leaves a group with one of the caller's identities. */
  async leave(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().leave([identityId]), options);
  }

  /** Turns down a person who asked to join. It takes a manager of the group. */
  async rejectJoinRequest(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().rejectJoinRequests([identityId]), options);
  }

  /** Removes a member. It takes a manager of the group, and an administrator to remove managers. */
  async removeMember(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().removeMembers([identityId]), options);
  }

  /** Asks to join a group with one of the caller's identities, where the policies allow that. */
  async requestJoin(
    groupId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<MembershipActionsResult> {
    return await this.#send(groupId, batch().requestJoin([identityId]), options);
  }
}

function batch(): BatchMembershipActions {
  return new BatchMembershipActions();
}
