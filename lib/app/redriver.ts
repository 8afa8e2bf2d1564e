import type { GlobusAPIError } from "../core/api_error.ts";
import type { MeetOptions, RedriveOptions } from "../core/call.ts";
import type { Clock } from "../core/clock.ts";
import type { GlobusError } from "../core/errors.ts";
import type {
  RequirementNotMetError,
  RequirementRefusedError,
  withClassOf,
} from "../gare/errors.ts";
import type { GARE } from "../gare/gare.ts";
import type { requirementKey } from "../gare/guard.ts";
import { limitGare, type LimitTools } from "../gare/limits.ts";
import type { mergeGares } from "../gare/merge.ts";
import type { GlobusAuthorizationParameters } from "../gare/parameters.ts";
import { GareReader, type ReaderTools } from "../gare/reader.ts";
import type { Scope } from "../scopes/scope.ts";
import { SharedWork, type SharedWorkTools } from "./shared_work.ts";

/** What a {@link Redriver} needs of an app. */
export interface RedrivingApp {
  /** The clock of the app. */
  readonly clock: Clock;
  /** The scopes that the app requires, by resource server. */
  readonly scopeRequirements: ReadonlyMap<string, readonly Scope[]>;
  /** Names of further scopes that services may require. */
  readonly allowedScopes: readonly string[] | undefined;
  /** Whether a login of this app can fulfill the parameters. */
  canFulfil(parameters: GlobusAuthorizationParameters): boolean;
  /** Logs in with these parameters. */
  login(parameters: GlobusAuthorizationParameters, signal: AbortSignal): Promise<void>;
}

/**
 * What a {@link Redriver} needs of the rest of the SDK. It is passed in, not imported: a bundler puts
 * what two parts of a program import into a file that loads at once, and this part loads later.
 */
interface RedriveTools extends SharedWorkTools, LimitTools, ReaderTools {
  readonly GlobusError: typeof GlobusError;
  readonly RequirementNotMetError: typeof RequirementNotMetError;
  readonly maxRedrives: number;
  readonly mergeGares: typeof mergeGares;
  readonly requirementKey: typeof requirementKey;
  readonly withClassOf: typeof withClassOf;
}

/** A login that was made for a requirement. */
interface Login {
  readonly work: SharedWork;
  /** When it was done; Infinity before that. */
  doneAtMs: number;
  /** What waited for it: the same thing has no second login. */
  readonly helped: Set<string>;
}

/** What a requirement came with. */
interface Explained {
  /** The refusal that states it, if one does. */
  readonly cause?: GlobusAPIError;
  /** Gives an error the class of the refusal. */
  explain(failure: RequirementNotMetError | RequirementRefusedError): Error;
}

/** Milliseconds after a login in which a refusal can still be about the old token. */
const LATE_REFUSAL_MS = 10_000;
/** Milliseconds after a login in which the same requirement is not met by another one. */
const REMEMBERED_MS = 300_000;

/**
 * Logs in when services require it, within limits, and not twice for the same requirement. Calls that
 * are refused for the same reason at the same time share one login.
 */
export class Redriver {
  readonly #app: RedrivingApp;
  readonly #clock: Clock;
  readonly #tools: RedriveTools;
  readonly #reader: GareReader;
  readonly #logins = new Map<string, Login>();

  /** Takes the app. */
  constructor(app: RedrivingApp, tools: RedriveTools) {
    this.#app = app;
    this.#clock = app.clock;
    this.#tools = tools;
    this.#reader = new GareReader(tools);
  }

  /** Whether a call should be repeated: see {@link GlobusApp.redrive}. */
  async redrive(error: GlobusAPIError, options: RedriveOptions = {}): Promise<boolean> {
    // 401 means that the token is invalid: renew it. It is not a login requirement.
    if (error.httpStatus === 401) return false;
    const { withClassOf } = this.#tools;
    return await this.#meet(this.#reader.toGares([error]), {
      ...options,
      source: new URL(error.url).host,
      cause: error,
      explain: (failure) => withClassOf(failure, error),
    });
  }

  /** Whether a requirement was met: see {@link GlobusApp.meetRequirement}. */
  async meet(document: unknown, options: MeetOptions): Promise<boolean> {
    return await this.#meet(this.#reader.findGares(document), {
      ...options,
      explain: (failure) => failure,
    });
  }

  async #meet(gares: GARE[], options: MeetOptions & Explained): Promise<boolean> {
    const { met = new Set<string>(), signal, cause, about, explain } = options;
    const { RequirementNotMetError, mergeGares, requirementKey } = this.#tools;
    const [gare] = mergeGares(gares);
    if (!gare) return false;
    const limited = this.#limit(gare, options);
    const { authorizationParameters } = limited;
    const { session_message: _message, ...asks } = authorizationParameters.toAuthorizeParams();
    const asked = Object.keys(asks).length > 0 ||
      (authorizationParameters.required_scopes?.length ?? 0) > 0;
    if (!asked || !this.#app.canFulfil(authorizationParameters)) return false;
    const key = requirementKey(limited);
    const before = this.#logins.get(key);
    const sinceMs = this.#clock.now() - (before?.doneAtMs ?? -Infinity);
    const isRemembered = before && sinceMs >= LATE_REFUSAL_MS && sinceMs < REMEMBERED_MS;
    if (met.has(key) || isRemembered && (about === undefined || before.helped.has(about))) {
      throw explain(
        new RequirementNotMetError(
          "Cannot log in again: the service repeats the requirement that the last login was made for",
          limited.code,
        ),
      );
    }
    // Something else waits for the login that was made.
    if (isRemembered) {
      before.helped.add(about!);
      return true;
    }
    // Stop after a few different requirements: a service must not cause logins without end.
    if (met.size >= this.#tools.maxRedrives) return false;
    const isShared = before && sinceMs < LATE_REFUSAL_MS && !before.work.isAbandoned;
    const login = isShared ? before : this.#logIn(key, limited);
    try {
      await login.work.wait(signal);
    } catch (failure) {
      if (cause && failure instanceof this.#tools.GlobusError) failure.cause ??= cause;
      throw failure;
    }
    met.add(key);
    if (about !== undefined) login.helped.add(about);
    return true;
  }

  #logIn(key: string, { authorizationParameters: authParams }: GARE) {
    for (const [old, { doneAtMs }] of this.#logins) {
      if (this.#clock.now() - doneAtMs >= REMEMBERED_MS) this.#logins.delete(old);
    }
    const work = new SharedWork(
      this.#clock,
      "a login",
      (signal) => this.#app.login(authParams, signal),
      this.#tools,
    );
    const login: Login = { work, doneAtMs: Infinity, helped: new Set() };
    this.#logins.set(key, login);
    work.over.then(() => login.doneAtMs = this.#clock.now(), () => {
      if (this.#logins.get(key) === login) this.#logins.delete(key);
    });
    return login;
  }

  #limit(gare: GARE, { source, explain }: MeetOptions & Explained): GARE {
    const requirements = this.#app.scopeRequirements;
    try {
      return limitGare(gare, {
        source,
        declaredScopes: [...requirements.values()].flat(),
        resourceServers: requirements.keys(),
        allowedScopes: this.#app.allowedScopes,
      }, this.#tools);
    } catch (refusal) {
      throw refusal instanceof this.#tools.RequirementRefusedError ? explain(refusal) : refusal;
    }
  }
}
