import type { JsonDocument } from "../http/json.ts";
import type { Principals } from "../groups/principals.ts";

/** An API that was registered for flows. */
export interface RegisteredApiRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  name: string;
  /** Its purpose, for users. */
  description: string;
  /** Who owns, changes and sees it, by URN. */
  roles: { owners: string[]; administrators: string[]; viewers: string[] };
  /** The operation that it calls. */
  target: JsonDocument;
  /** UUID of the subscription that pays for it. */
  subscriptionId: string;
  /** When it was created, in milliseconds since 1970. */
  createdMs: number;
  /** When it was last changed, in milliseconds since 1970. */
  updatedMs: number;
}

/** Roles on a registered API, the strongest first. */
export const API_ROLES = ["owner", "administrator", "viewer"] as const;

/** The strongest role of a caller; `undefined` where the API is hidden from them. */
export function apiRole(
  { roles }: RegisteredApiRecord,
  who: Principals,
): typeof API_ROLES[number] | undefined {
  const lists = [roles.owners, roles.administrators, roles.viewers];
  return API_ROLES[lists.findIndex((list) => list.some((one) => who.has(one)))];
}
