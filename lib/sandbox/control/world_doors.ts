import type { Client, ClientKind } from "../auth/clients.ts";
import { CLIENT_KINDS } from "../auth/clients.ts";
import type { Person } from "../auth/people.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import type { Collection, CollectionKind } from "../transfer/collection.ts";
import { ENTITY_TYPES } from "../transfer/collection.ts";
import { bodyOf, type DoorCall, neededIn, switchIn, textIn, textsIn } from "./door.ts";

/** Adds the doors to people, clients and collections. */
export function addWorldDoors(router: Router<DoorCall>): void {
  router
    .on("GET /_sandbox/people", ({ sandbox }) => json({ people: sandbox.world.people.map(person) }))
    .on("POST /_sandbox/people", addPerson)
    .on(
      "GET /_sandbox/clients",
      ({ sandbox }) => json({ clients: [...sandbox.world.clients.values()].map(client) }),
    )
    .on("POST /_sandbox/clients", addClient)
    .on("DELETE /_sandbox/clients/:id", deleteClient)
    .on("GET /_sandbox/collections", listCollections)
    .on("POST /_sandbox/collections", addCollection)
    .on("DELETE /_sandbox/collections/:id", deleteCollection);
}

function person({ primary, identities, about }: Person): JsonDocument {
  const { id, username, name } = primary;
  return { id, username, name, about, identities: identities.map((one) => one.username) };
}

async function addPerson(call: DoorCall): Promise<Response> {
  const body = await bodyOf(
    call,
    ...["username", "id", "name", "email", "organization", "about"],
  );
  const added = call.sandbox.world.addPerson({
    username: neededIn(body, "username"),
    id: textIn(body, "id"),
    name: textIn(body, "name"),
    email: textIn(body, "email"),
    organization: textIn(body, "organization"),
    about: textIn(body, "about"),
  });
  return json(person(added), 201);
}

function client({ document }: Client): JsonDocument {
  const { id, name, client_type, redirect_uris } = document;
  return { id, name, client_type, redirect_uris };
}

/** Registers a client, or changes one that exists; tells its secret. */
async function addClient(call: DoorCall): Promise<Response> {
  const body = await bodyOf(call, "id", "name", "client_type", "redirect_uris");
  const { world } = call.sandbox;
  const id = textIn(body, "id");
  const isNew = id === undefined || !world.clients.has(id);
  const fields = {
    id,
    name: textIn(body, "name"),
    client_type: kindIn(body),
    redirect_uris: textsIn(body, "redirect_uris"),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const { id: made, secret } = world.registerClient(Object.fromEntries(given));
  return json({ ...client(world.clients.get(made)!), secret }, isNew ? 201 : 200);
}

function kindIn(body: JsonDocument): ClientKind | undefined {
  const text = textIn(body, "client_type");
  const kind = CLIENT_KINDS.find((one) => one === text);
  if (text !== undefined && kind === undefined) {
    throw new TypeError(`"client_type" must be one of ${CLIENT_KINDS.join(", ")}`);
  }
  return kind;
}

function deleteClient({ sandbox, params }: DoorCall): Response {
  const id = params.get("id") ?? "";
  if (!sandbox.world.clients.delete(id)) throw new RangeError(`There is no client ${id}`);
  return json({ deleted: id });
}

function collectionDocument(one: Collection): JsonDocument {
  return {
    id: one.id,
    entity_type: one.entityType,
    display_name: one.displayName,
    owner: one.ownerString,
    host_id: one.hostId,
    host_path: one.hostPath,
    public: one.isPublic,
  };
}

/** Collections, by `owner` and `entity_type` where these are given; at most 1,000. */
function listCollections({ sandbox, url }: DoorCall): Response {
  const owner = url.searchParams.get("owner");
  const kind = url.searchParams.get("entity_type");
  const found = [...sandbox.world.collections.all()].filter((one) =>
    (owner === null || one.ownerString === owner) && (kind === null || one.entityType === kind)
  );
  return json({ collections: found.slice(0, 1000).map(collectionDocument) });
}

async function addCollection(call: DoorCall): Promise<Response> {
  const body = await bodyOf(
    call,
    ...["id", "display_name", "owner", "entity_type", "host_id", "host_path"],
    ...["public", "everyone_writes", "empty"],
  );
  const { world } = call.sandbox;
  const username = textIn(body, "owner") ?? world.people[0].primary.username;
  const owner = world.identityByUsername(username);
  if (!owner) throw new RangeError(`There is no identity "${username}"`);
  const entityType = textIn(body, "entity_type") ?? "GCP_mapped_collection";
  if (!ENTITY_TYPES.includes(entityType) || entityType.startsWith("GCSv4")) {
    throw new RangeError(`The sandbox cannot make a collection with "entity_type" ${entityType}`);
  }
  const hostId = textIn(body, "host_id");
  if (hostId !== undefined && !world.collections.get(hostId)) {
    throw new RangeError(`There is no collection ${hostId}`);
  }
  if (hostId === undefined && entityType.startsWith("GCSv5") && entityType !== "GCSv5_endpoint") {
    throw new TypeError('"host_id" is missing: a server, or the mapped collection of a guest');
  }
  const id = textIn(body, "id")?.toLowerCase() ?? world.random.uuid();
  if (world.collections.get(id)) throw new RangeError(`There is a collection ${id} already`);
  const made = world.collections.add({
    id,
    entityType: entityType as CollectionKind,
    displayName: neededIn(body, "display_name"),
    ownerId: owner.id,
    ownerString: owner.username,
    hostId,
    hostPath: textIn(body, "host_path"),
    domain: entityType.startsWith("GCSv5") ? `${id}.data.globus.org` : undefined,
    public: switchIn(body, "public"),
    everyoneWrites: switchIn(body, "everyone_writes"),
    tree: switchIn(body, "empty") ? "empty" : undefined,
  });
  return json(collectionDocument(made), 201);
}

function deleteCollection({ sandbox, params }: DoorCall): Response {
  const id = params.get("id") ?? "";
  if (!sandbox.world.collections.get(id)) throw new RangeError(`There is no collection ${id}`);
  sandbox.world.collections.delete(id);
  return json({ deleted: id });
}
