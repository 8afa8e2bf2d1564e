/**
 * A renewing authorizer, computed a second time by our rules: the outcome of a script.
 *
 * @module
 */

import { type Json, NotYetThere } from "../harness.ts";
import { byResourceServer, isUsable, UNUSABLE_TOKENS } from "../tokens.ts";

const TOKEN_ROTATION = "a renewal without a new refresh token leaves the old one good (RFC 6749" +
  " section 6)";
const DEAD_GRANT = "a refresh token that is refused with invalid_grant ends the authorizer";
const SERVES_ON = "a token is renewed before its end, and serves until then if that fails";

/** Thrown within a play: what the vectors say of an error. */
class Raised extends Error {
  constructor(readonly outcome: Json) {
    super();
  }
}

const USAGE_ERROR = { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };
const API_ERROR = { raises: "AuthAPIError", is_a: ["GlobusAPIError", "GlobusError"] };
const UNUSABLE = { raises: "ValueError", is_a: [] };

/** Plays a script with the settings of a vector. */
export class PlayedAuthorizer {
  /** The rules that counted on the way. */
  readonly reasons: Set<string> = new Set();
  readonly #input: Json;
  readonly #own: { clientId: string; scope: string };
  readonly #requests: Json[] = [];
  readonly #refreshed: Json[] = [];
  #now: number;
  #refreshToken = "rt-start";
  #token: string | undefined;
  #isGood = false;
  #expiresAt = 0;
  #earlyAt = 0;
  #tightAt = 0;
  #isDead = false;

  constructor(input: Json, own: { clientId: string; scope: string }) {
    this.#input = input;
    this.#own = own;
    this.#now = input.now;
  }

  /** The whole outcome, in the form of the vectors. */
  play(calls: Json[], waits: (call: Json) => number | undefined): Json {
    const { access_token: token = null, expires_at: expiresAt = null } = this.#input.options;
    if ((token === null) !== (expiresAt === null)) {
      return { on_create: USAGE_ERROR, token_requests: [] };
    }
    if (token !== null) this.#take(token, expiresAt, Infinity);
    else {
      try {
        this.#renew();
      } catch (error) {
        return { on_create: outcomeOf(error), token_requests: this.#requests };
      }
    }
    const outcomes = calls.map((call) => {
      try {
        return this.#perform(call, waits);
      } catch (error) {
        return outcomeOf(error);
      }
    });
    return {
      calls: outcomes,
      access_token: this.#token,
      expires_at: this.#isGood ? this.#expiresAt : null,
      token_requests: this.#requests,
      on_refresh: this.#refreshed,
      ...(this.#hasRefreshToken ? { refresh_token: this.#refreshToken } : {}),
    };
  }

  get #hasRefreshToken(): boolean {
    return this.#input.kind === "refresh_token";
  }

  #perform(call: Json, waits: (call: Json) => number | undefined): Json {
    if (call === "401") {
      if (this.#isDead) return { handled: false };
      this.#isGood = false;
      return { handled: true };
    }
    if (call === "header") return { header: `Bearer ${this.#header()}` };
    if (call === "ensure") {
      if (this.#expiresAt < this.#now) this.#renew();
      else this.#header();
      return { ensured: null };
    }
    const seconds = waits(call);
    if (seconds === undefined) throw new NotYetThere(`the call ${JSON.stringify(call)}`);
    this.#now += seconds;
    return {};
  }

  #header(): string {
    if (this.#isGood && this.#now < this.#earlyAt) return this.#token!;
    const old = this.#isGood && this.#now < this.#expiresAt ? this.#token : undefined;
    const inBackground = old !== undefined && this.#now <= this.#tightAt;
    try {
      this.#renew();
      if (!inBackground) return this.#token!;
    } catch (error) {
      if (old === undefined) throw error;
    }
    this.reasons.add(SERVES_ON);
    return old!;
  }

  #renew(): void {
    if (this.#isDead) throw new Raised({ raises: "ReauthRequiredError" });
    this.#earlyAt = Math.min(this.#tightAt, this.#now + 30);
    const { kind, token_answers: answers } = this.#input;
    this.#requests.push(
      this.#hasRefreshToken
        ? {
          refresh_token: this.#refreshToken,
          grant_type: "refresh_token",
          client_id: this.#own.clientId,
        }
        : { grant_type: "client_credentials", scope: this.#own.scope },
    );
    const answer = answers[Math.min(this.#requests.length, answers.length) - 1];
    if ((answer.status ?? 200) >= 400) {
      this.#isDead = this.#hasRefreshToken && errorIn(answer) === "invalid_grant";
      if (!this.#isDead) throw new Raised(API_ERROR);
      this.reasons.add(DEAD_GRANT);
      throw new Raised({ raises: "ReauthRequiredError" });
    }
    const document = documentIn(answer);
    if (!isUsable(document)) {
      this.reasons.add(UNUSABLE_TOKENS);
      throw new Raised(UNUSABLE);
    }
    const tokens = byResourceServer(document, this.#now);
    const [token, ...others] = Object.values(tokens);
    if (others.length > 0) throw new Raised(UNUSABLE);
    if (token.refresh_token === null) this.reasons.add(TOKEN_ROTATION);
    else this.#refreshToken = token.refresh_token;
    this.#refreshed.push({
      class: kind === "refresh_token"
        ? "OAuthRefreshTokenResponse"
        : "OAuthClientCredentialsResponse",
      by_resource_server: tokens,
    });
    const last = [document, ...document.other_tokens].at(-1);
    this.#take(token.access_token, token.expires_at_seconds, last.expires_in);
  }

  #take(token: string, expiresAt: number, lifeSeconds: number): void {
    const early = Math.min(300, lifeSeconds / 10);
    this.#token = token;
    this.#isGood = true;
    this.#expiresAt = expiresAt;
    this.#tightAt = expiresAt - Math.min(60, early);
    this.#earlyAt = expiresAt - early;
  }
}

function outcomeOf(error: unknown): Json {
  if (error instanceof Raised) return error.outcome;
  throw error;
}

/** The `error` of an OAuth refusal that is declared as JSON. */
function errorIn({ headers, body }: Json): unknown {
  const type = new Headers(headers).get("content-type") ?? "";
  if (!/^application\/([^;]+\+)?json\s*(;|$)/i.test(type)) return undefined;
  try {
    return JSON.parse(body)?.error;
  } catch {
    return undefined;
  }
}

/** The document of a success: JSON that is declared so, with status 200. */
function documentIn(answer: Json): Json {
  if (answer.status === undefined) return answer;
  const type = new Headers(answer.headers).get("content-type") ?? "";
  if (answer.status !== 200 || !/^application\/json\b/i.test(type)) return undefined;
  try {
    return JSON.parse(answer.body);
  } catch {
    return undefined;
  }
}
