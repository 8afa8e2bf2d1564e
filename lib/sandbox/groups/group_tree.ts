import type { GroupRecord, Groups, MembershipRecord } from "./groups.ts";

/** Groups that one tree may have below its root. */
export const MAX_SUBGROUPS = 75;

/** Levels that a tree may have below its root. */
export const MAX_DEPTH = 4;

/** A membership, of the group itself or implied by a subgroup. */
export interface PlacedMembership extends MembershipRecord {
  /** UUID of the subgroup that implies the membership. */
  source_group_id?: string;
}

/** The groups directly below one. */
export function childrenOf(groups: Groups, id: string): GroupRecord[] {
  return [...groups.values()].filter(({ parentId }) => parentId === id);
}

/** The groups above one, the nearest first. */
export function ancestorsOf(groups: Groups, group: GroupRecord): GroupRecord[] {
  const above: GroupRecord[] = [];
  let next = groups.get(group.parentId ?? "");
  for (; next && !above.includes(next); next = groups.get(next.parentId ?? "")) above.push(next);
  return above;
}

/** All groups below one. */
export function descendantsOf(groups: Groups, id: string): GroupRecord[] {
  return childrenOf(groups, id).flatMap((child) => [child, ...descendantsOf(groups, child.id)]);
}

/** Why a group cannot have another subgroup; `undefined` where it can. */
export function subgroupProblem(groups: Groups, parent: GroupRecord): string | undefined {
  const above = ancestorsOf(groups, parent);
  if (above.length >= MAX_DEPTH) return `A tree has at most ${MAX_DEPTH} levels below its root`;
  const root = above.at(-1) ?? parent;
  if (descendantsOf(groups, root.id).length < MAX_SUBGROUPS) return undefined;
  return `A tree has at most ${MAX_SUBGROUPS} subgroups`;
}

/**
 * The membership of an identity in a group: its own one, unless a subgroup implies an active one.
 *
 * @param id UUID of the identity.
 */
export function membershipOf(
  groups: Groups,
  group: GroupRecord,
  id: string,
): PlacedMembership | undefined {
  const own = group.members.get(id);
  if (own?.status === "active") return own;
  for (const below of descendantsOf(groups, group.id)) {
    const member = below.members.get(id);
    if (member?.status === "active") return implied(member, below);
  }
  return own;
}

/** All memberships of a group, and those that subgroups imply. */
export function membershipsOf(groups: Groups, group: GroupRecord): PlacedMembership[] {
  const all = new Map<string, PlacedMembership>(group.members);
  for (const below of descendantsOf(groups, group.id)) {
    for (const member of below.members.values()) {
      if (member.status !== "active" || all.get(member.identity_id)?.status === "active") continue;
      all.set(member.identity_id, implied(member, below));
    }
  }
  return [...all.values()];
}

/** Nothing but the membership is inherited: roles count in the subgroup alone. */
function implied(
  { identity_id, username }: MembershipRecord,
  { id }: GroupRecord,
): PlacedMembership {
  return { identity_id, username, role: "member", status: "active", source_group_id: id };
}
