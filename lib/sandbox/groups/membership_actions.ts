import type { IdentityRecord } from "../auth/people.ts";
import {
  GROUP_ROLES,
  type GroupRecord,
  type MemberRole,
  type MembershipRecord,
  type MemberStatus,
} from "./groups.ts";

/** Names of the actions on memberships. */
export const ACTION_NAMES = [
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
] as const;

/** One of {@linkcode ACTION_NAMES}. */
export type ActionName = typeof ACTION_NAMES[number];

/** What an action does to a membership. */
interface Action {
  /** Statuses that it starts from; `none` for those who have no membership. */
  from: readonly (MemberStatus | "none")[];
  /** The status that it leads to. */
  to: MemberStatus;
  /** Who may ask for it: the identity itself, or members with this role. */
  by: "self" | MemberRole;
}

/** The caller of an action on the memberships of a group. */
export interface Actor {
  /** UUIDs of the identities of the caller. */
  identities: readonly string[];
  /** Strongest role of these in the group: a place in {@linkcode GROUP_ROLES}, or -1. */
  role: number;
}

/** One change of a membership. */
export interface MembershipChange {
  /** The action. */
  name: ActionName;
  /** The identity whose membership changes. */
  identity: IdentityRecord;
  /** Role to give, where the caller named one. */
  role?: MemberRole;
  /** Why, where the caller said so. */
  status_reason?: string;
  /** Where to send an invitation, where the caller named an address. */
  invite_email_address?: string;
  /** Whether the identity lets others add it to groups. */
  allowsAdd: boolean;
  /** When, as a date and time (ISO 8601). */
  at: string;
}

/** Why a change cannot be made. All codes but `ALREADY_ACTIVE` are assumed. */
export interface ChangeProblem {
  /** What is wrong, in one word. */
  code: string;
  /** The same for people. */
  detail: string;
}

/** What each action does to a membership, and who may ask for it. */
function actionOf(name: ActionName): Action {
  switch (name) {
    case "accept":
      return { from: ["invited"], to: "active", by: "self" };
    case "decline":
      return { from: ["invited"], to: "declined", by: "self" };
    case "join": {
      const from = ["none", "invited", "pending", "rejected", "removed", "left", "declined"];
      return { from: from as Action["from"], to: "active", by: "self" };
    }
    case "request_join":
      return {
        from: ["none", "rejected", "removed", "left", "declined"],
        to: "pending",
        by: "self",
      };
    case "leave":
      return { from: ["active"], to: "left", by: "self" };
    case "approve":
      return { from: ["pending"], to: "active", by: "manager" };
    case "reject":
      return { from: ["pending"], to: "rejected", by: "manager" };
    case "add":
      return {
        from: ["none", "invited", "pending", "rejected", "removed", "declined"],
        to: "active",
        by: "manager",
      };
    case "invite": {
      const from = ["none", "invited", "pending", "rejected", "removed", "left", "declined"];
      return { from: from as Action["from"], to: "invited", by: "manager" };
    }
    case "remove":
      return { from: ["active", "invited"], to: "removed", by: "manager" };
    case "change_role":
      return { from: ["active"], to: "active", by: "admin" };
  }
}

/** Identities of the actor that may do an action. */
export function allowedIdentities(
  group: GroupRecord,
  { identities, role }: Actor,
  name: ActionName,
): string[] {
  const { by, from } = actionOf(name);
  if (by !== "self") {
    const least = GROUP_ROLES.indexOf(by);
    if (role < least) return [];
    return identities.filter((id) => directRole(group, id) >= least);
  }
  if (!policyAllows(group, name)) return [];
  return identities.filter((id) => from.includes(group.members.get(id)?.status ?? "none"));
}

/**
 * Whether the caller may ask for an action at all: a request with one that they may not ask for fails
 * as a whole.
 */
export function mayAsk(group: GroupRecord, { role }: Actor, name: ActionName): boolean {
  const { by } = actionOf(name);
  return by === "self" ? policyAllows(group, name) : role >= GROUP_ROLES.indexOf(by);
}

function policyAllows({ policies, openToJoin }: GroupRecord, name: ActionName): boolean {
  if (name === "join") return openToJoin && !policies.is_high_assurance;
  return name !== "request_join" || policies.join_requests;
}

/** The role of an identity by its own membership; -1 where it is not an active member. */
export function directRole(group: GroupRecord, id: string): number {
  const own = group.members.get(id);
  return own?.status === "active" ? GROUP_ROLES.indexOf(own.role) : -1;
}

/**
 * Makes one change.
 *
 * @returns Why it cannot be made; `undefined` where it is done.
 */
export function changeMembership(
  group: GroupRecord,
  actor: Actor,
  change: MembershipChange,
): ChangeProblem | undefined {
  const problem = problemOf(group, actor, change);
  if (problem) return problem;
  const { name, identity, at } = change;
  const old = group.members.get(identity.id);
  const { to } = actionOf(name);
  const role = change.role ?? (keepsRole(name) ? old?.role : undefined) ?? "member";
  const next: MembershipRecord = {
    identity_id: identity.id,
    username: identity.username,
    role,
    status: to,
    updated: at,
  };
  if (change.status_reason !== undefined) next.status_reason = change.status_reason;
  const email = change.invite_email_address ?? old?.invite_email_address;
  if (email !== undefined) next.invite_email_address = email;
  const invited = name === "invite" ? at : old?.invite_time;
  if (invited !== undefined) next.invite_time = invited;
  group.members.set(identity.id, next);
  return undefined;
}

/** Whether a membership keeps its role: a new one begins as a member. */
function keepsRole(name: ActionName): boolean {
  return !["add", "invite", "join", "request_join"].includes(name);
}

function problemOf(
  group: GroupRecord,
  actor: Actor,
  { name, identity, role, allowsAdd }: MembershipChange,
): ChangeProblem | undefined {
  const { by, from } = actionOf(name);
  const { id } = identity;
  const old = group.members.get(id);
  const status = old?.status ?? "none";
  const refuse = (code: string, detail: string) => ({ code, detail });
  if (by === "self" && !actor.identities.includes(id)) {
    return refuse("FORBIDDEN", "The identity is not one of the caller's");
  }
  if (status === "active" && !from.includes("active")) {
    return refuse("ALREADY_ACTIVE", "The identity is already an active member of the group.");
  }
  if (name === "add" && status === "left") {
    return refuse("PREVIOUSLY_LEFT", "The identity has left the group: invite it instead");
  }
  if (!from.includes(status)) {
    return refuse("INVALID_STATUS", `Cannot ${name} an identity whose status is ${status}`);
  }
  if (name === "add" && !allowsAdd) {
    return refuse("ADD_NOT_ALLOWED", "The identity does not let others add it to groups");
  }
  const admin = GROUP_ROLES.indexOf("admin");
  const gives = role !== undefined && role !== "member" && (name === "add" || name === "invite");
  if (gives && actor.role < admin) {
    return refuse("FORBIDDEN", `Only an admin may ${name} a ${role}`);
  }
  if (name === "remove") {
    if (actor.identities.includes(id)) return refuse("FORBIDDEN", "Leave the group instead");
    if (old?.role === "admin" && actor.role < admin) {
      return refuse("FORBIDDEN", "Only an admin may remove an admin");
    }
  }
  const loses = name === "leave" || name === "change_role" && role !== "admin";
  if (loses && isLastAdmin(group, id)) {
    return refuse("LAST_ADMIN", "The last admin of a group keeps the role");
  }
  return undefined;
}

function isLastAdmin(group: GroupRecord, id: string): boolean {
  const admins = [...group.members.values()]
    .filter(({ role, status }) => role === "admin" && status === "active");
  return admins.length === 1 && admins[0].identity_id === id;
}
