import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import type { World } from "../world.ts";
import { redirectBack } from "./authorization_code.ts";
import type { AuthorizationRequest } from "./authorizations.ts";
import type { Client } from "./clients.ts";
import { errorPage } from "./page.ts";
import { mergeScopes, parseScopeText, type ScopeNode, ScopeSyntaxError } from "./scopes.ts";
import type { SessionRequirements } from "./sessions.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Path of the page that shows a code to copy. */
export const CODE_PAGE = "/v2/web/auth-code";

/**
 * Whether a redirect URI is this server's own page for codes. On a port, both of the server's
 * addresses lead to it, whichever the caller uses: see {@linkcode Context.bases}.
 */
function isCodePage(context: Context, uri: string): boolean {
  return context.bases("auth").some((base) => uri === base + CODE_PAGE);
}

/**
 * Whether a client may use a redirect URI.
 *
 * Native clients and their instances: the page for codes, any port and path of a loopback host
 * (assumed: `localhost` too, and any path), or what they registered. All others: exactly what they
 * registered.
 */
export function mayRedirect(context: Context, client: Client, uri: string): boolean {
  if (client.document.redirect_uris.includes(uri)) return true;
  if (!isNative(client) && !isInstance(context, client)) return false;
  if (isCodePage(context, uri)) return true;
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  return url !== undefined && isLoopback(url) && !url.username && !url.password &&
    !uri.includes("#");
}

function isNative({ document }: Client): boolean {
  return document.client_type === "public_installed_client";
}

/** Whether a native client registered this one for one installation of itself. */
function isInstance({ world }: Context, { document }: Client): boolean {
  const parent = world.clients.get(document.parent_client ?? "");
  return parent !== undefined && isNative(parent);
}

/** Whether an address is http on a loopback host. */
export function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
}

/**
 * Checks an authorization request.
 *
 * @returns The request, all checked.
 * @throws {Refusal} A page where client or redirect URI is wrong, else a redirect with `error`.
 */
export function readAuthorizationRequest(context: Context): AuthorizationRequest {
  const { query } = context;
  const { world, settings } = context;
  const client = world.clients.get(query.get("client_id") ?? "");
  if (!client || query.getAll("client_id").length > 1) {
    throw new Refusal(errorPage("invalid_client", "No application has this client id."));
  }
  const redirectUri = query.get("redirect_uri") ?? "";
  if (query.getAll("redirect_uri").length > 1 || !mayRedirect(context, client, redirectUri)) {
    const shown = redirectUri.replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, 200) || "none";
    const description = `The application is not registered for this redirect URI: ${shown}`;
    throw new Refusal(errorPage("mismatching_redirect_uri", description));
  }
  const fail = (error: string, description: string): Refusal => {
    const params = new URLSearchParams({ error, error_description: description });
    return new Refusal(redirectBack(context, redirectUri, query.get("state") ?? undefined, params));
  };
  for (const [name, value] of query) {
    // Globus refuses empty values. That it shows a page instead of redirecting is assumed.
    if (value === "") throw new Refusal(errorPage("invalid_request", `${name} is empty.`));
    if (query.getAll(name).length > 1) throw fail("invalid_request", `${name} is given twice`);
  }
  const { grant_types, client_type } = client.document;
  if (!grant_types.includes("authorization_code")) {
    throw fail("unauthorized_client", "The application may not use this grant");
  }
  if (query.get("response_type") !== "code") {
    throw fail("unsupported_response_type", "Only the response type code is supported");
  }
  const access = query.get("access_type") ?? "online";
  if (access !== "online" && access !== "offline") {
    throw fail("invalid_request", "access_type is neither online nor offline");
  }
  const prompt = query.get("prompt");
  if (prompt !== null && prompt !== "login") {
    throw fail("invalid_request", "prompt can only be login");
  }
  const challenge = query.get("code_challenge") ?? undefined;
  const needsPkce = settings.pkceForAll || client.document.public_client;
  if (needsPkce && challenge === undefined) {
    throw fail("invalid_request", "code_challenge is required");
  }
  if (challenge !== undefined) {
    if (query.get("code_challenge_method") !== "S256") {
      throw fail("invalid_request", "code_challenge_method must be S256");
    }
    if (!/^[\w-]{43}$/.test(challenge)) {
      throw fail("invalid_request", "code_challenge is malformed");
    }
  }
  const { scopes, offline } = readScopes(world, query.get("scope") ?? "", fail);
  if (client_type === "resource_server") throw fail("unauthorized_client", "No login for services");
  return {
    client,
    redirectUri,
    scopes,
    state: query.get("state") ?? undefined,
    nonce: query.get("nonce") ?? undefined,
    challenge,
    offline: offline || access === "offline",
    promptLogin: prompt === "login",
    requirements: readRequirements(context, fail),
    message: query.get("session_message") ?? "",
    namedGrant: query.get("prefill_named_grant") ?? "",
  };
}

type Fail = (error: string, description: string) => Refusal;

function readScopes(
  world: World,
  text: string,
  fail: Fail,
): { scopes: ScopeNode[]; offline: boolean } {
  let nodes: ScopeNode[];
  try {
    nodes = mergeScopes(parseScopeText(text));
  } catch (error) {
    if (!(error instanceof ScopeSyntaxError)) throw error;
    throw fail("invalid_scope", `The scope text is malformed: ${error.message}`);
  }
  const scopes = nodes.filter((node) => node.scope !== "offline_access");
  if (scopes.length === 0) throw fail("invalid_scope", "No scope is asked for");
  const unknown = unknownScope(world, scopes);
  if (unknown !== undefined) throw fail("invalid_scope", `Unknown scope: ${unknown}`);
  return { scopes, offline: scopes.length < nodes.length };
}

/** The first scope in the trees that does not exist. */
export function unknownScope(world: World, nodes: ScopeNode[]): string | undefined {
  for (const node of nodes) {
    if (!world.findScope(node.scope)) return node.scope;
    const deeper = unknownScope(world, node.dependencies);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function readRequirements(context: Context, fail: Fail): SessionRequirements {
  const { query } = context;
  const list = (name: string) =>
    (query.get(name) ?? "").split(",").map((item) => item.trim()).filter(Boolean);
  const mfaText = (query.get("session_required_mfa") ?? "false").toLowerCase();
  if (mfaText !== "true" && mfaText !== "false") {
    throw fail("invalid_request", "session_required_mfa is neither true nor false");
  }
  const requirements = {
    identities: list("session_required_identities"),
    domains: list("session_required_single_domain"),
    policies: list("session_required_policies"),
    mfa: mfaText === "true",
  };
  if (requirements.mfa && !requirements.identities.length && !requirements.domains.length) {
    throw fail("invalid_request", "session_required_mfa needs an identity or a domain beside it");
  }
  const badPolicy = requirements.policies.find((id) =>
    !UUID.test(id) || !context.world.policies.has(id)
  );
  if (badPolicy !== undefined) throw fail("invalid_request", "A policy asked for does not exist");
  return requirements;
}
