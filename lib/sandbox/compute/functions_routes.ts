import type { ServiceCaller } from "../auth/service_caller.ts";
import { groupsOf } from "../groups/groups.ts";
import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { ComputeBody } from "./body.ts";
import { computeCaller } from "./caller.ts";
import { computeError } from "./errors.ts";
import type { ComputeFunctionRecord } from "./functions.ts";

/** Adds the registration, reading and deletion of functions. */
export function addFunctionRoutes(router: Router): void {
  router
    .on("POST /v2/functions", (context) => registerFunction(context, "metadata"))
    .on("POST /v3/functions", (context) => registerFunction(context, "meta"))
    .on("GET /v2/functions/:id", readFunction)
    .on("DELETE /v2/functions/:id", deleteFunction);
}

/** Registers a function; version 3 must have its metadata, under another name. */
function registerFunction(context: Context, meta: "metadata" | "meta"): Response {
  const { identity } = computeCaller(context);
  const body = new ComputeBody(context);
  const isNewer = meta === "meta";
  const made: ComputeFunctionRecord = {
    id: context.random.uuid(),
    ownerId: identity.id,
    name: body.text("function_name"),
    code: body.text("function_code"),
    description: body.textOrNull("description"),
    metadata: isNewer ? body.object(meta) : body.objectOrNone(meta),
    groupId: body.uuidOrNull("group"),
    isPublic: body.flag("public", false),
  };
  const endpointId = isNewer ? body.uuidOrNull("ha_endpoint_id") : null;
  if (endpointId !== null && (made.groupId !== null || made.isPublic)) {
    body.problem("it excludes group and public", "value_error", "ha_endpoint_id");
  }
  body.check();
  if (endpointId !== null && !context.world.computeEndpoints.has(endpointId)) {
    throw computeError(404, "ENDPOINT_NOT_FOUND", "There is no such endpoint");
  }
  context.world.computeFunctions.set(made.id, made);
  return json({ function_uuid: made.id });
}

/** Whether a caller may use a function: it is theirs, their group's, or everyone's. */
export function mayCall(
  { world }: Context,
  { identities }: ServiceCaller,
  { ownerId, isPublic, groupId }: ComputeFunctionRecord,
): boolean {
  return isPublic || identities.includes(ownerId) ||
    groupId !== null && groupsOf(world.groups, identities).includes(groupId);
}

/** The function that the path names, for a caller who may use it. */
function functionOf(
  context: Context,
): { found: ComputeFunctionRecord; caller: ServiceCaller } {
  const caller = computeCaller(context);
  const found = context.world.computeFunctions.get(context.param("id").toLowerCase());
  if (!found) throw computeError(404, "FUNCTION_NOT_FOUND", "There is no such function");
  if (mayCall(context, caller, found)) return { found, caller };
  throw computeError(403, "FUNCTION_NOT_PERMITTED", "The function is not shared with the caller");
}

function readFunction(context: Context): Response {
  const { id, name, code, description, metadata } = functionOf(context).found;
  return json({
    function_uuid: id,
    function_name: name,
    function_code: code,
    description,
    metadata,
  });
}

function deleteFunction(context: Context): Response {
  const { found, caller } = functionOf(context);
  if (!caller.identities.includes(found.ownerId)) {
    throw computeError(403, "FORBIDDEN", "Only the owner of the function may delete it");
  }
  context.world.computeFunctions.delete(found.id);
  return json({ result: 302 });
}
