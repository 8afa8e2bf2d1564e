import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
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

/** Adds the routes of registered scopes: list, create, read, update and delete. */
export function addScopeRoutes(router: Router): void {
  router
    .on("GET /v2/api/scopes", listScopes)
    .on("GET /v2/api/scopes/:scope_id", getScope)
    .on("PUT /v2/api/scopes/:scope_id", updateScope)
    .on("DELETE /v2/api/scopes/:scope_id", deleteScope)
    .on("POST /v2/api/clients/:client_id/scopes", createScope);
}

/** The document of a scope; the resource server is told by its client alone. */
function scopeDocument(scope: ScopeRecord): JsonDocument {
  const { resource_server: _, ...document } = scope;
  return document;
}

function listScopes(context: Context): Response {
  const caller = apiCaller(context, ...READ);
  const { world } = context;
  const strings = commaList(context, "scope_strings");
  const ids = commaList(context, "ids");
  if (strings && ids) {
    throw authError(context, 400, "BAD_REQUEST", "Give either ids or scope_strings");
  }
  const projects = administered(world, caller).map(({ id }) => id);
  const found = strings?.map((name) => world.findScope(name)) ??
    ids?.map((id) => world.scopesById.get(id)) ??
    [...world.scopesById.values()].filter(({ client }) => {
      const { project = null } = world.clients.get(client)?.document ?? {};
      return client === caller.identity.id || (project !== null && projects.includes(project));
    });
  return json({ scopes: found.filter((one) => one !== undefined).map(scopeDocument) });
}

function getScope(context: Context): Response {
  apiCaller(context, ...READ);
  const scope = context.world.scopesById.get(context.param("scope_id"));
  if (!scope) throw notFound(context, "Scope");
  return json({ scope: scopeDocument(scope) });
}

/** The scope that the path names, if the caller manages its client. */
function scopeFor(context: Context): ScopeRecord {
  const caller = apiCaller(context, ...WRITE);
  const { world } = context;
  const scope = world.scopesById.get(context.param("scope_id"));
  if (!scope) throw notFound(context, "Scope");
  const client = world.clients.get(scope.client)?.document;
  if (client?.id === caller.identity.id || client?.parent_client === caller.identity.id) {
    return scope;
  }
  if (!client?.project) throw forbidden(context, "The scope is not yours");
  projectOf(context, caller, client.project);
  return scope;
}

function readDependents(context: Context, body: JsonDocument): DependentScope[] | undefined {
  const list = body.dependent_scopes;
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw invalid(context, "dependent_scopes", "must be a list");
  return list.map((item: unknown) => {
    if (!isObject(item)) throw invalid(context, "dependent_scopes", "must be a list of objects");
    const { world } = context;
    const asked = requiredText(context, item, "scope");
    // By its id, or by its text (assumed).
    const scope = world.scopesById.get(asked) ?? world.scopes.get(asked);
    if (!scope) throw invalid(context, "dependent_scopes", "not known");
    return {
      scope: scope.id,
      optional: optionalBoolean(context, item, "optional") ?? false,
      requires_refresh_token: optionalBoolean(context, item, "requires_refresh_token") ?? false,
    };
  });
}

function readSuffix(context: Context, clientId: string, suffix: string): string {
  if (!/^[a-z0-9_]{1,80}$/.test(suffix)) {
    throw invalid(context, "scope_suffix", "has other characters than a to z, 0 to 9 and _");
  }
  const scope = `https://auth.globus.org/scopes/${clientId}/${suffix}`;
  if (context.world.scopes.has(scope)) {
    throw authError(context, 409, "CONFLICT", "The scope exists");
  }
  return scope;
}

function createScope(context: Context): Response {
  const { document: client } = clientFor(context, WRITE);
  const body = envelope(context, "scope");
  const scope = makeScope({
    id: context.random.uuid(),
    name: requiredText(context, body, "name"),
    description: requiredText(context, body, "description"),
    scope_string: readSuffix(context, client.id, requiredText(context, body, "scope_suffix")),
    client: client.id,
    resource_server: client.id,
    advertised: optionalBoolean(context, body, "advertised") ?? false,
    allows_refresh_token: optionalBoolean(context, body, "allows_refresh_token") ?? true,
    required_domains: optionalTexts(context, body, "required_domains") ?? [],
    dependent_scopes: readDependents(context, body) ?? [],
  });
  context.world.addScope(scope);
  client.scopes.push(scope.id);
  return json({ scope: scopeDocument(scope) });
}

function updateScope(context: Context): Response {
  const old = scopeFor(context);
  const body = envelope(context, "scope");
  const suffix = optionalText(context, body, "scope_suffix");
  const scope: ScopeRecord = {
    ...old,
    name: optionalText(context, body, "name") ?? old.name,
    description: optionalText(context, body, "description") ?? old.description,
    advertised: optionalBoolean(context, body, "advertised") ?? old.advertised,
    allows_refresh_token: optionalBoolean(context, body, "allows_refresh_token") ??
      old.allows_refresh_token,
    required_domains: optionalTexts(context, body, "required_domains") ?? old.required_domains,
    dependent_scopes: readDependents(context, body) ?? old.dependent_scopes,
  };
  if (suffix !== undefined && !old.scope_string.endsWith(`/${suffix}`)) {
    scope.scope_string = readSuffix(context, old.client, suffix);
  }
  context.world.dropScope(old.id);
  context.world.addScope(scope);
  return json({ scope: scopeDocument(scope) });
}

function deleteScope(context: Context): Response {
  const scope = scopeFor(context);
  const { world } = context;
  world.dropScope(scope.id);
  const client = world.clients.get(scope.client)?.document;
  if (client) client.scopes = client.scopes.filter((id) => id !== scope.id);
  return json({ scope: scopeDocument(scope) });
}
