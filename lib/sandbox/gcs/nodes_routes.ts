import type { Context } from "../http/context.ts";
import type { Router } from "../http/router.ts";
import type { Collection } from "../transfer/collection.ts";
import { gcsCaller, managedEndpoint, requireEndpointAdmin } from "./caller.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { nodeDocument, type NodeRecord } from "./nodes.ts";
import { page, result } from "./result.ts";

/** Adds the routes of nodes, which administrators manage. */
export function addNodeRoutes(router: Router): void {
  router
    .on("GET /api/nodes", listNodes)
    .on("POST /api/nodes", createNode)
    .on("GET /api/nodes/:node_id", readNode)
    .on("PATCH /api/nodes/:node_id", updateNode)
    .on("PUT /api/nodes/:node_id", replaceNode)
    .on("DELETE /api/nodes/:node_id", deleteNode);
}

const NODE = documentType("node", 3, {
  id: "uuid",
  ip_addresses: "texts",
  status: "text",
  incoming_port_range: "numbers",
  outgoing_port_range: "numbers",
  data_interface: ["text?", 1],
  data_interface6: ["text?", 2],
  internal_stream_port_range: ["numbers", 3],
  lan_addresses: ["objects", 3],
});

/** The endpoint, once the caller has shown to be its administrator. */
function administered(context: Context): Collection {
  const endpoint = managedEndpoint(context);
  requireEndpointAdmin(context, gcsCaller(context, endpoint), endpoint);
  return endpoint;
}

function target(context: Context): NodeRecord {
  const { id } = administered(context);
  const found = context.world.nodes.of(id).find((node) => node.id === context.param("node_id"));
  if (!found) throw gcsError(404, "There is no such node");
  return found;
}

/** Reads a node's fields, and checks the values that are not told by their type. */
function readNodeFields(context: Context): Map<string, unknown> {
  const fields = readDocument(context, NODE);
  const status = fields.get("status");
  if (status !== undefined && status !== "active" && status !== "inactive") {
    throw invalidInput({ property: "status", message: "Must be active or inactive." });
  }
  for (
    const property of [
      "incoming_port_range",
      "internal_stream_port_range",
      "outgoing_port_range",
    ]
  ) {
    const range = fields.get(property) as number[] | undefined;
    if (range === undefined) continue;
    const isRange = range.length === 2 && 1024 <= range[0] && range[0] < range[1] &&
      range[1] <= 65_535;
    if (!isRange) throw invalidInput({ property, message: "Not a range of ports." });
  }
  fields.delete("id");
  return fields;
}

function listNodes(context: Context): Response {
  return page(context, context.world.nodes.of(administered(context).id).map(nodeDocument));
}

function createNode(context: Context): Response {
  const endpoint = administered(context);
  const fields = readNodeFields(context);
  requireFields(fields, "ip_addresses");
  const { nodes } = context.world;
  // The node of the start comes first.
  nodes.of(endpoint.id);
  const node = {
    id: context.random.uuid(),
    endpointId: endpoint.id,
    fields: new Map([["status", "active" as unknown], ...fields]),
  };
  nodes.byId.set(node.id, node);
  return result([nodeDocument(node)], { status: 201, message: `Created node ${node.id}` });
}

function readNode(context: Context): Response {
  return result([nodeDocument(target(context))]);
}

function updateNode(context: Context): Response {
  const node = target(context);
  node.fields = new Map([...node.fields, ...readNodeFields(context)]);
  return result([nodeDocument(node)], { message: `Updated node ${node.id}` });
}

function replaceNode(context: Context): Response {
  const node = target(context);
  const fields = readNodeFields(context);
  requireFields(fields, "ip_addresses", "status");
  node.fields = fields;
  return result([nodeDocument(node)], { message: `Updated node ${node.id}` });
}

function deleteNode(context: Context): Response {
  const { id } = target(context);
  context.world.nodes.byId.delete(id);
  return result([], { message: `Deleted node ${id}` });
}
