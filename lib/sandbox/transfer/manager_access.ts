import type { Context } from "../http/context.ts";
import { type Caller, rolesOf } from "./caller.ts";
import type { Collection } from "./collection.ts";
import type { RoleName } from "./roles.ts";

/** Path before all that activity managers see and do. */
export const MANAGER = "/v0.10/endpoint_manager";

/** Roles that may watch an endpoint. */
export const MONITORS: RoleName[] = ["activity_monitor", "activity_manager"];

/** Roles that may stop tasks and pause an endpoint. */
export const MANAGERS: RoleName[] = ["activity_manager"];

/** Roles on an endpoint, those on its hosts included. */
function reach(context: Context, caller: Caller, collection: Collection): RoleName[] {
  const roles = rolesOf(context, caller, collection);
  return collection.host ? [...roles, ...reach(context, caller, collection.host)] : roles;
}

/** Whether a caller holds one of the roles on an endpoint, or administers it. */
export function mayWatch(
  context: Context,
  caller: Caller,
  collection: Collection | undefined,
  wanted: RoleName[],
): boolean {
  return collection !== undefined && reach(context, caller, collection)
    .some((role) => role === "administrator" || wanted.includes(role));
}
