import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import type { Collection } from "../transfer/collection.ts";
import { gcsCaller, managedEndpoint, maySee, requireEndpointAdmin } from "./caller.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, identityIn, readDocument, requireFields } from "./fields.ts";
import { result, words } from "./result.ts";
import { CONNECTORS } from "./storage_gateways.ts";

/** Adds the endpoint itself, and what its manager says without a login. */
export function addEndpointRoutes(router: Router): void {
  router
    .on("GET /api/info", readInfo)
    .on("GET /api/endpoint", readEndpoint)
    .on("PATCH /api/endpoint", updateEndpoint)
    .on("PUT /api/endpoint", updateEndpoint)
    .on("PUT /api/endpoint/owner", setOwner)
    .on("PUT /api/endpoint/owner_string", setOwnerString)
    .on("DELETE /api/endpoint/owner_string", deleteOwnerString)
    .on("PUT /api/endpoint/subscription_id", setSubscription);
}

const ENDPOINT = documentType("endpoint", 2, {
  id: "uuid",
  display_name: "text",
  public: "boolean",
  description: "text",
  organization: "text",
  department: "text",
  contact_email: "text",
  contact_info: "text",
  info_link: "text",
  keywords: "texts",
  subscription_id: "text?",
  allow_udt: "boolean",
  gridftp_control_channel_port: ["number?", 1],
  network_use: "text",
  max_concurrency: "number",
  max_parallelism: "number",
  preferred_concurrency: "number",
  preferred_parallelism: "number",
});
const OWNER = documentType("endpoint_owner", 0, { identity_id: "uuid" });
const OWNER_STRING = documentType("owner_string", 0, { identity_id: "uuid" });
const SUBSCRIPTION = documentType("endpoint_subscription", 0, { subscription_id: "text?" });

const NETWORK_USES: readonly unknown[] = ["normal", "minimal", "aggressive", "custom"];

/** Fields that are shown where they are set. */
const SHOWN = [
  "description",
  "department",
  "contact_info",
  "info_link",
  "max_concurrency",
  "max_parallelism",
  "preferred_concurrency",
  "preferred_parallelism",
];

function endpointDocument(context: Context, endpoint: Collection): JsonDocument {
  const { fields } = endpoint;
  const keywords = fields.get("keywords");
  const set = SHOWN.filter((name) => fields.get(name) != null)
    .map((name) => [name, fields.get(name)]);
  return {
    DATA_TYPE: "endpoint#1.2.0",
    allow_udt: fields.get("allow_udt") ?? false,
    contact_email: fields.get("contact_email") ?? null,
    display_name: endpoint.displayName,
    gcs_manager_url: `${context.serverUrl(`${endpoint.domain}`)}/api/`,
    gridftp_control_channel_port: fields.get("gridftp_control_channel_port") ?? 443,
    id: endpoint.id,
    network_use: fields.get("network_use") ?? "normal",
    organization: fields.get("organization") ?? null,
    public: endpoint.isPublic,
    subscription_id: fields.get("subscription_id") ?? null,
    ...Object.fromEntries(set),
    ...(typeof keywords === "string" && keywords !== ""
      ? { keywords: keywords.split(/,\s*/) }
      : {}),
  };
}

function readInfo(context: Context): Response {
  const endpoint = managedEndpoint(context);
  return result([
    {
      DATA_TYPE: "info#1.0.0",
      api_version: "1.29.0",
      client_id: endpoint.id,
      domain_name: endpoint.domain,
      endpoint_id: endpoint.id,
      manager_version: "5.4.80",
    },
    ...[...CONNECTORS].map(([id, { name }]) => ({
      DATA_TYPE: "connector#1.1.0",
      display_name: name,
      id,
      is_baa: false,
      is_ha: true,
    })),
  ], { more: { DATA_TYPE: "result#1.1.0" } });
}

function readEndpoint(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  if (!maySee(context, caller, endpoint)) throw gcsError(403, null);
  return result([endpointDocument(context, endpoint)]);
}

/** The endpoint, once the caller has shown to be its administrator. */
function administered(context: Context): Collection {
  const endpoint = managedEndpoint(context);
  requireEndpointAdmin(context, gcsCaller(context, endpoint), endpoint);
  return endpoint;
}

function updateEndpoint(context: Context): Response {
  const endpoint = administered(context);
  const fields = readDocument(context, ENDPOINT);
  if (context.method === "PUT") requireFields(fields, "display_name", "public", "network_use");
  if (fields.has("id") && fields.get("id") !== endpoint.id) {
    throw invalidInput({ property: "id", message: "It cannot be changed." });
  }
  if (fields.has("network_use") && !NETWORK_USES.includes(fields.get("network_use"))) {
    throw invalidInput({ property: "network_use", message: "Not a way to use the network." });
  }
  if (fields.get("display_name") === "") {
    throw invalidInput({ property: "display_name", message: "Cannot be empty." });
  }
  for (const [name, value] of fields) {
    endpoint.fields.set(name, name === "keywords" ? (value as string[]).join(", ") : value);
  }
  endpoint.changed();
  const showsIt = words(context, "include").includes("endpoint");
  const message = `Updated endpoint ${endpoint.id}`;
  return result(showsIt ? [endpointDocument(context, endpoint)] : [], { message });
}

function setOwner(context: Context): Response {
  const endpoint = administered(context);
  const identity = identityIn(context, OWNER);
  endpoint.ownerId = identity.id;
  endpoint.ownerString = identity.username;
  return result([], { message: "Updated owner" });
}

function setOwnerString(context: Context): Response {
  const endpoint = administered(context);
  endpoint.fields.set("owner_string", identityIn(context, OWNER_STRING).username);
  return result([], { message: "Updated owner_string" });
}

function deleteOwnerString(context: Context): Response {
  administered(context).fields.delete("owner_string");
  return result([], { message: "Deleted owner_string" });
}

function setSubscription(context: Context): Response {
  const endpoint = administered(context);
  const caller = gcsCaller(context, endpoint);
  const asked = readDocument(context, SUBSCRIPTION).get("subscription_id") ?? null;
  const mine = context.world.subscriptions.get(caller.identity.username) ?? [];
  const id = asked === "DEFAULT" && mine.length === 1 ? mine[0] : asked;
  if (id !== null && !mine.includes(String(id))) {
    throw gcsError(400, "You have no access to this subscription");
  }
  endpoint.fields.set("subscription_id", id);
  return result([], { message: "Updated subscription_id" });
}
