/**
 * Computes the URL of a login a second time, from the arguments of the flow and the call. Both runners
 * compare ours with it, and Python's where the two agree.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Json } from "./harness.ts";
import {
  hasWrongCharacter,
  NO_LISTS_OF_LISTS,
  SCOPE_CHARACTERS,
  scopeForest,
} from "./scope_trees.ts";

/** Arguments of the flow and of the call for its URL, under Python's names. */
export interface LoginInput {
  readonly isConfidential: boolean;
  readonly clientId: string;
  /** Address of Globus Auth. */
  readonly baseUrl: string;
  readonly flow: Record<string, Json>;
  /** Parameters of the URL; undefined where only the flow is started. */
  readonly authorize?: Record<string, Json>;
}

/** The outcome: pairs of the query, or undefined for a usage error; and which rules count. */
export interface PlayedLogin {
  readonly query: [name: string, value: Json][] | undefined;
  readonly reasons: ReadonlySet<string>;
}

/** Stands for a random string. */
export const RANDOM: Json = { $match: "random" };
const RANDOM_CHALLENGE: Json = { $match: "base64url43" };

/** Parameters that secure a login, or can contain all of them. */
const SECURING = new Set([
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "request",
  "request_uri",
]);
const JOINED = new Set([
  "session_required_identities",
  "session_required_single_domain",
  "session_required_policies",
]);
const EMPTY_SAYS_NOTHING = new Set([...JOINED, "session_message", "prompt"]);

/** Scopes of a login without any: those of version 2 of the Python SDK. */
const DEFAULT_SCOPES = "openid profile email urn:globus:auth:scope:transfer.api.globus.org:all";

/** Whether an address is https, or http on this machine, without fragment or credentials. */
export function isRedirectUri(text: Json): boolean {
  if (typeof text !== "string" || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) {
    return false;
  }
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u0020\u007f\\#]|^\w+:..[^/?]*@/.test(text)) return false;
  // As written: other spellings of these hosts are not taken.
  const isLoopback = /^http:\/\/(localhost|\[::1\]|127(\.\d{1,3}){3})(:\d*)?([/?]|$)/i.test(text);
  return /^https:/i.test(text) || isLoopback;
}

/** Scopes as text: a text unchanged, a list joined by spaces. */
function scopeText(scopes: Json): string {
  if (typeof scopes === "string") return scopes;
  if (Array.isArray(scopes)) return scopes.map(scopeText).join(" ");
  return scopes?.$scope ?? "";
}

/** Requirements in the URL: lists joined, empty ones left out. */
function said(params: Record<string, Json>): Record<string, Json> {
  const written = Object.entries(params).map(([name, value]) =>
    [name, JOINED.has(name) && Array.isArray(value) ? value.join(",") : value] as const
  );
  return Object.fromEntries(
    written.filter(([name, value]) => value !== "" || !EMPTY_SAYS_NOTHING.has(name)),
  );
}

/** Computes the URL of a login. */
export function playLogin(input: LoginInput): PlayedLogin {
  const { flow, authorize = {} } = input;
  const reasons = new Set<string>();
  const refuse = (reason?: string): PlayedLogin => {
    if (reason) reasons.add(reason);
    return { query: undefined, reasons };
  };
  if (!("requested_scopes" in flow)) reasons.add("a login that names no scopes asks for the usual");
  const { requested_scopes: scopes = DEFAULT_SCOPES, verifier, state, refresh_tokens } = flow;
  if (Array.isArray(scopes) && scopes.some(Array.isArray)) return refuse(NO_LISTS_OF_LISTS);
  const scope = scopeText(scopes);
  if (scope === "") return refuse();
  if (hasWrongCharacter(scope)) return refuse(SCOPE_CHARACTERS);
  const page = `${input.baseUrl.replace(/\/$/, "")}/v2/web/auth-code`;
  const redirectUri = flow.redirect_uri ?? (input.isConfidential ? undefined : page);
  if (!isRedirectUri(redirectUri)) {
    return refuse("a redirect URI is https, or http on this machine, without fragment");
  }
  if (verifier != null && !/^[\w.~-]{43,128}$/.test(verifier)) return refuse();
  const { query_params: extras, ...named } = authorize;
  const own: Record<string, Json> = {
    client_id: input.clientId,
    redirect_uri: redirectUri,
    scope,
    state: state ?? RANDOM,
    response_type: "code",
    access_type: refresh_tokens ? "offline" : "online",
    code_challenge: verifier == null
      ? RANDOM_CHALLENGE
      : createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    prefill_named_grant: flow.prefill_named_grant,
  };
  if (state == null) reasons.add("`state` is random by default");
  if (input.isConfidential) reasons.add("PKCE on every code flow, also with a client secret");
  if ("openid" in scopeForest([scope])) {
    own.nonce = RANDOM;
    reasons.add("where `openid` is asked for, a nonce ties the ID token to the login");
  }
  const isTaken = (name: string) =>
    SECURING.has(name) || own[name] !== undefined && own[name] !== null;
  if (Object.keys({ ...named, ...extras }).some(isTaken)) {
    return refuse("further parameters never override those that the login sets: it is refused");
  }
  const furtherValues = Object.values({ ...named, ...extras }).flat();
  if (furtherValues.some((value) => typeof value === "object" && value !== null)) {
    return refuse("an object has no form in a query: it is refused");
  }
  const query: [string, Json][] = [];
  for (const [name, value] of Object.entries({ ...own, ...said(named), ...said(extras ?? {}) })) {
    if (value === null || value === undefined) continue;
    for (const one of [value].flat()) {
      if (one !== null) query.push([name, typeof one === "object" ? one : String(one)]);
    }
  }
  const written = JSON.stringify([named, extras]);
  if (/null|true|false|\[|""/.test(written)) {
    reasons.add(
      "in the URL of a login null and empty requirements are left out, a boolean is `true` or" +
        " `false`, and a list of further values repeats its name",
    );
  }
  return { query, reasons };
}
