import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { type Api, apiAs } from "./sandbox_calls.ts";

export const GROUPS_ALL = "urn:globus:auth:scope:groups.api.globus.org:all";
export const GROUPS_VIEW =
  "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";

/** The group that Ada administers, to which Noor and Mei belong, and which users may ask to join. */
export const CORAL = "6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93";

/** The group of the Fjord subscription: Kofi is its admin, Ada a manager. */
export const STEWARDS = "6a0b0002-91c7-4e3a-8d26-50f7e1ba84c5";

/** The API of Groups, for a person who is logged in; Ada where none is named. */
export function groupsApi(
  sandbox: Sandbox,
  username?: string,
  scopes = GROUPS_ALL,
): Promise<Api> {
  return apiAs(sandbox, "https://groups.api.globus.org/v2", { username, scopes });
}

/** A person of the sandbox: the id of the primary identity, and the API for them. */
export interface GroupUser {
  id: string;
  call: Api;
}

/** Everyone of the sandbox, logged in to Groups. */
export async function groupUsers(sandbox: Sandbox): Promise<Record<string, GroupUser>> {
  const users = await Promise.all(sandbox.world.people.map(async ({ primary }) => {
    const name = primary.username.split("@")[0];
    return [name, { id: primary.id, call: await groupsApi(sandbox, primary.username) }] as const;
  }));
  return Object.fromEntries(users);
}
