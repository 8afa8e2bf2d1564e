import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import { base64url } from "../random.ts";
import type { World } from "../world.ts";
import { unknownScope } from "./authorize_request.ts";
import { tokenClient } from "./client_auth.ts";
import { type Client, DEPENDENT_GRANT } from "./clients.ts";
import { authError, oauthError } from "./errors.ts";
import { checkForm } from "./oauth_form.ts";
import { parseScopeText, type ScopeNode, ScopeSyntaxError } from "./scopes.ts";
import {
  activeToken,
  addIdToken,
  type Grant,
  issueTokens,
  nestTokens,
  refreshable,
  type TokenDocument,
} from "./tokens.ts";

/** Adds the token endpoint. */
export function addTokenRoutes(router: Router): void {
  router.on("POST /v2/oauth2/token", token);
}

async function token(x: Exchange): Promise<Response> {
  checkForm(x);
  const grantType = x.form.get("grant_type") ?? "";
  const run = GRANTS.get(grantType);
  if (!run) throw oauthError(x, "unsupported_grant_type", "The grant type is not supported");
  const client = tokenClient(x);
  if (!client.document.grant_types.includes(grantType)) {
    throw oauthError(x, "unauthorized_client", "The client may not use this grant");
  }
  const document = await run(x, client);
  const change = x.sandbox.hostile.tokenResponse;
  const body = change ? change(document as unknown as JsonObject) : document;
  return body instanceof Response
    ? body
    : json(body, 200, { "cache-control": "no-store", "pragma": "no-cache" });
}

type GrantRunner = (x: Exchange, client: Client) => Promise<TokenDocument | TokenDocument[]>;

const GRANTS: ReadonlyMap<string, GrantRunner> = new Map<string, GrantRunner>([
  ["authorization_code", exchangeCode],
  ["refresh_token", refresh],
  ["client_credentials", clientCredentials],
  [DEPENDENT_GRANT, dependentTokens],
]);

function need(x: Exchange, name: string): string {
  const value = x.form.get(name);
  if (!value) throw oauthError(x, "invalid_request", `${name} is missing`);
  return value;
}

async function exchangeCode(x: Exchange, client: Client): Promise<TokenDocument> {
  const { world, settings } = x.sandbox;
  const text = need(x, "code");
  const redirectUri = need(x, "redirect_uri");
  const invalid = oauthError(x, "invalid_grant", "The code is not good");
  const code = world.codes.get(text);
  if (!code || code.request.client !== client) throw invalid;
  if (code.used) {
    // RFC 6749 section 4.1.2: somebody else may have the code, so its tokens end.
    code.grant.revoked = true;
    throw invalid;
  }
  if (code.expiresMs <= x.now || code.request.redirectUri !== redirectUri) throw invalid;
  const verifier = x.form.get("code_verifier");
  const { challenge } = code.request;
  if (challenge === undefined ? verifier !== null : await s256(verifier ?? "") !== challenge) {
    throw invalid;
  }
  if (!world.consents.allStand(code.consents)) throw invalid;
  code.used = true;
  const tokens = issueTokens(world, {
    grant: code.grant,
    scopes: code.scopes,
    consents: code.consents,
    refresh: code.request.offline,
    lifeSeconds: settings.accessTokenSeconds,
  });
  if (tokens.length === 0) return noTokens(code.grant);
  const document = nestTokens(tokens);
  await addIdToken(x.sandbox, document, code.grant, x.issuer);
  return document;
}

/** What comes of a grant without scopes, which only hostile modes make. */
function noTokens(grant: Grant): TokenDocument {
  return {
    access_token: "",
    scope: "",
    expires_in: 0,
    token_type: "Bearer",
    resource_server: "",
    state: grant.state,
    other_tokens: [],
  };
}

/** The challenge of a verifier (RFC 7636 section 4.2), or an empty text for a malformed one. */
async function s256(verifier: string): Promise<string> {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

async function refresh(x: Exchange, client: Client): Promise<TokenDocument> {
  const { world, settings } = x.sandbox;
  const text = need(x, "refresh_token");
  const old = world.refreshTokens.get(text);
  const invalid = oauthError(x, "invalid_grant", "The refresh token is not good");
  if (!old || old.client !== client.document.id) throw invalid;
  if (old.replaced) {
    // RFC 9700 section 4.14.2: a replaced token that comes back may be stolen, so all ends.
    old.grant.revoked = true;
    throw invalid;
  }
  if (!refreshable(x.sandbox, old)) throw invalid;
  old.lastUsedMs = x.now;
  const [document] = issueTokens(world, {
    grant: old.grant,
    scopes: old.scopes.map((scope) => ({ scope, revocable: false, dependencies: [] })),
    consents: old.consents,
    refresh: settings.refreshRotation,
    lifeSeconds: settings.accessTokenSeconds,
  });
  if (settings.refreshRotation) old.replaced = true;
  document.refresh_token ??= text;
  // `state` belongs to the answer to an authorization request.
  delete document.state;
  const nested = nestTokens([document]);
  if (settings.idTokenOnRefresh) {
    await addIdToken(x.sandbox, nested, { ...old.grant, nonce: undefined }, x.issuer);
  }
  return nested;
}

/** Reads the form's `scope`, each scope known. */
function formScopes(x: Exchange, text: string): ScopeNode[] {
  let nodes: ScopeNode[];
  try {
    nodes = parseScopeText(text);
  } catch (error) {
    if (!(error instanceof ScopeSyntaxError)) throw error;
    throw oauthError(x, "invalid_scope", "The scope text is malformed");
  }
  const unknown = unknownScope(x.sandbox.world, nodes);
  if (unknown !== undefined) throw oauthError(x, "invalid_scope", "A scope does not exist");
  return nodes;
}

async function clientCredentials(x: Exchange, client: Client): Promise<TokenDocument> {
  const { world, settings, hostile } = x.sandbox;
  let scopes = formScopes(x, need(x, "scope"));
  if (scopes.length === 0) throw oauthError(x, "invalid_scope", "No scope is asked for");
  if (hostile.grantScopes) {
    const names = hostile.grantScopes(scopes.map((node) => node.scope));
    scopes = scopes.filter((node) => names.includes(node.scope));
  }
  const identity = world.clientIdentity(client.document.id);
  const grant: Grant = {
    client: client.document.id,
    identity,
    session: null,
    startedMs: x.now,
    revoked: false,
  };
  const consents = world.consents.grant({
    identity: identity.id,
    client: client.document.id,
    scopes,
    allowsRefresh: false,
    autoApproved: true,
  });
  const tokens = issueTokens(world, {
    grant,
    scopes,
    consents,
    refresh: false,
    lifeSeconds: settings.accessTokenSeconds,
  });
  if (tokens.length === 0) return noTokens(grant);
  const document = nestTokens(tokens);
  // As recorded: also the tokens of a client itself come with an ID token.
  await addIdToken(x.sandbox, document, grant, x.issuer);
  return document;
}

/**
 * Tokens for the scopes that hang on the token of a caller (the grant of Globus for services). The
 * caller's token must be for this very service.
 */
function dependentTokens(x: Exchange, client: Client): Promise<TokenDocument[]> {
  const { world, settings } = x.sandbox;
  const caller = activeToken(world, need(x, "token"));
  if (!caller || !servesAs(client, caller.resourceServer)) {
    throw oauthError(x, "invalid_grant", "The token is not good");
  }
  const wanted = formScopes(x, x.form.get("scope") ?? "");
  const children = caller.consents.flatMap((id) => world.consents.children(id));
  const unapproved = missing(world, caller.scopes, wanted, children.map((c) => c.scope_name));
  if (unapproved.length) {
    throw authError(
      x,
      403,
      "DEPENDENT_CONSENT_REQUIRED",
      "The person has not allowed all that this service needs",
      { unapproved_scopes: unapproved },
    );
  }
  const chosen = wanted.length
    ? children.filter((child) => wanted.some((node) => node.scope === child.scope_name))
    : children;
  const left = Math.floor((caller.expiresMs - x.now) / 1000);
  const documents = issueTokens(world, {
    grant: {
      client: client.document.id,
      identity: caller.grant.identity,
      session: caller.grant.session,
      startedMs: x.now,
      revoked: false,
    },
    scopes: chosen.map(({ scope_name }) => ({
      scope: scope_name,
      revocable: false,
      dependencies: [],
    })),
    consents: chosen.map(({ id }) => id),
    refresh: x.form.get("access_type") === "offline",
    lifeSeconds: Math.min(settings.dependentTokenSeconds, left),
    tokenType: "bearer",
  });
  return Promise.resolve(documents);
}

/** Whether a client is the resource server of this name. */
export function servesAs(client: Client, resourceServer: string): boolean {
  return client.document.id === resourceServer || client.document.fqdns.includes(resourceServer);
}

/** Scopes that the service needs, or asks for, and that hang on no consent. */
function missing(
  world: World,
  scopes: string[],
  wanted: ScopeNode[],
  approved: string[],
): string[] {
  const required = wanted.length
    ? wanted.filter((node) => !node.revocable).map((node) => node.scope)
    : scopes.flatMap((scope) =>
      (world.findScope(scope)?.dependent_scopes ?? [])
        .filter((dependent) => !dependent.optional)
        .map((dependent) => world.scopesById.get(dependent.scope)?.scope_string ?? "")
    );
  return required.filter((scope) => !approved.includes(scope));
}
