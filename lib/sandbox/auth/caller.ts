import type { Context } from "../http/context.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { basicClient } from "./client_auth.ts";
import type { Client } from "./clients.ts";
import { authError, forbidden, unauthorized } from "./errors.ts";
import { activeToken } from "./issued_tokens.ts";
import type { IdentityRecord } from "./people.ts";
import type { ProjectRecord } from "./projects.ts";
import type { Grant } from "./tokens.ts";

const URN = "urn:globus:auth:scope:auth.globus.org:";

/** The caller of Auth's API: a client with its secret, or a person with a token. */
export interface ApiCaller {
  /** The client that logged in itself, or `null`. */
  client: Client | null;
  /** Who it speaks for. */
  identity: IdentityRecord;
  /** UUIDs of all linked identities. */
  identities: string[];
  /** Where the token comes from, or `null`. */
  grant: Grant | null;
}

/**
 * Authenticates the caller of a request.
 *
 * @param context The request.
 * @param scopes A token must hold one of these, by their last part; none for any scope of Auth.
 * @throws {Refusal} 401 without credentials; 403 where the token is for less.
 */
export function apiCaller(context: Context, ...scopes: string[]): ApiCaller {
  const { world } = context;
  const client = basicClient(context);
  if (client) {
    const identity = world.clientIdentity(client.document.id);
    return { client, identity, identities: [identity.id], grant: null };
  }
  const token = activeToken(world, context.bearer);
  if (!token || token.resourceServer !== "auth.globus.org") throw unauthorized(context);
  if (scopes.length && !scopes.some((scope) => token.scopes.includes(URN + scope))) {
    throw forbidden(context, "The token does not hold the scope for this call");
  }
  const { grant } = token;
  return {
    client: null,
    identity: grant.identity,
    identities: world.identitySet(grant.identity.id),
    grant,
  };
}

/**
 * Lets only administrators of a project go on, and only for a while after they logged in: an admin
 * identity must have authenticated in this session within the last half hour.
 *
 * The shape of the requirement in the error is assumed.
 *
 * @param project The project, or `null` where a new one is made.
 */
export function requireProjectAdmin(
  context: Context,
  caller: ApiCaller,
  project: ProjectRecord | null,
): void {
  const mine = project ? caller.identities.filter((id) => isAdmin(project, id)) : caller.identities;
  if (mine.length === 0) throw forbidden(context, "You are not an administrator of the project");
  if (caller.client) return;
  const oldest = context.now / 1000 - context.settings.projectAdminMinutes * 60;
  const logins = caller.grant?.session?.authentications;
  // A client's own tokens have no session, and need none.
  if (caller.grant?.session === null) return;
  if (mine.some((id) => (logins?.get(id)?.auth_time ?? -Infinity) > oldest)) return;
  throw authError(context, 403, "FORBIDDEN", {
    detail: "An administrator must have logged in recently",
    authorization_parameters: {
      session_message: "Log in again to administer the project",
      session_required_identities: mine,
      prompt: "login",
    },
  });
}

function isAdmin(project: ProjectRecord, identity: string): boolean {
  return project.admin_ids?.includes(identity) ?? false;
}

/**
 * The object that a body wraps: `{ "project": { … } }`.
 *
 * @throws {Refusal} 400 where there is none.
 */
export function envelope(context: Context, name: string): JsonDocument {
  const inner = context.jsonObject()?.[name];
  if (!isObject(inner)) {
    throw authError(context, 400, "BAD_REQUEST", `The body must hold "${name}"`);
  }
  return inner;
}

/** Refuses a value (422; the status is assumed). */
export function invalid(context: Context, field: string, detail: string): Error {
  return authError(context, 422, "VALIDATION_ERROR", `${field}: ${detail}`);
}

/** Reads a text of a body; `undefined` where it is absent. */
export function optionalText(
  context: Context,
  body: JsonDocument,
  field: string,
): string | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.trim() === "") {
    throw invalid(context, field, "must be text");
  }
  return value;
}

/** Reads a text of a body that must be there. */
export function requiredText(context: Context, body: JsonDocument, field: string): string {
  const value = optionalText(context, body, field);
  if (value === undefined) throw invalid(context, field, "is missing");
  return value;
}

/** Reads a list of texts; `undefined` where it is absent, `null` where it is null. */
export function optionalTexts(
  context: Context,
  body: JsonDocument,
  field: string,
): string[] | null | undefined {
  const value = body[field];
  if (value === undefined || value === null) return value;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw invalid(context, field, "must be a list of texts");
  }
  return value;
}

/** Reads a boolean; `undefined` where it is absent. */
export function optionalBoolean(
  context: Context,
  body: JsonDocument,
  field: string,
): boolean | undefined {
  const value = body[field];
  if (value !== undefined && typeof value !== "boolean") {
    throw invalid(context, field, "must be true or false");
  }
  return value;
}

/** Splits a comma-separated parameter; `undefined` where it is absent. */
export function commaList(context: Context, name: string): string[] | undefined {
  return context.query.get(name)?.split(",").map((item) => item.trim()).filter(Boolean);
}
