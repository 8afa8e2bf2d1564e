import type { GlobusAPIError } from "../core/api_error.ts";
import type { Clock } from "../core/clock.ts";
import type { RedriveOptions } from "../core/call.ts";
import { GlobusError } from "../core/errors.ts";
import { maxRedrives } from "../core/transport.ts";
import { RequirementNotMetError, RequirementRefusedError, withClassOf } from "../gare/errors.ts";
import type { GARE } from "../gare/gare.ts";
import { requirementKey } from "../gare/guard.ts";
import { limitRequirements } from "../gare/limit.ts";
import { mergeGares } from "../gare/merge.ts";
import { toGares } from "../gare/normalize.ts";
import type { GlobusAuthorizationParameters } from "../gare/parameters.ts";
import type { GlobusApp } from "./globus_app.ts";
import { SharedWork } from "./shared_work.ts";

/** Milliseconds in which a refusal may still be about a token from before the login. */
const lateMs = 10_000;
/** Milliseconds in which no second login is made for the same requirement. */
const memoryMs = 300_000;

/**
 * Logs in as services demand, within limits, and not twice for the same. Calls that are refused for
 * the same reason at the same time share one login.
 */
export class Redriver {
  readonly #app: GlobusApp;
  readonly #clock: Clock;
  readonly #canFulfil: (parameters: GlobusAuthorizationParameters) => boolean;
  readonly #logins = new Map<string, { work: SharedWork; doneAtMs: number }>();

  /** Used by apps. */
  constructor(
    app: GlobusApp,
    clock: Clock,
    canFulfil: (parameters: GlobusAuthorizationParameters) => boolean,
  ) {
    this.#app = app;
    this.#clock = clock;
    this.#canFulfil = canFulfil;
  }

  /** Whether a call should be repeated: see {@link GlobusApp.redrive}. */
  async redrive(error: GlobusAPIError, options: RedriveOptions = {}): Promise<boolean> {
    const { met = new Set<string>(), signal } = options;
    // 401 means that the token is invalid: renew it. It is not a login requirement.
    if (error.httpStatus === 401) return false;
    const [gare] = mergeGares(toGares([error]));
    if (!gare) return false;
    const limited = this.#limit(gare, error);
    const { authorizationParameters } = limited;
    const { session_message: _message, ...asks } = authorizationParameters.toAuthorizeParams();
    const asked = Object.keys(asks).length > 0 ||
      (authorizationParameters.required_scopes?.length ?? 0) > 0;
    if (!asked || !this.#canFulfil(authorizationParameters)) return false;
    const key = requirementKey(limited);
    const before = this.#logins.get(key);
    const sinceMs = this.#clock.now() - (before?.doneAtMs ?? -Infinity);
    if (met.has(key) || before && sinceMs >= lateMs && sinceMs < memoryMs) {
      throw withClassOf(
        new RequirementNotMetError(
          "Cannot log in again: the service still asks for what the last login was made for",
          limited.code,
        ),
        error,
      );
    }
    // A service that asks for ever new logins is not followed without end.
    if (met.size >= maxRedrives) return false;
    const isShared = before && sinceMs < lateMs && !before.work.isAbandoned;
    const login = isShared ? before : this.#logIn(key, limited);
    try {
      await login.work.wait(signal);
    } catch (failure) {
      if (failure instanceof GlobusError) failure.cause ??= error;
      throw failure;
    }
    met.add(key);
    return true;
  }

  #logIn(key: string, { authorizationParameters: authParams }: GARE) {
    for (const [old, { doneAtMs }] of this.#logins) {
      if (this.#clock.now() - doneAtMs >= memoryMs) this.#logins.delete(old);
    }
    const work = new SharedWork(
      this.#clock,
      "a login",
      (signal) => this.#app.login({ authParams, force: true }, { signal }),
    );
    const login = { work, doneAtMs: Infinity };
    this.#logins.set(key, login);
    work.over.then(() => login.doneAtMs = this.#clock.now(), () => {
      if (this.#logins.get(key) === login) this.#logins.delete(key);
    });
    return login;
  }

  #limit(gare: GARE, error: GlobusAPIError): GARE {
    const requirements = this.#app.scopeRequirements;
    try {
      return limitRequirements(gare, {
        source: new URL(error.url).host,
        declaredScopes: [...requirements.values()].flat(),
        resourceServers: requirements.keys(),
        allowedScopes: this.#app.config.allowedScopes,
      });
    } catch (refusal) {
      throw refusal instanceof RequirementRefusedError ? withClassOf(refusal, error) : refusal;
    }
  }
}
