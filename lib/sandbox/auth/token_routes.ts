import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { base64url } from "../random.ts";
import type { World } from "../world.ts";
import type { AuthorizationCode } from "./authorizations.ts";
import { unknownScope } from "./authorize_request.ts";
import { tokenClient } from "./client_auth.ts";
import { type Client, DEPENDENT_GRANT } from "./clients.ts";
import type { ConsentRecord } from "./consents.ts";
import { authError, oauthError } from "./errors.ts";
import { addIdToken } from "./id_token.ts";
import { activeToken, issueTokens, nestTokens, refreshable } from "./issued_tokens.ts";
import { checkForm } from "./oauth_form.ts";
import {
  mergeScopes,
  parseScopeText,
  type ScopeNode,
  ScopeSyntaxError,
  scopeText,
} from "./scopes.ts";
import type { Grant, TokenResponseBody } from "./tokens.ts";

/** Adds the token endpoint. */
export function addTokenRoutes(router: Router): void {
  router.on("POST /v2/oauth2/token", token);
}

async function token(context: Context): Promise<Response> {
  checkForm(context);
  const grantType = context.form.get("grant_type") ?? "";
  const run = GRANTS.get(grantType);
  if (!run) throw oauthError(context, "unsupported_grant_type", "The grant type is not supported");
  const client = tokenClient(context);
  if (!client.document.grant_types.includes(grantType)) {
    throw oauthError(context, "unauthorized_client", "The client may not use this grant");
  }
  const document = await run(context, client);
  const change = context.hostile.tokenResponse;
  const body = change ? change(document as unknown as JsonDocument) : document;
  return body instanceof Response
    ? body
    : json(body, 200, { "cache-control": "no-store", "pragma": "no-cache" });
}

type GrantRunner = (
  context: Context,
  client: Client,
) => Promise<TokenResponseBody | TokenResponseBody[]>;

const GRANTS: ReadonlyMap<string, GrantRunner> = new Map<string, GrantRunner>([
  ["authorization_code", exchangeCode],
  ["refresh_token", refresh],
  ["client_credentials", clientCredentials],
  [DEPENDENT_GRANT, dependentTokens],
]);

function need(context: Context, name: string): string {
  const value = context.form.get(name);
  if (!value) throw oauthError(context, "invalid_request", `${name} is missing`);
  return value;
}

async function exchangeCode(context: Context, client: Client): Promise<TokenResponseBody> {
  const { world, settings } = context;
  const text = need(context, "code");
  const redirectUri = need(context, "redirect_uri");
  const invalid = oauthError(context, "invalid_grant", "The code is not good");
  const code = world.codes.get(text);
  if (!code || code.request.client !== client) throw invalid;
  if (code.used) {
    // RFC 6749 section 4.1.2: the code may have been stolen, so its tokens end.
    code.grant.revoked = true;
    throw invalid;
  }
  if (code.expiresMs <= context.now || code.request.redirectUri !== redirectUri) throw invalid;
  const verifier = context.form.get("code_verifier");
  const { challenge } = code.request;
  if (challenge === undefined ? verifier !== null : await s256(verifier ?? "") !== challenge) {
    throw invalid;
  }
  if (!world.consents.allStand(code.consents)) throw invalid;
  code.used = true;
  const { scopes, consents } = context.query.get("include_consented_scopes") === "true"
    ? withConsented(world, code)
    : code;
  const tokens = issueTokens(world, {
    grant: code.grant,
    scopes,
    consents,
    refresh: code.request.offline,
    lifeSeconds: settings.accessTokenSeconds,
  });
  if (tokens.length === 0) return noTokens(code.grant);
  const document = nestTokens(tokens);
  await addIdToken(context, document, code.grant, context);
  return document;
}

/** Scopes of a code, and all others that the person has allowed the client before. */
function withConsented(
  world: World,
  { grant, scopes, consents }: AuthorizationCode,
): Pick<AuthorizationCode, "scopes" | "consents"> {
  const before = world.consents.of(grant.identity.id).filter((consent) =>
    consent.client === grant.client && consent.dependency_path.length === 1 &&
    !consents.includes(consent.id)
  );
  return {
    scopes: [
      ...scopes,
      ...before.map(({ scope_name }) => ({
        scope: scope_name,
        revocable: false,
        dependencies: [],
      })),
    ],
    consents: [...consents, ...before.map(({ id }) => id)],
  };
}

/** The response to a grant without scopes, which only hostile modes make. */
function noTokens(grant: Grant): TokenResponseBody {
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

async function refresh(context: Context, client: Client): Promise<TokenResponseBody> {
  const { world, settings } = context;
  const text = need(context, "refresh_token");
  const old = world.refreshTokens.get(text);
  const invalid = oauthError(context, "invalid_grant", "The refresh token is not good");
  if (!old || old.client !== client.document.id) throw invalid;
  if (old.replaced) {
    // RFC 9700 section 4.14.2: a replaced token that comes back may be stolen, so all ends.
    old.grant.revoked = true;
    throw invalid;
  }
  if (!refreshable(context, old)) throw invalid;
  old.lastUsedMs = context.now;
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
    await addIdToken(context, nested, { ...old.grant, nonce: undefined }, context);
  }
  return nested;
}

/** Reads the form's `scope`, each scope known. */
function formScopes(context: Context, text: string): ScopeNode[] {
  let nodes: ScopeNode[];
  try {
    nodes = mergeScopes(parseScopeText(text));
  } catch (error) {
    if (!(error instanceof ScopeSyntaxError)) throw error;
    throw oauthError(context, "invalid_scope", "The scope text is malformed");
  }
  const unknown = unknownScope(context.world, nodes);
  if (unknown !== undefined) throw oauthError(context, "invalid_scope", "A scope does not exist");
  return nodes;
}

async function clientCredentials(context: Context, client: Client): Promise<TokenResponseBody> {
  const { world, settings, hostile } = context;
  let scopes = formScopes(context, need(context, "scope"));
  if (scopes.length === 0) throw oauthError(context, "invalid_scope", "No scope is asked for");
  if (hostile.grantScopes) {
    const names = hostile.grantScopes(scopes.map((node) => node.scope));
    scopes = scopes.filter((node) => names.includes(node.scope));
  }
  const identity = world.clientIdentity(client.document.id);
  const grant: Grant = {
    client: client.document.id,
    identity,
    session: null,
    startedMs: context.now,
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
  await addIdToken(context, document, grant, context);
  return document;
}

/**
 * Tokens for the scopes that hang on the token of a caller (the grant of Globus for services). The
 * caller's token must be for this very service.
 */
function dependentTokens(context: Context, client: Client): Promise<TokenResponseBody[]> {
  const { world, settings } = context;
  const caller = activeToken(world, need(context, "token"));
  if (!caller || !servesAs(client, caller.resourceServer)) {
    throw oauthError(context, "invalid_grant", "The token is not good");
  }
  const wanted = formScopes(context, context.form.get("scope") ?? "");
  const children = caller.consents.flatMap((id) => world.consents.children(id));
  const unapproved = wanted.length
    ? unapprovedOf(world, wanted, children)
    : unapprovedNeeds(world, caller.scopes, children);
  if (unapproved.length) {
    throw authError(context, 403, "DEPENDENT_CONSENT_REQUIRED", {
      detail: "The person has not allowed all that this service needs",
      unapproved_scopes: unapproved,
    });
  }
  const chosen = wanted.length
    ? children.filter((child) => wanted.some((node) => node.scope === child.scope_name))
    : children;
  const left = Math.floor((caller.expiresMs - context.now) / 1000);
  const documents = issueTokens(world, {
    grant: {
      client: client.document.id,
      identity: caller.grant.identity,
      session: caller.grant.session,
      startedMs: context.now,
      revoked: false,
    },
    scopes: chosen.map(({ scope_name }) => ({
      scope: scope_name,
      revocable: false,
      dependencies: [],
    })),
    consents: chosen.map(({ id }) => id),
    refresh: context.form.get("access_type") === "offline",
    lifeSeconds: Math.min(settings.dependentTokenSeconds, left),
    tokenType: "bearer",
  });
  return Promise.resolve(documents);
}

/** Whether a client is the resource server of this name. */
export function servesAs(client: Client, resourceServer: string): boolean {
  return client.document.id === resourceServer || client.document.fqdns.includes(resourceServer);
}

/** Scopes asked for, those in brackets too, that hang on none of the consents. */
function unapprovedOf(
  world: World,
  wanted: readonly ScopeNode[],
  consents: readonly ConsentRecord[],
): string[] {
  return wanted.filter((node) => !node.revocable).flatMap((node) => {
    const consent = consents.find(({ scope_name }) => scope_name === node.scope);
    if (consent === undefined) return [scopeText(node)];
    const inner = unapprovedOf(world, node.dependencies, world.consents.children(consent.id));
    return inner.map((text) => `${node.scope}[${text}]`);
  });
}

/** Scopes that the service needs by itself and that hang on none of the consents. */
function unapprovedNeeds(
  world: World,
  scopes: readonly string[],
  consents: readonly ConsentRecord[],
): string[] {
  const needed = scopes.flatMap((scope) => world.findScope(scope)?.dependent_scopes ?? [])
    .filter(({ optional }) => !optional)
    .map(({ scope }) => world.scopesById.get(scope)?.scope_string ?? "");
  return needed.filter((scope) => !consents.some(({ scope_name }) => scope_name === scope));
}
