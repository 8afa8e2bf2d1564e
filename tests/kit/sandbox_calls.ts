import { fixedClock } from "../../lib/sandbox/clock.ts";
import type { LoginOptions } from "../../lib/sandbox/person/tokens.ts";
import { base64url } from "../../lib/sandbox/random.ts";
import { Sandbox, type SandboxOptions } from "../../lib/sandbox/sandbox.ts";

export const AUTH = "https://auth.globus.org";
export const TRANSFER = "https://transfer.api.globus.org/v0.10";
export const CODE_PAGE = `${AUTH}/v2/web/auth-code`;
export const TRANSFER_ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";
export const VERIFIER = "Verifier-0123456789_abcdefghijklmnopqrstuvwxyz.~";

/** A sandbox whose clock stands still, so that no test depends on the hour. */
export function stillSandbox(options: SandboxOptions = {}): Sandbox {
  return new Sandbox({ clock: fixedClock(), ...options });
}

export async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

/** The authorize address of the tutorial client; `null` leaves a parameter out. */
export async function authorizeUrl(
  sandbox: Sandbox,
  changes: Record<string, string | null> = {},
): Promise<string> {
  const params = new URLSearchParams({
    client_id: sandbox.world.tutorialClientId,
    redirect_uri: CODE_PAGE,
    scope: `openid profile email ${TRANSFER_ALL}`,
    state: "st",
    response_type: "code",
    code_challenge: await s256(VERIFIER),
    code_challenge_method: "S256",
    access_type: "online",
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  return `${AUTH}/v2/oauth2/authorize?${params}`;
}

/** Posts to the token endpoint as the tutorial client; `null` leaves a field out. */
export function postToken(
  sandbox: Sandbox,
  fields: Record<string, string | null>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const form = new URLSearchParams({ client_id: sandbox.world.tutorialClientId });
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) form.delete(name);
    else form.set(name, value);
  }
  return sandbox.fetch(`${AUTH}/v2/oauth2/token`, { method: "POST", body: form, headers });
}

/** Exchanges a code of the tutorial client. */
export function exchange(
  sandbox: Sandbox,
  code: string,
  changes: Record<string, string | null> = {},
): Promise<Response> {
  return postToken(sandbox, {
    grant_type: "authorization_code",
    code,
    code_verifier: VERIFIER,
    redirect_uri: CODE_PAGE,
    ...changes,
  });
}

/** The header of a client that logs in, with its secret unencoded. */
export function basic(id: string, secret: string): string {
  const bytes = new TextEncoder().encode(`${id}:${secret}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** An answer of Transfer, as tests read it. */
export interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any -- documents of the service, of which tests pick parts
  body: any;
}

/** Calls Transfer with the token of one user. */
export type Call = (path: string, init?: { method?: string; body?: unknown }) => Promise<Answer>;

/** A caller of Transfer who is logged in. */
export async function transferCaller(
  sandbox: Sandbox,
  username?: string,
  scopes: string = TRANSFER_ALL,
): Promise<Call> {
  const tokens = await sandbox.login({ username, scopes });
  return async (path, init = {}) => {
    const url = path.startsWith("/v2/") ? new URL(path, TRANSFER).href : TRANSFER + path;
    const response = await sandbox.fetch(url, {
      method: init.method ?? (init.body === undefined ? "GET" : "POST"),
      body: init.body === undefined ? undefined : JSON.stringify(init.body),
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        "content-type": "application/json",
      },
    });
    return { status: response.status, body: await response.json() };
  };
}

/** Calls an API by method, path and, where one is sent, JSON body. */
export type Api = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** An API of the sandbox; `base` comes before each path, `authorization` may be empty. */
export function apiAt(sandbox: Sandbox, base: string, authorization: string): Api {
  return async (method, path, body) => {
    const response = await sandbox.fetch(base + path, {
      method,
      headers: { ...(authorization ? { authorization } : {}), "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** An API of the sandbox, for a person who is logged in. */
export async function apiAs(sandbox: Sandbox, base: string, login: LoginOptions): Promise<Api> {
  const { access_token } = await sandbox.login(login);
  return apiAt(sandbox, base, `Bearer ${access_token}`);
}

/** The API of Auth, for a person who is logged in. */
export function authApi(sandbox: Sandbox, scopes: string, username?: string): Promise<Api> {
  return apiAs(sandbox, `${AUTH}/v2/api`, { scopes, username });
}

/** The API of Auth, for Noor, who administers a project. */
export function projectAdmin(sandbox: Sandbox): Promise<Api> {
  const scopes = "openid urn:globus:auth:scope:auth.globus.org:manage_projects";
  return authApi(sandbox, scopes, "noor@meridian.example");
}

/** Posts a form to an endpoint below the token endpoint: `introspect` or `revoke`. */
export function postTokenForm(
  sandbox: Sandbox,
  path: string,
  fields: Record<string, string>,
  authorization?: string,
): Promise<Response> {
  return sandbox.fetch(`${AUTH}/v2/oauth2/token/${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: authorization ? { authorization } : {},
  });
}

/** The header of the confidential demonstration client. */
export function portalBasic({ world }: Sandbox): string {
  return basic(world.demoClient.id, world.demoClient.secret);
}

/** The claims of a JWT, unchecked. */
export function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(atob(jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
}
