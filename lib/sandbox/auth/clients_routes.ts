import { isoMicros } from "../clock.ts";
import { type Exchange, isObject, json, type JsonObject, type Router } from "../http/context.ts";
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
  CLIENT_TYPES,
  type ClientDocument,
  type ClientType,
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
    .on("GET /v2/api/clients/:client_id", (x) => json({ client: clientFor(x, READ).document }))
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
export function clientFor(x: Exchange, scopes: string[]): Client {
  const caller = apiCaller(x, ...scopes);
  const client = x.sandbox.world.clients.get(x.param("client_id"));
  if (!client) throw notFound(x, "Client");
  const { id, parent_client, project } = client.document;
  const self = caller.identity.id;
  if (self === id || self === parent_client) return client;
  if (project === null) throw forbidden(x, "The client is not yours");
  projectOf(x, caller, project);
  return client;
}

function listClients(x: Exchange): Response {
  const { world } = x.sandbox;
  const clients = [...world.clients.values()].map(({ document }) => document);
  const fqdn = x.query.get("fqdn");
  if (fqdn !== null) {
    apiCaller(x);
    const client = clients.find(({ fqdns }) => fqdns.includes(fqdn));
    if (!client) throw notFound(x, "Client");
    return json({ client });
  }
  const caller = apiCaller(x, ...READ);
  const projects = administered(world, caller).map(({ id }) => id);
  return json({
    clients: clients.filter(({ id, parent_client, project }) =>
      id === caller.identity.id || parent_client === caller.identity.id ||
      (project !== null && projects.includes(project))
    ),
  });
}

function readType(x: Exchange, body: JsonObject): ClientType {
  const { public_client: isPublic, client_type: type } = body;
  if ((isPublic === undefined) === (type === undefined)) {
    throw invalid(x, "client_type", "give either client_type or public_client");
  }
  if (type === undefined) {
    if (typeof isPublic !== "boolean") throw invalid(x, "public_client", "must be true or false");
    return isPublic ? "public_installed_client" : "hybrid_confidential_client_resource_server";
  }
  const known = CLIENT_TYPES.find((one) => one === type);
  if (!known) throw invalid(x, "client_type", "is not known");
  return known;
}

/** Reads what may be given at creation and at an update alike. */
function readChanges(x: Exchange, body: JsonObject): Partial<ClientDocument> {
  const { world } = x.sandbox;
  const changes: Partial<ClientDocument> = {};
  const name = optionalText(x, body, "name");
  if (name !== undefined) changes.name = name;
  const { visibility, links } = body;
  if (visibility !== undefined) {
    if (visibility !== "public" && visibility !== "private") {
      throw invalid(x, "visibility", "is neither public nor private");
    }
    changes.visibility = visibility;
  }
  const uris = optionalTexts(x, body, "redirect_uris");
  if (uris?.some((uri) => !isRedirectUri(uri))) {
    throw invalid(x, "redirect_uris", "must be https, or http on a loopback host");
  }
  if (uris) changes.redirect_uris = uris;
  for (const field of ["required_idp", "preselect_idp"] as const) {
    const value = body[field];
    if (value === undefined) continue;
    if (value !== null && !world.providers.has(String(value))) {
      throw invalid(x, field, "is no identity provider");
    }
    changes[field] = value === null ? null : String(value);
  }
  if (links !== undefined && links !== null) {
    if (!isObject(links)) throw invalid(x, "links", "must be an object");
    changes.links = {
      privacy_policy: optionalText(x, links, "privacy_policy") ?? null,
      terms_and_conditions: optionalText(x, links, "terms_and_conditions") ?? null,
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
function createClient(x: Exchange): Response {
  const body = envelope(x, "client");
  if (body.template_id !== undefined) return createInstance(x, body);
  const caller = apiCaller(x, ...WRITE);
  const name = requiredText(x, body, "name");
  const client = register(x, {
    ...readChanges(x, body),
    id: x.sandbox.random.uuid(),
    name,
    client_type: readType(x, body),
    ...placeFor(x, caller, body),
  });
  return json({ client: client.document });
}

function placeFor(
  x: Exchange,
  caller: ApiCaller,
  body: JsonObject,
): Pick<ClientDocument, "project" | "parent_client"> {
  const project = optionalText(x, body, "project");
  if (project !== undefined) {
    return { project: projectOf(x, caller, project).id, parent_client: null };
  }
  if (!caller.client) throw invalid(x, "project", "is missing");
  return { project: null, parent_client: caller.client.document.id };
}

function createInstance(x: Exchange, body: JsonObject): Response {
  const template = x.sandbox.world.clients.get(requiredText(x, body, "template_id"));
  if (template?.document.client_type !== "public_installed_client") {
    throw authError(x, 404, "NOT_FOUND", "Template not found");
  }
  const client = register(x, {
    id: x.sandbox.random.uuid(),
    name: requiredText(x, body, "name"),
    client_type: "confidential_client",
    grant_types: ["authorization_code", "client_credentials", "refresh_token"],
    parent_client: template.document.id,
    redirect_uris: [`${x.base("auth")}/v2/web/auth-code`],
  });
  const name = "Auto-created at client creation";
  const { id, secret } = addCredential(client, x.sandbox.random.uuid(), name, isoMicros(x.now));
  return json({
    client: client.document,
    included: { client_credential: { id, name, client: client.document.id, secret } },
  });
}

function register(x: Exchange, init: Parameters<typeof makeClient>[0]): Client {
  const client = makeClient(init);
  x.sandbox.world.clients.set(client.document.id, client);
  return client;
}

function updateClient(x: Exchange): Response {
  const client = clientFor(x, WRITE);
  Object.assign(client.document, readChanges(x, envelope(x, "client")));
  return json({ client: client.document });
}

function deleteClient(x: Exchange): Response {
  const client = clientFor(x, WRITE);
  const { world } = x.sandbox;
  const { id } = client.document;
  world.clients.delete(id);
  for (const scope of world.scopesById.values()) if (scope.client === id) world.dropScope(scope.id);
  for (const consent of world.consents.ofClient(id)) world.consents.revoke(consent.id);
  return json({ client: client.document });
}

function listCredentials(x: Exchange): Response {
  const { credentials } = clientFor(x, READ);
  return json({ credentials: [...credentials.values()].map((one) => ({ ...one, secret: null })) });
}

function createCredential(x: Exchange): Response {
  const client = clientFor(x, WRITE);
  if (client.document.public_client) throw invalid(x, "credential", "public clients have none");
  const name = requiredText(x, envelope(x, "credential"), "name");
  const credential = addCredential(client, x.sandbox.random.uuid(), name, isoMicros(x.now));
  return json({ credential });
}

function deleteCredential(x: Exchange): Response {
  const { credentials } = clientFor(x, WRITE);
  const credential = credentials.get(x.param("credential_id"));
  if (!credential) throw notFound(x, "Credential");
  credentials.delete(credential.id);
  return json({ credential: { ...credential, secret: null } });
}
