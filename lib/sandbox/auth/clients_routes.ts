import { makeRoom } from "../bounded.ts";
import { isoMicros } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { isLoopback } from "./authorize_request.ts";
import {
  type ApiCaller,
  apiCaller,
  envelope,
  invalid,
  optionalText,
  optionalTexts,
  requiredText,
} from "./caller.ts";
import {
  addCredential,
  type Client,
  CLIENT_KINDS,
  type ClientKind,
  type ClientRecord,
  makeClient,
} from "./clients.ts";
import { authError, forbidden, notFound } from "./errors.ts";
import { administered, projectOf } from "./projects_routes.ts";

const READ = ["manage_projects", "view_clients", "view_clients_and_scopes"];
const WRITE = ["manage_projects"];

/** Adds clients and their credentials. */
export function addClientRoutes(router: Router): void {
  router
    .on("GET /v2/api/clients", listClients)
    .on("POST /v2/api/clients", createClient)
    .on(
      "GET /v2/api/clients/:client_id",
      (context) => json({ client: clientFor(context, READ).document }),
    )
    .on("PUT /v2/api/clients/:client_id", updateClient)
    .on("DELETE /v2/api/clients/:client_id", deleteClient)
    .on("GET /v2/api/clients/:client_id/credentials", listCredentials)
    .on("POST /v2/api/clients/:client_id/credentials", createCredential)
    .on("DELETE /v2/api/clients/:client_id/credentials/:credential_id", deleteCredential);
}

/**
 * The client that the path names, if the caller may manage it: the client itself, the client that
 * registered it, or an administrator of its project.
 */
export function clientFor(context: Context, scopes: string[]): Client {
  const caller = apiCaller(context, ...scopes);
  const client = context.world.clients.get(context.param("client_id"));
  if (!client) throw notFound(context, "Client");
  const { id, parent_client, project } = client.document;
  const self = caller.identity.id;
  if (self === id || self === parent_client) return client;
  if (project === null) throw forbidden(context, "The client is not yours");
  projectOf(context, caller, project);
  return client;
}

function listClients(context: Context): Response {
  const { world } = context;
  const clients = [...world.clients.values()].map(({ document }) => document);
  const fqdn = context.query.get("fqdn");
  if (fqdn !== null) {
    apiCaller(context);
    const client = clients.find(({ fqdns }) => fqdns.includes(fqdn));
    if (!client) throw notFound(context, "Client");
    return json({ client });
  }
  const caller = apiCaller(context, ...READ);
  const projects = administered(world, caller).map(({ id }) => id);
  return json({
    clients: clients.filter(({ id, parent_client, project }) =>
      id === caller.identity.id || parent_client === caller.identity.id ||
      (project !== null && projects.includes(project))
    ),
  });
}

function readType(context: Context, body: JsonDocument): ClientKind {
  const { public_client: isPublic, client_type: type } = body;
  if ((isPublic === undefined) === (type === undefined)) {
    throw invalid(context, "client_type", "give either client_type or public_client");
  }
  if (type === undefined) {
    if (typeof isPublic !== "boolean") {
      throw invalid(context, "public_client", "must be true or false");
    }
    return isPublic ? "public_installed_client" : "hybrid_confidential_client_resource_server";
  }
  const known = CLIENT_KINDS.find((one) => one === type);
  if (!known) throw invalid(context, "client_type", "is not known");
  return known;
}

/** Reads what may be given at creation and at an update alike. */
function readChanges(context: Context, body: JsonDocument): Partial<ClientRecord> {
  const { world } = context;
  const changes: Partial<ClientRecord> = {};
  const name = optionalText(context, body, "name");
  if (name !== undefined) changes.name = name;
  const { visibility, links } = body;
  if (visibility !== undefined) {
    if (visibility !== "public" && visibility !== "private") {
      throw invalid(context, "visibility", "is neither public nor private");
    }
    changes.visibility = visibility;
  }
  const uris = optionalTexts(context, body, "redirect_uris");
  if (uris?.some((uri) => !isRedirectUri(uri))) {
    throw invalid(context, "redirect_uris", "must be https, or http on a loopback host");
  }
  if (uris) changes.redirect_uris = uris;
  for (const field of ["required_idp", "preselect_idp"] as const) {
    const value = body[field];
    if (value === undefined) continue;
    if (value !== null && !world.providers.has(String(value))) {
      throw invalid(context, field, "is not an identity provider");
    }
    changes[field] = value === null ? null : String(value);
  }
  if (links !== undefined && links !== null) {
    if (!isObject(links)) throw invalid(context, "links", "must be an object");
    changes.links = {
      privacy_policy: optionalText(context, links, "privacy_policy") ?? null,
      terms_and_conditions: optionalText(context, links, "terms_and_conditions") ?? null,
    };
  }
  return changes;
}

function isRedirectUri(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes("#")) return false;
  const url = new URL(uri);
  return url.protocol === "https:" || isLoopback(url);
}

/**
 * Makes a client: in a project of the caller, below a client that logs in with its secret, or, with
 * `template_id` and no login at all, an instance of a native app.
 */
function createClient(context: Context): Response {
  const body = envelope(context, "client");
  if (body.template_id !== undefined) return createInstance(context, body);
  const caller = apiCaller(context, ...WRITE);
  const name = requiredText(context, body, "name");
  const client = register(context, {
    ...readChanges(context, body),
    id: context.random.uuid(),
    name,
    client_type: readType(context, body),
    ...placeFor(context, caller, body),
  });
  return json({ client: client.document });
}

function placeFor(
  context: Context,
  caller: ApiCaller,
  body: JsonDocument,
): Pick<ClientRecord, "project" | "parent_client"> {
  const project = optionalText(context, body, "project");
  if (project !== undefined) {
    return { project: projectOf(context, caller, project).id, parent_client: null };
  }
  if (!caller.client) throw invalid(context, "project", "is missing");
  return { project: null, parent_client: caller.client.document.id };
}

/** Most clients before the oldest instances of native apps go: these register without a login. */
const MOST_CLIENTS = 10_000;

/** Makes room for an instance. What people allowed to instances that go is taken back. */
function forgetInstances({ world: { clients, consents } }: Context): void {
  const gone = makeRoom(clients, MOST_CLIENTS, ({ document: { parent_client } }) => {
    return clients.get(parent_client ?? "")?.document.public_client ?? false;
  });
  for (const id of gone) {
    for (const consent of consents.ofClient(id)) consents.revoke(consent.id);
  }
}

function createInstance(context: Context, body: JsonDocument): Response {
  const template = context.world.clients.get(requiredText(context, body, "template_id"));
  if (template?.document.client_type !== "public_installed_client") {
    throw authError(context, 404, "NOT_FOUND", "Template not found");
  }
  forgetInstances(context);
  const client = register(context, {
    id: context.random.uuid(),
    name: requiredText(context, body, "name"),
    client_type: "confidential_client",
    grant_types: ["authorization_code", "client_credentials", "refresh_token"],
    parent_client: template.document.id,
    redirect_uris: [`${context.base("auth")}/v2/web/auth-code`],
  });
  const name = "Auto-created at client creation";
  const { id, secret } = addCredential(client, context.random.uuid(), name, isoMicros(context.now));
  return json({
    client: client.document,
    included: { client_credential: { id, name, client: client.document.id, secret } },
  });
}

function register(context: Context, init: Parameters<typeof makeClient>[0]): Client {
  const client = makeClient(init);
  context.world.clients.set(client.document.id, client);
  return client;
}

function updateClient(context: Context): Response {
  const client = clientFor(context, WRITE);
  Object.assign(client.document, readChanges(context, envelope(context, "client")));
  return json({ client: client.document });
}

function deleteClient(context: Context): Response {
  const client = clientFor(context, WRITE);
  const { world } = context;
  const { id } = client.document;
  world.clients.delete(id);
  for (const scope of world.scopesById.values()) if (scope.client === id) world.dropScope(scope.id);
  for (const consent of world.consents.ofClient(id)) world.consents.revoke(consent.id);
  return json({ client: client.document });
}

function listCredentials(context: Context): Response {
  const { credentials } = clientFor(context, READ);
  return json({ credentials: [...credentials.values()].map((one) => ({ ...one, secret: null })) });
}

function createCredential(context: Context): Response {
  const client = clientFor(context, WRITE);
  if (client.document.public_client) {
    throw invalid(context, "credential", "public clients have none");
  }
  const name = requiredText(context, envelope(context, "credential"), "name");
  const credential = addCredential(client, context.random.uuid(), name, isoMicros(context.now));
  return json({ credential });
}

function deleteCredential(context: Context): Response {
  const { credentials } = clientFor(context, WRITE);
  const credential = credentials.get(context.param("credential_id"));
  if (!credential) throw notFound(context, "Credential");
  credentials.delete(credential.id);
  return json({ credential: { ...credential, secret: null } });
}
