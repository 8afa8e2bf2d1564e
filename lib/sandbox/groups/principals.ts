import { type GroupRecord, groupsOf } from "./groups.ts";

/** Who a caller is, as roles name principals. */
export type Principals = ReadonlySet<string>;

const IDENTITY = "urn:globus:auth:identity:";
const GROUP = "urn:globus:groups:id:";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** All principals that stand for the identities of a caller. */
export function principalsOf(
  world: { readonly groups: ReadonlyMap<string, GroupRecord> },
  identities: string[],
): Principals {
  return new Set([
    "public",
    "all_authenticated_users",
    ...identities.map((id) => IDENTITY + id),
    ...groupsOf(world.groups, identities).map((id) => GROUP + id),
  ]);
}

/** Whether a text names an identity or a group. */
export function isPrincipal(text: unknown): boolean {
  if (typeof text !== "string") return false;
  const prefix = [IDENTITY, GROUP].find((one) => text.startsWith(one));
  return prefix !== undefined && UUID.test(text.slice(prefix.length));
}

/** The identity or group that a text names. */
export function principalTypeOf(text: string): "identity" | "group" {
  return text.startsWith(GROUP) ? "group" : "identity";
}
