import { readScopes } from "../scopes/graph.ts";
import { RequirementNotMetError } from "./errors.ts";
import type { GARE } from "./gare.ts";
import { canonical } from "./merge.ts";
import { cleanList } from "./parameters.ts";

/**
 * Returns a key that is the same for requirements that require the same. Messages, codes and the order
 * of lists do not count.
 */
export function requirementKey(gare: GARE): string {
  const parameters = gare.authorizationParameters;
  return JSON.stringify([
    canonical(parameters.session_required_identities),
    canonical(parameters.session_required_policies),
    canonical(parameters.session_required_single_domain),
    parameters.session_required_mfa ?? false,
    parameters.prompt ?? "",
    scopesKey(cleanList(parameters.required_scopes)),
  ]);
}

function scopesKey(scopes: string[]): unknown {
  try {
    const graph = readScopes(scopes.join(" "));
    const edges = Array.from(graph.edges, ([name, to]) => JSON.stringify([name, [...to].sort()]));
    return [[...graph.roots].sort(), edges.sort()];
  } catch {
    return scopes.sort();
  }
}

/**
 * Prevents a call from asking the user to log in again and again. Make one for each call that can be
 * repeated after a login.
 *
 * @example Usage
 * ```ts
 * import { toGare } from "./normalize.ts";
 *
 * const guard = new RequirementGuard();
 * const gare = toGare({ code: "ConsentRequired", required_scopes: ["openid"] })!;
 * guard.beforeLogin(gare); // passes; a second time it throws
 * ```
 */
export class RequirementGuard {
  readonly #met = new Set<string>();
  readonly #maxLogins: number;

  /**
   * Makes a guard for a new call.
   *
   * @param options.maxLogins Logins that the call may ask for, each for another requirement. @default {2}
   */
  constructor(options: { maxLogins?: number | undefined } = {}) {
    this.#maxLogins = options.maxLogins ?? 2;
  }

  /**
   * Call this before each login that a requirement asks for.
   *
   * @throws {RequirementNotMetError} If the user has already logged in for the same requirement, or
   * `maxLogins` times.
   */
  beforeLogin(gare: GARE): void {
    const key = requirementKey(gare);
    const problem = this.#met.has(key)
      ? "the service still asks for what the last login was made for"
      : this.#met.size >= this.#maxLogins
      ? `the service requires another login after ${this.#met.size}`
      : undefined;
    if (problem) throw new RequirementNotMetError(`Cannot log in again: ${problem}`, gare.code);
    this.#met.add(key);
  }
}
