import type { Person } from "../auth/people.ts";

/** Roles within a group, the weakest first. */
export const GROUP_ROLES = ["member", "manager", "admin"] as const;

/** A role within a group: managers admit members, admins rule the group. */
export type MemberRole = "member" | "manager" | "admin";

/** All statuses that a membership can have. */
export const MEMBER_STATUSES: readonly MemberStatus[] = [
  "active",
  "invited",
  "pending",
  "rejected",
  "removed",
  "left",
  "declined",
];

/** How far a membership has come, or how it ended. Only an active member has a role. */
export type MemberStatus =
  | "active"
  | "invited"
  | "pending"
  | "rejected"
  | "removed"
  | "left"
  | "declined";

/** The membership of an identity in a group. */
export interface MembershipRecord {
  /** UUID of the identity that is the member. */
  identity_id: string;
  /** Name of the identity, such as `ada@fjord.example`. */
  username: string;
  /** What the member may do. */
  role: MemberRole;
  /** Only `active` members have the role. */
  status: MemberStatus;
  /** Why the membership last changed, where the caller said so. */
  status_reason?: string;
  /** Address that an invitation was sent to, where the caller named one. */
  invite_email_address?: string;
  /** When the identity was last invited, as a date and time (ISO 8601). */
  invite_time?: string;
  /** When the membership last changed, as a date and time (ISO 8601). */
  updated?: string;
}

/** Policies of a group, by the names that the service gives them. */
export interface GroupRules {
  /** Whether the group guards protected data. */
  is_high_assurance: boolean;
  /** Seconds after which a login is too old for a group of high assurance. */
  authentication_assurance_timeout: number | null;
  /** Who sees the group. */
  group_visibility: "authenticated" | "private";
  /** Who sees its members. */
  group_members_visibility: "members" | "managers";
  /** Whether users may ask to join. */
  join_requests: boolean;
  /** Fields that those who join fill in. */
  signup_fields: string[];
}

/** A group of identities, as the sandbox keeps it. */
export interface GroupRecord {
  /** UUID of the group. */
  id: string;
  /** Name that people see. */
  name: string;
  /** Its purpose, for users. */
  description: string;
  /** Terms that members agree to; empty where there are none. */
  terms: string;
  /** UUID of the group above. */
  parentId: string | null;
  /** UUID of the subscription whose group this is. */
  subscriptionId: string | null;
  /** UUID of the subscription whose administrators vouch for the group. */
  verifiedBy: string | null;
  /** Whether users may join without approval. The API cannot change this: tests do. */
  openToJoin: boolean;
  /** Who sees and joins it, and how members must log in. */
  policies: GroupRules;
  /** Memberships by UUID of the identity, those that ended too. */
  members: Map<string, MembershipRecord>;
}

/** Groups by their UUIDs. */
export type Groups = ReadonlyMap<string, GroupRecord>;

/** Seconds for which a login counts, where a group names no other time. */
export const SESSION_LIMIT_SECONDS = 28_800;

/** Policies of a new group. */
export function defaultPolicies(): GroupRules {
  return {
    is_high_assurance: false,
    authentication_assurance_timeout: SESSION_LIMIT_SECONDS,
    group_visibility: "private",
    group_members_visibility: "managers",
    join_requests: false,
    signup_fields: [],
  };
}

/** A group with the defaults of a new one. */
export function makeGroup(
  known: Pick<GroupRecord, "id" | "name"> & Partial<GroupRecord>,
): GroupRecord {
  return {
    description: "",
    terms: "",
    parentId: null,
    subscriptionId: null,
    verifiedBy: null,
    openToJoin: false,
    policies: defaultPolicies(),
    members: new Map(),
    ...known,
  };
}

/** The groups that exist from the start. */
export function seedGroups(people: readonly Person[]): GroupRecord[] {
  const [ada, noor, kofi, mei] = people.map((person) => person.primary);
  const member = (one: typeof ada, role: MemberRole): [string, MembershipRecord] => [one.id, {
    identity_id: one.id,
    username: one.username,
    role,
    status: "active",
  }];
  return [
    makeGroup({
      id: "6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93",
      name: "Coral project",
      description: "Everyone who works on the coral paper.",
      policies: { ...defaultPolicies(), join_requests: true, group_visibility: "authenticated" },
      members: new Map([member(ada, "admin"), member(noor, "member"), member(mei, "member")]),
    }),
    makeGroup({
      id: "6a0b0002-91c7-4e3a-8d26-50f7e1ba84c5",
      name: "Fjord data stewards",
      description: "Managers of the Fjord subscription.",
      subscriptionId: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
      members: new Map([member(kofi, "admin"), member(ada, "manager")]),
    }),
  ];
}

/** UUIDs of the groups to which one of several identities belongs, also by a subgroup. */
export function groupsOf(groups: Groups, identities: string[]): string[] {
  const found = new Set<string>();
  for (const group of groups.values()) {
    if (!identities.some((id) => group.members.get(id)?.status === "active")) continue;
    let above: GroupRecord | undefined = group;
    for (; above && !found.has(above.id); above = groups.get(above.parentId ?? "")) {
      found.add(above.id);
    }
  }
  return [...found];
}
