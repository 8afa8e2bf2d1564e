import { activeToken } from "../auth/issued_tokens.ts";
import type { AccessToken } from "../auth/tokens.ts";
import { groupsOf } from "../groups/groups.ts";
import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import { hasFreshLogin } from "../transfer/access.ts";
import { type Caller, permissionAt } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import { COMMON_HEADERS, loginRefusal, pageRefusal } from "./answers.ts";

/** The collection whose host was asked. */
export function collectionOf(context: Context): Collection {
  const collection = context.world.collections.atHost(context.url.host);
  if (!collection?.servesHttps) {
    throw pageRefusal(404, "The requested file is not on this server.");
  }
  return collection;
}

/**
 * Lets a caller go on who may read or write at a path.
 *
 * @param collection The collection asked.
 * @param path Absolute path in it.
 * @param mode What the caller wants to do.
 * @throws {Refusal} 302 or 401 where a login is missing, 403 where it is not enough.
 */
export function requireAccess(
  context: Context,
  collection: Collection,
  path: string,
  mode: "r" | "rw",
): void {
  const caller = callerOf(context, collection);
  const allowed = permissionAt(caller, collection, path, context.now);
  const isOpen = allowed === "rw" || (allowed === "r" && mode === "r");
  const isKept = mode === "rw" && caller === null &&
    collection.fields.get("disable_anonymous_writes") === true;
  if (isOpen && !isKept) return;
  if (caller === null) throw loginRequired(context, collection);
  throw pageRefusal(403, "You do not have permission to access this file.");
}

/** The caller by the token of the request; `null` where it has none. */
function callerOf(context: Context, collection: Collection): Caller | null {
  const { world } = context;
  if (!context.headers.has("authorization")) return null;
  const token = activeToken(world, context.bearer);
  if (token?.resourceServer !== collection.id) throw loginRequired(context, collection);
  requireScopes(context, collection, token);
  const { identity } = token.grant;
  const identities = world.identitySet(identity.id);
  const caller = { identity, identities, groups: groupsOf(world.groups, identities), token };
  requireSession(context, collection, caller);
  return caller;
}

function requireScopes(context: Context, collection: Collection, token: AccessToken): void {
  const names = collection.needsDataAccess ? ["https", "data_access"] : ["https"];
  const required_scopes = names
    .map((name) => `https://auth.globus.org/scopes/${collection.id}/${name}`);
  if (required_scopes.every((scope) => token.scopes.includes(scope))) return;
  throw mendable(
    context,
    loginRefusal(
      "The token lacks a scope of this collection",
      { DATA_TYPE: "missing_required_scopes#1.0.0", required_scopes },
      { required_scopes },
    ),
  );
}

function requireSession(context: Context, collection: Collection, caller: Caller): void {
  const mapped = collection.isGuest ? collection.host ?? collection : collection;
  if (!mapped.highAssurance || hasFreshLogin(context, caller, mapped)) return;
  throw mendable(
    context,
    loginRefusal(
      "None of your authenticated identities are from domains allowed by resource policies",
      { DATA_TYPE: "not_from_allowed_domain#1.0.0", allowed_domains: mapped.requiredDomains },
      {
        session_message: "Session reauthentication required (Globus Connect Server)",
        session_required_single_domain: mapped.requiredDomains,
      },
    ),
  );
}

/** The refusal in the form that the sandbox's settings ask for. */
function mendable(context: Context, refusal: Refusal): Refusal {
  return context.settings.httpsRefusals === "json"
    ? refusal
    : pageRefusal(403, "You do not have permission to access this file.");
}

/** Sends browsers to the login; a script that says that it is one gets a 401. */
function loginRequired(context: Context, collection: Collection): Refusal {
  if (context.headers.get("x-requested-with") === "XMLHttpRequest") {
    return pageRefusal(401, "This server could not verify that you may access this file.", {
      "www-authenticate": "Bearer",
    });
  }
  const query = new URLSearchParams({
    response_type: "code",
    client_id: collection.id,
    scope: `openid https://auth.globus.org/scopes/${collection.id}/https`,
    redirect_uri: `${context.hostUrl(context.url.host)}/oauth2/callback`,
    state: context.random.uuid(),
  });
  const location = `${context.base("auth")}/v2/oauth2/authorize?${query}`;
  return new Refusal(
    new Response(null, { status: 302, headers: { ...COMMON_HEADERS, location } }),
  );
}
