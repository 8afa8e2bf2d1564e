import { type Exchange, isObject, json, type JsonObject, type Router } from "../http/context.ts";
import {
  apiCaller,
  commaList,
  envelope,
  invalid,
  optionalBoolean,
  optionalText,
  optionalTexts,
  requiredText,
} from "./caller.ts";
import { clientFor } from "./clients_routes.ts";
import { authError, forbidden, notFound } from "./errors.ts";
import { administered, projectOf } from "./projects_routes.ts";
import { type DependentScope, makeScope, type ScopeRecord } from "./scopes.ts";

const READ = ["manage_projects", "view_clients_and_scopes"];
const WRITE = ["manage_projects"];

/** Adds scopes. */
export function addScopeRoutes(router: Router): void {
  router
    .on("GET /v2/api/scopes", listScopes)
    .on("GET /v2/api/scopes/:scope_id", getScope)
    .on("PUT /v2/api/scopes/:scope_id", updateScope)
    .on("DELETE /v2/api/scopes/:scope_id", deleteScope)
    .on("POST /v2/api/clients/:client_id/scopes", createScope);
}

/** The document of a scope; the resource server is told by its client alone. */
function scopeDocument(scope: ScopeRecord): JsonObject {
  const { resource_server: _, ...document } = scope;
  return document;
}

function listScopes(x: Exchange): Response {
  const caller = apiCaller(x, ...READ);
  const { world } = x.sandbox;
  const strings = commaList(x, "scope_strings");
  const ids = commaList(x, "ids");
  if (strings && ids) throw authError(x, 400, "BAD_REQUEST", "Give either ids or scope_strings");
  const projects = administered(world, caller).map(({ id }) => id);
  const found = strings?.map((name) => world.findScope(name)) ??
    ids?.map((id) => world.scopesById.get(id)) ??
    [...world.scopesById.values()].filter(({ client }) => {
      const { project = null } = world.clients.get(client)?.document ?? {};
      return client === caller.identity.id || (project !== null && projects.includes(project));
    });
  return json({ scopes: found.filter((one) => one !== undefined).map(scopeDocument) });
}

function getScope(x: Exchange): Response {
  apiCaller(x, ...READ);
  const scope = x.sandbox.world.scopesById.get(x.param("scope_id"));
  if (!scope) throw notFound(x, "Scope");
  return json({ scope: scopeDocument(scope) });
}

/** The scope that the path names, if the caller manages its client. */
function scopeFor(x: Exchange): ScopeRecord {
  const caller = apiCaller(x, ...WRITE);
  const { world } = x.sandbox;
  const scope = world.scopesById.get(x.param("scope_id"));
  if (!scope) throw notFound(x, "Scope");
  const client = world.clients.get(scope.client)?.document;
  if (client?.id === caller.identity.id || client?.parent_client === caller.identity.id) {
    return scope;
  }
  if (!client?.project) throw forbidden(x, "The scope is not yours");
  projectOf(x, caller, client.project);
  return scope;
}

function readDependents(x: Exchange, body: JsonObject): DependentScope[] | undefined {
  const list = body.dependent_scopes;
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw invalid(x, "dependent_scopes", "must be a list");
  return list.map((item: unknown) => {
    if (!isObject(item)) throw invalid(x, "dependent_scopes", "must be a list of objects");
    const { world } = x.sandbox;
    const asked = requiredText(x, item, "scope");
    // By its id, or by its text (assumed).
    const scope = world.scopesById.get(asked) ?? world.scopes.get(asked);
    if (!scope) throw invalid(x, "dependent_scopes", "not known");
    return {
      scope: scope.id,
      optional: optionalBoolean(x, item, "optional") ?? false,
      requires_refresh_token: optionalBoolean(x, item, "requires_refresh_token") ?? false,
    };
  });
}

function readSuffix(x: Exchange, clientId: string, suffix: string): string {
  if (!/^[a-z0-9_]{1,80}$/.test(suffix)) {
    throw invalid(x, "scope_suffix", "has other characters than a to z, 0 to 9 and _");
  }
  const scope = `https://auth.globus.org/scopes/${clientId}/${suffix}`;
  if (x.sandbox.world.scopes.has(scope)) throw authError(x, 409, "CONFLICT", "The scope exists");
  return scope;
}

function createScope(x: Exchange): Response {
  const { document: client } = clientFor(x, WRITE);
  const body = envelope(x, "scope");
  const scope = makeScope({
    id: x.sandbox.random.uuid(),
    name: requiredText(x, body, "name"),
    description: requiredText(x, body, "description"),
    scope_string: readSuffix(x, client.id, requiredText(x, body, "scope_suffix")),
    client: client.id,
    resource_server: client.id,
    advertised: optionalBoolean(x, body, "advertised") ?? false,
    allows_refresh_token: optionalBoolean(x, body, "allows_refresh_token") ?? true,
    required_domains: optionalTexts(x, body, "required_domains") ?? [],
    dependent_scopes: readDependents(x, body) ?? [],
  });
  x.sandbox.world.addScope(scope);
  client.scopes.push(scope.id);
  return json({ scope: scopeDocument(scope) });
}

function updateScope(x: Exchange): Response {
  const old = scopeFor(x);
  const body = envelope(x, "scope");
  const suffix = optionalText(x, body, "scope_suffix");
  const scope: ScopeRecord = {
    ...old,
    name: optionalText(x, body, "name") ?? old.name,
    description: optionalText(x, body, "description") ?? old.description,
    advertised: optionalBoolean(x, body, "advertised") ?? old.advertised,
    allows_refresh_token: optionalBoolean(x, body, "allows_refresh_token") ??
      old.allows_refresh_token,
    required_domains: optionalTexts(x, body, "required_domains") ?? old.required_domains,
    dependent_scopes: readDependents(x, body) ?? old.dependent_scopes,
  };
  if (suffix !== undefined && !old.scope_string.endsWith(`/${suffix}`)) {
    scope.scope_string = readSuffix(x, old.client, suffix);
  }
  x.sandbox.world.dropScope(old.id);
  x.sandbox.world.addScope(scope);
  return json({ scope: scopeDocument(scope) });
}

function deleteScope(x: Exchange): Response {
  const scope = scopeFor(x);
  const { world } = x.sandbox;
  world.dropScope(scope.id);
  const client = world.clients.get(scope.client)?.document;
  if (client) client.scopes = client.scopes.filter((id) => id !== scope.id);
  return json({ scope: scopeDocument(scope) });
}
