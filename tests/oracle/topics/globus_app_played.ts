/**
 * Apps, worked out a second time by our rules: what they store, ask for, send and answer.
 *
 * @module
 */

import { requirementKey } from "../../../lib/gare/guard.ts";
import { limitRequirements } from "../../../lib/gare/limit.ts";
import { mergeGares } from "../../../lib/gare/merge.ts";
import { toGares } from "../../../lib/gare/normalize.ts";
import { type Scope, scopeList, ScopeParser } from "../../../lib/scopes/scope.ts";
import { type Json, NotYetThere } from "../harness.ts";
import { TRANSIENT } from "../retries.ts";
import { byResourceServer, isUsable, UNUSABLE_TOKENS } from "../tokens.ts";
import { apiError } from "./gare.ts";
import {
  EXPIRED,
  identityOf,
  isReadable,
  MALFORMED_IS_MISSING,
  MISSING,
  OF_THE_STORED,
  outcome,
  PlayedChecks,
} from "./token_storage_played.ts";

const CLIENT_ID = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";
const TRANSFER = "transfer.api.globus.org";
const AUTH = "auth.globus.org";

const USAGE_ERROR = { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };
/** What the vectors call a token response that cannot be used, or a service without scopes. */
const VALUE_ERROR = { raises: "ValueError", is_a: [] };

/** The errors that a login helps against; of those, what says that a token has ended. */
const HELPED = /^(Missing(Token|Identity)|ExpiredToken|UnmetScopeRequirements)Error$/;
const ENDED = /^(MissingToken|ExpiredToken)Error$/;

/** Scopes in an order of their own at every level. */
export function canonical(scopes: readonly string[]): string[] {
  const print = (scope: Scope): string => {
    const inner = scope.dependencies.map(print).sort().join(" ");
    return `${scope.optional ? "*" : ""}${scope.scopeString}${inner && `[${inner}]`}`;
  };
  return ScopeParser.parse(scopes.join(" ")).map(print).sort();
}

/** A token that an app holds for one service, of the app's generation. */
interface Held {
  readonly generation: number;
  readonly isRenewed: boolean;
  token: string | undefined;
  expiresAt: number;
  earlyAt: number;
  tightAt: number;
}

/** Plays an app with the settings of a vector. */
export class PlayedApp {
  /** The rules that counted on the way. */
  readonly reasons: Set<string> = new Set();
  readonly asked: Json[] = [];
  readonly #input: Json;
  readonly #isClient: boolean;
  readonly #refreshes: boolean;
  readonly #storage: PlayedChecks;
  readonly #required = new Map<string, readonly Scope[]>();
  readonly #held = new Map<string, Held>();
  readonly #requests: Json[] = [];
  #generation = 0;
  #renewals = 0;
  #now: number;

  constructor(input: Json) {
    this.#input = input;
    this.#isClient = input.app === "ClientApp";
    this.#refreshes = input.config?.request_refresh_tokens ?? false;
    this.#now = input.now;
    const stored: Json[] = input.stored ?? [];
    if (!stored.every(isReadable)) this.reasons.add(MALFORMED_IS_MISSING);
    if (this.#isClient && stored.some(({ identity_id }) => identity_id)) {
      this.reasons.add(
        "a ClientApp takes tokens of its client alone, so the stored ones carry no identity",
      );
    }
    const documents = stored.map((one) => [
      one.resource_server,
      this.#isClient ? { ...one, identity_id: null } : one,
    ]);
    const app = this as PlayedApp;
    const before = this.#refreshes ? "has_refresh" : "not_expired";
    this.#storage = new PlayedChecks({
      validators: this.#isClient ? ["scopes"] : [before, "scopes", "unchanging"],
      consents: input.consents ?? [],
      get scope_requirements() {
        return app.requirements;
      },
      get now() {
        return app.#now;
      },
      // With the token that is there, whatever it is good for.
      authorize: () => void this.#current(AUTH, this.#hold(this.#storage.readable[AUTH])),
    }, Object.fromEntries(documents));
    this.#require({ [AUTH]: "openid" });
    this.#require(input.scope_requirements ?? {});
  }

  get requirements(): Json {
    return Object.fromEntries(
      Array.from(this.#required, ([server, scopes]) => [server, canonical(scopes.map(String))]),
    );
  }

  #require(scopes: Json): void {
    for (const [server, added] of Object.entries<Json>(scopes)) {
      const before = this.#required.get(server) ?? [];
      const merged = ScopeParser.mergeScopes(before, scopeList(added));
      if (`${merged}` !== `${before}`) this.#held.delete(server);
      this.#required.set(server, merged);
    }
  }

  /** The whole outcome, in the form of the vectors. */
  play(): Json {
    const steps = this.#input.calls.map((call: Json) => ({
      ...outcome(() => this.#perform(call)),
      logins_so_far: this.#isClient ? null : this.asked.length,
    }));
    return {
      steps,
      ...this.#isClient ? {} : { logins_asked: this.asked },
      auth_requests: this.#requests,
      consent_requests: this.#storage.fetched.length,
      stored_after: Object.fromEntries(
        Object.entries(this.#storage.readable).map(([server, one]) => [server, {
          access_token: one.access_token,
          refresh_token: one.refresh_token ?? null,
          identity_id: one.identity_id ?? null,
        }]),
      ),
    };
  }

  #perform([name, argument]: Json): Json {
    switch (name) {
      case "login": {
        const { auth_params: asked, force = asked != null } = argument ?? {};
        if (force || this.#lacksTokens()) this.#logIn(asked ?? {});
        return { returns: null };
      }
      case "logout":
        this.#logOut(argument?.sweep ?? false);
        return { returns: null };
      case "login_required":
        return { returns: !this.#isClient && this.#lacksTokens() };
      case "requirements":
        return { returns: this.requirements };
      case "add_scopes":
        this.#require(argument);
        return { returns: null };
      case "header":
        return { header: `Bearer ${this.#token(argument)}` };
      case "401":
        this.#token(argument);
        return { handled: this.#refused(argument) };
      case "wait":
        this.#now += argument;
        return {};
    }
    throw new NotYetThere(`the call ${name} of an app`);
  }

  #lacksTokens(): boolean {
    for (const server of this.#required.keys()) {
      const fault = outcome(() => void this.#storage.get(server));
      if (!fault) continue;
      if (HELPED.test(fault.raises)) return true;
      throw fault;
    }
    return false;
  }

  /** Asks for a login, and keeps what it gives, or ends it. */
  #logIn(parameters: Json): void {
    const { required_scopes: more, ...rest } = parameters;
    const all = [...this.#required.values()].flat();
    const scopes = canonical(
      ScopeParser.mergeScopes(all, ScopeParser.parse((more ?? []).join(" "))).map(String),
    );
    let document: Json;
    if (this.#isClient) {
      if (Object.keys(rest).some((name) => name !== "session_message")) throw USAGE_ERROR;
      document = this.#grant({ grant_type: "client_credentials", scope: scopes });
    } else {
      identityOf(this.#storage.readable);
      this.asked.push({ ...rest, required_scopes: scopes });
      const { logins_give: gives } = this.#input;
      document = gives[this.asked.length - 1] ?? gives.at(-1);
    }
    const identity = !this.#isClient && document?.id_token || null;
    const tokens = this.#documents(document, identity);
    try {
      this.#storage.set(tokens);
    } catch (fault) {
      this.reasons.add("tokens of a login that cannot be kept are revoked");
      this.#revoke(Object.values(tokens));
      throw fault;
    }
    this.#generation++;
  }

  /** The tokens of a response as they are stored. */
  #documents(response: Json, identity: string | null): Record<string, Json> {
    if (!isUsable(response)) {
      this.reasons.add(UNUSABLE_TOKENS);
      throw VALUE_ERROR;
    }
    const all = Object.entries(byResourceServer(response, this.#now));
    return Object.fromEntries(
      all.map(([server, token]) => [server, { ...token, identity_id: identity }]),
    );
  }

  #grant(form: Json): Json {
    this.#requests.push({ path: "/v2/oauth2/token", ...form });
    return this.#input.token_endpoint_gives?.[this.#renewals++];
  }

  #revoke(tokens: Json[]): void {
    const refresh = tokens.flatMap(({ refresh_token: token }) => token ?? []);
    for (const token of [...refresh, ...tokens.map(({ access_token }) => access_token)]) {
      const client = this.#isClient ? {} : { client_id: CLIENT_ID };
      this.#requests.push({ path: "/v2/oauth2/token/revoke", token, ...client });
    }
  }

  #logOut(sweep: boolean): void {
    this.reasons.add("a logout ends the tokens of the app's services, refresh tokens first");
    const own = Object.entries(this.#storage.readable).filter(([server]) =>
      sweep || this.#required.has(server)
    );
    this.#revoke(own.map(([, one]) => one));
    for (const server of sweep ? Object.keys(this.#storage.readable) : this.#required.keys()) {
      this.#storage.delete(server);
    }
    this.#generation++;
  }

  /** The token for a service; a login gets it where that helps. */
  #token(server: string): string {
    for (let hasLoggedIn = false;; hasLoggedIn = true) {
      let isOpen = false;
      try {
        const held = this.#open(server);
        isOpen = true;
        return this.#current(server, held);
      } catch (fault) {
        if (fault instanceof Error || !HELPED.test((fault as Json).raises)) throw fault;
        if (isOpen && !ENDED.test((fault as Json).raises)) throw fault;
        this.#held.delete(server);
        if (hasLoggedIn || this.#input.config?.token_validation_error_handler === null) throw fault;
        if (fault === MISSING && !this.#required.get(server)?.length) throw VALUE_ERROR;
        this.#logIn({});
      }
    }
  }

  #open(server: string): Held {
    const old = this.#held.get(server);
    if (old && old.generation === this.#generation) return old;
    return this.#read(server);
  }

  #read(server: string): Held {
    if (this.#isClient && !this.#required.get(server)?.length) throw VALUE_ERROR;
    let stored: Json;
    try {
      stored = this.#storage.get(server);
    } catch (fault) {
      if (!this.#isClient || fault !== MISSING) throw fault;
    }
    const held = this.#hold(stored);
    this.#held.set(server, held);
    return held;
  }

  #hold(stored: Json): Held {
    if (!stored && !this.#isClient) throw MISSING;
    const isRenewed = this.#isClient || this.#refreshes && (stored.refresh_token ?? null) !== null;
    const end = stored?.expires_at_seconds ?? 0;
    return {
      generation: this.#generation,
      isRenewed,
      token: stored?.access_token,
      expiresAt: end,
      earlyAt: end - 300,
      tightAt: end - 60,
    };
  }

  /** The token in use, renewed where it ends. */
  #current(server: string, held: Held): string {
    const { token } = held;
    if (!held.isRenewed) {
      if (held.expiresAt < this.#now) throw EXPIRED;
      return token!;
    }
    if (token !== undefined && this.#now < held.earlyAt) return token;
    const isGood = token !== undefined && this.#now < held.expiresAt;
    const inBackground = isGood && this.#now <= held.tightAt;
    try {
      this.#renew(server, held);
      if (!inBackground) return held.token!;
    } catch (fault) {
      if (!isGood) throw fault;
    }
    this.reasons.add("a token is renewed before its end, and serves until then if that fails");
    return token!;
  }

  #renew(server: string, held: Held): void {
    held.earlyAt = Math.min(held.tightAt, this.#now + 30);
    const stored = this.#storage.readable[server];
    const old = this.#isClient ? undefined : stored;
    let form: Json = {
      grant_type: "client_credentials",
      scope: canonical(this.#required.get(server)?.map(String) ?? []),
    };
    if (!this.#isClient) {
      const refreshToken = stored?.refresh_token ?? null;
      if (refreshToken === null) throw MISSING;
      form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: CLIENT_ID };
    }
    const response = this.#grant(form);
    const tokens = this.#documents(response, old?.identity_id ?? null);
    const [[named, token], ...others] = Object.entries(tokens);
    if (others.length > 0 || named !== server) throw VALUE_ERROR;
    if (old && token.refresh_token === null) {
      this.reasons.add("a renewal without a new refresh token leaves the old one good");
      token.refresh_token = old.refresh_token;
    }
    this.#storage.set({ [server]: token }, ["scopes"]);
    const early = Math.min(300, response.expires_in / 10);
    held.token = token.access_token;
    held.expiresAt = token.expires_at_seconds;
    held.earlyAt = held.expiresAt - early;
    held.tightAt = held.expiresAt - Math.min(60, early);
  }

  /** Whether another token can be had for one that a service refused. */
  #refused(server: string): boolean {
    const held = this.#held.get(server);
    if (!held || held.generation !== this.#generation) return true;
    if (held.isRenewed) {
      held.token = undefined;
      return true;
    }
    const fresh = outcome(() => this.#read(server));
    if (!fresh.raises) return fresh.isRenewed || fresh.token !== held.token;
    if (!HELPED.test(fresh.raises)) throw fresh;
    this.#held.delete(server);
    return true;
  }

  /** One call of Transfer, whose requirements are met by logins, three different ones at most. */
  redrive(): Json {
    const met = new Set<string>();
    const authorization_sent: string[] = [];
    let isRenewed = false;
    let retries = 0;
    const end = outcome(() => {
      for (const [status, body] of this.#input.service_answers) {
        authorization_sent.push(`Bearer ${this.#token(TRANSFER)}`);
        if (status < 400) return { status };
        if (status === 401) {
          if (isRenewed || !this.#refused(TRANSFER)) return { api_error: 401 };
          isRenewed = true;
          continue;
        }
        const met_ = this.#input.auto_redrive_gares ? this.#meet(status, body, met) : false;
        if (met_) continue;
        if (met_ === undefined || !TRANSIENT.includes(status) || retries++ === 3) {
          return { api_error: status };
        }
      }
      throw new NotYetThere("more requests than answers");
    });
    return {
      ...end,
      attempts: authorization_sent.length,
      authorization_sent,
      logins_asked: this.asked,
    };
  }

  /** True after a login, false if nothing is asked for, undefined if that cannot be met. */
  #meet(status: number, body: Json, met: Set<string>): boolean | undefined {
    const error = apiError({
      status,
      reason: "",
      headers: { "content-type": typeof body === "string" ? "text/html" : "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const [gare] = mergeGares(toGares([error]));
    if (!gare) return false;
    this.reasons.add(
      "a requirement leads to a login in each of its shapes and statuses, also several in one" +
        " call, if an app may request what it asks for",
    );
    let limited;
    try {
      limited = limitRequirements(gare, {
        source: TRANSFER,
        declaredScopes: [...this.#required.values()].flat(),
        resourceServers: this.#required.keys(),
      });
    } catch {
      return undefined;
    }
    const asked = limited.authorizationParameters.toDict();
    const { session_message: _message, ...asks } = asked;
    const isAsked = Object.values(asks).some((value) =>
      value !== undefined && !(Array.isArray(value) && value.length === 0)
    );
    if (!isAsked) return false;
    const key = requirementKey(limited);
    if (met.has(key)) return undefined;
    if (met.size === 3) return false;
    this.#logIn(Object.fromEntries(Object.entries(asked).filter(([, value]) => value != null)));
    met.add(key);
    return true;
  }
}

/** Why a vector of several stored identities ends otherwise: {@link OF_THE_STORED}. */
export { OF_THE_STORED };
