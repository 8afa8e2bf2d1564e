import type { Person } from "../auth/people.ts";

/** Roles within a group, the weakest first. */
export const GROUP_ROLES = ["member", "manager", "admin"] as const;

/** One of {@linkcode GROUP_ROLES}. */
export type MemberRole = "member" | "manager" | "admin";

/** Somebody's place in a group. */
export interface MembershipRecord {
  /** UUID of the identity. */
  identity_id: string;
  /** Its username. */
  username: string;
  /** What they may do. */
  role: MemberRole;
  /** `active`, `invited`, `pending`, `left`, `removed`, `rejected` or `declined`. */
  status: string;
}

/** Rules of a group. */
export interface GroupRules {
  /** Whether it guards protected data. */
  is_high_assurance: boolean;
  /** Seconds after which a login is too old. */
  authentication_assurance_timeout: number | null;
  /** Who sees the group. */
  group_visibility: "authenticated" | "private";
  /** Who sees its members. */
  group_members_visibility: "members" | "managers";
  /** Whether strangers may ask to join. */
  join_requests: boolean;
  /** What those who join must tell. */
  signup_fields: string[];
}

/** A group of identities. */
export interface GroupRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  name: string;
  /** What it is for. */
  description: string;
  /** UUID of the group above. */
  parentId: string | null;
  /** UUID of its subscription. */
  subscriptionId: string | null;
  /** Its rules. */
  policies: GroupRules;
  /** Places by identity. */
  members: Map<string, MembershipRecord>;
}

/** Rules of a new group. */
export function defaultPolicies(): GroupRules {
  return {
    is_high_assurance: false,
    authentication_assurance_timeout: 28_800,
    group_visibility: "private",
    group_members_visibility: "managers",
    join_requests: false,
    signup_fields: [],
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
    {
      id: "6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93",
      name: "Coral project",
      description: "Everyone who works on the coral paper.",
      parentId: null,
      subscriptionId: null,
      policies: { ...defaultPolicies(), join_requests: true, group_visibility: "authenticated" },
      members: new Map([member(ada, "admin"), member(noor, "member"), member(mei, "member")]),
    },
    {
      id: "6a0b0002-91c7-4e3a-8d26-50f7e1ba84c5",
      name: "Fjord data stewards",
      description: "Managers of the Fjord subscription.",
      parentId: null,
      subscriptionId: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
      policies: defaultPolicies(),
      members: new Map([member(kofi, "admin"), member(ada, "manager")]),
    },
  ];
}

/** UUIDs of the groups to which one of several identities belongs. */
export function groupsOf(groups: ReadonlyMap<string, GroupRecord>, identities: string[]): string[] {
  return [...groups.values()]
    .filter(({ members }) => identities.some((id) => members.get(id)?.status === "active"))
    .map(({ id }) => id);
}
