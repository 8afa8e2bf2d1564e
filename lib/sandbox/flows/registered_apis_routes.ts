import { urnOf } from "../auth/service_caller.ts";
import { isoSeconds } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { type FlowsCaller, flowsCaller } from "./caller.ts";
import { missingPermission, notFound } from "./errors.ts";
import type { FlowBody } from "./flow_body.ts";
import { bodyOf, refuseFaults } from "./flows_routes.ts";
import { commaValues, listQuery, pageFields, pageOf, sorted } from "./pages.ts";
import { apiRole, type RegisteredApiRecord } from "./registered_apis.ts";

/** Adds registered APIs. That flows call them is not played. */
export function addRegisteredApiRoutes(router: Router): void {
  const one = "/registered_apis/:registered_api_id";
  router
    .on("GET /registered_apis", listApis)
    .on("POST /registered_apis", createApi)
    .on(`GET ${one}`, (context) => json(apiDocument(apiFor(context, reader(context)))))
    .on(`PATCH ${one}`, updateApi)
    .on(`DELETE ${one}`, deleteApi);
}

function reader(context: Context): FlowsCaller {
  return flowsCaller(context, "manage_flows", "view_flows");
}

function apiFor(context: Context, { who }: FlowsCaller, permission?: string): RegisteredApiRecord {
  const id = context.param("registered_api_id");
  const record = context.world.registeredApis.get(id);
  const role = record && apiRole(record, who);
  if (!role) throw notFound(context, "Registered API", id);
  if (permission !== undefined && role === "viewer") {
    throw missingPermission(context, "registered API", id, permission);
  }
  return record;
}

function apiDocument(record: RegisteredApiRecord): JsonDocument {
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    roles: record.roles,
    target: record.target,
    data_templates: {
      request: { template: { path: { $T_ref: "$" } } },
      response: {
        "2XX": { template: { $T_ref: "$.body" }, type: "success" },
        default: {
          template: { cause: { $T_ref: "$.body" }, exception: "ActionUnableToRun" },
          type: "failure",
        },
      },
    },
    state_input_schema: { type: "object" },
    status: "ACTIVE",
    subscription_id: record.subscriptionId,
    created_timestamp: isoSeconds(record.createdMs),
    edited_timestamp: record.updatedMs === record.createdMs ? null : isoSeconds(record.updatedMs),
    updated_timestamp: isoSeconds(record.updatedMs),
    scheduled_deletion_timestamp: null,
  };
}

/** Reads the roles of a body; those that are absent stay. */
function rolesOf(
  body: FlowBody,
  known: RegisteredApiRecord["roles"],
): RegisteredApiRecord["roles"] {
  const given = body.given("roles");
  if (given === undefined) return known;
  if (!isObject(given)) {
    body.fault("value is not a valid dict", "roles");
    return known;
  }
  const list = (value: unknown, fallback: string[]) =>
    Array.isArray(value) ? value.map(String) : fallback;
  return {
    owners: list(given.owners, known.owners),
    administrators: list(given.administrators, known.administrators),
    viewers: list(given.viewers, known.viewers),
  };
}

function createApi(context: Context): Response {
  const { id } = flowsCaller(context, "manage_flows");
  const body = bodyOf(context).need("name", "target", "subscription_id");
  const target = body.given("target");
  const name = body.text("name", false) ?? "";
  const description = body.text("description") ?? "";
  const subscriptionId = body.text("subscription_id") ?? "";
  const roles = rolesOf(body, { owners: [urnOf(id)], administrators: [], viewers: [] });
  if (target !== undefined && !isObject(target)) body.fault("value is not a valid dict", "target");
  refuseFaults(context, body);
  const record: RegisteredApiRecord = {
    id: context.random.uuid(),
    name,
    description,
    roles,
    target: target as JsonDocument,
    subscriptionId,
    createdMs: context.now,
    updatedMs: context.now,
  };
  context.world.registeredApis.set(record.id, record);
  return json(apiDocument(record), 201);
}

function updateApi(context: Context): Response {
  const record = apiFor(context, flowsCaller(context, "manage_flows"), "UPDATE");
  const body = bodyOf(context);
  const target = body.given("target") ?? record.target;
  const changes = {
    name: body.text("name", false) ?? record.name,
    description: body.text("description") ?? record.description,
    roles: rolesOf(body, record.roles),
  };
  if (!isObject(target)) body.fault("value is not a valid dict", "target");
  refuseFaults(context, body);
  Object.assign(record, changes, { target, updatedMs: context.now });
  return json(apiDocument(record));
}

function deleteApi(context: Context): Response {
  const record = apiFor(context, flowsCaller(context, "manage_flows"), "DELETE");
  context.world.registeredApis.delete(record.id);
  return json(apiDocument(record));
}

const ORDER: ReadonlyMap<string, (record: RegisteredApiRecord) => string | number> = new Map<
  string,
  (record: RegisteredApiRecord) => string | number
>([
  ["id", (record) => record.id],
  ["name", (record) => record.name],
  ["created_timestamp", (record) => record.createdMs],
  ["updated_timestamp", (record) => record.updatedMs],
]);

function listApis(context: Context): Response {
  const { who } = reader(context);
  const query = listQuery(context);
  const roles = commaValues(query, "filter_roles") ?? ["owner"];
  const found = [...context.world.registeredApis.values()]
    .filter((record) => roles.includes(apiRole(record, who) ?? ""));
  const page = pageOf(context, query, sorted(context, found, query.getAll("orderby"), ORDER));
  const registered_apis = page.items.map((record) => ({
    id: record.id,
    name: record.name,
    description: record.description,
    created_timestamp: isoSeconds(record.createdMs),
    updated_timestamp: isoSeconds(record.updatedMs),
  }));
  return json({ registered_apis, ...pageFields(page) });
}
