import type { Context } from "../http/context.ts";
import { type Caller, rolesOf } from "./caller.ts";
import type { Collection } from "./collection.ts";
import type { RoleName } from "./roles.ts";

export const MANAGER = "/v0.10/endpoint_manager";

export const MONITORS: RoleName[] = ["activity_monitor", "activity_manager"];

export const MANAGERS: RoleName[] = ["activity_manager"];

/** Roles on an endpoint, those on its hosts included. */
function reach(context: Context, caller: Caller, collection: Collection): RoleName[] {
  const roles = rolesOf(context, caller, collection);
  return collection.host ? [...roles, ...reach(context, caller, collection.host)] : roles;
}

export function mayWatch(
  context: Context,
  caller: Caller,
  collection: Collection | undefined,
  wanted: RoleName[],
): boolean {
  return collection !== undefined && reach(context, caller, collection)
    .some((role) => role === "administrator" || wanted.includes(role));
}
