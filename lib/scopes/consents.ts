import { GlobusError } from "../core/errors.ts";
import { isTime } from "../core/time.ts";
import { grantsScope } from "./grants.ts";
import { type Scope, scopeList, type Scopes } from "./scope.ts";

/**
 * Thrown when a consent from Globus Auth lacks a field, or has a malformed one.
 *
 * @category Errors
 */
export class ConsentParseError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ConsentParseError";
  /** The consent's document as Globus Auth sent it. */
  readonly rawConsent: unknown;
  /** Takes the document that cannot be read. */
  constructor(message: string, rawConsent: unknown, options?: ErrorOptions) {
    super(message, options);
    this.rawConsent = rawConsent;
  }
}

/**
 * Thrown when consents do not form trees, because one depends on another that is missing.
 *
 * @category Errors
 */
export class ConsentTreeConstructionError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ConsentTreeConstructionError";
  /** All consents from which trees should be built. */
  readonly consents: readonly Consent[];
  /** Takes the consents that do not form trees. */
  constructor(message: string, consents: readonly Consent[], options?: ErrorOptions) {
    super(message, options);
    this.consents = consents;
  }
}

/**
 * A user's consent that a client may use a scope
 * (`GET /v2/api/identities/{identity_id}/consents`). Dates are ISO 8601 strings.
 */
export interface Consent {
  /** Number that identifies the consent. */
  readonly id: number;
  /** UUID of the client that may act. */
  readonly client: string;
  /** UUID of the scope. */
  readonly scope: string;
  /** Name of the scope, as in a {@link Scope}. */
  readonly scope_name: string;
  /** UUID of the identity on whose behalf the client acts. */
  readonly effective_identity: string;
  /** Numbers of the consents on the path from the root to this one, which is last. */
  readonly dependency_path: readonly number[];
  /** When the user consented. */
  readonly created: string;
  /** When the consent was last changed. */
  readonly updated: string;
  /** When the consent was last used; null if it never was. */
  readonly last_used: string | null;
  /** Status of the consent, such as `approved`. */
  readonly status: string;
  /** Whether Globus Auth may issue refresh tokens for it. */
  readonly allows_refresh: boolean;
  /** Whether Globus Auth gave the consent without asking the user. */
  readonly auto_approved: boolean;
  /** Whether the user can revoke it without the consent that it depends on: its scope is optional. */
  readonly atomically_revocable: boolean;
}

const REQUIRED_KEYS = [
  "id",
  "client",
  "scope",
  "scope_name",
  "effective_identity",
  "dependency_path",
  "created",
  "updated",
  "last_used",
  "status",
  "allows_refresh",
  "auto_approved",
  "atomically_revocable",
];

function checkConsent(raw: unknown): Consent {
  const fail = (problem: string): never => {
    throw new ConsentParseError(`Cannot read a consent: ${problem}`, raw);
  };
  if (typeof raw !== "object" || raw === null) return fail("it is not an object");
  const consent = raw as Record<string, unknown>;
  const missing = REQUIRED_KEYS.find((key) => consent[key] === undefined);
  if (missing) fail(`it has no ${missing}`);
  if (typeof consent.id !== "number") fail("its id is not a number");
  if (typeof consent.scope_name !== "string") fail("its scope_name is not text");
  const path = consent.dependency_path;
  if (!Array.isArray(path) || !path.every((id) => typeof id === "number")) {
    fail("its dependency_path is not a list of numbers");
  }
  for (const key of ["created", "updated", "last_used"]) {
    const date = consent[key];
    // A consent that was never used has no date of use.
    if (key === "last_used" && date === null) continue;
    if (typeof date !== "string" || !isTime(date)) fail(`its ${key} is not a date`);
  }
  return raw as Consent;
}

/**
 * All consents that a user gave a client, as trees.
 *
 * Each root is a scope that the client requested. Its children are what the scope's service may do at
 * other services on the user's behalf, and so on.
 *
 * @example Asking for consent only where it is missing
 * ```ts
 * const forest = new ConsentForest([]);
 * const required = "urn:globus:auth:scope:transfer.api.globus.org:all";
 * console.log(forest.meetsScopeRequirements(required)); // false
 * ```
 */
export class ConsentForest {
  /** All consents, in the given order. */
  readonly nodes: readonly Consent[];
  /** The number of each consent, with the numbers of its direct children. */
  readonly edges: ReadonlyMap<number, ReadonlySet<number>>;
  /** A tree for each consent without a parent. */
  readonly trees: readonly ConsentTree[];
  readonly #byId: Map<number, Consent>;

  /**
   * Builds trees of the consents.
   *
   * @throws {ConsentParseError} If a consent lacks a field, or has a malformed one.
   * @throws {ConsentTreeConstructionError} If a consent's parent is missing.
   */
  constructor(consents: Iterable<Consent>) {
    this.nodes = Array.from(consents, checkConsent);
    this.#byId = new Map(this.nodes.map((node) => [node.id, node]));
    const edges = new Map(this.nodes.map(({ id }) => [id, new Set<number>()]));
    for (const { id, dependency_path: path } of this.nodes) {
      if (path.length < 2) continue;
      const siblings = edges.get(path[path.length - 2]);
      if (!siblings) {
        throw new ConsentTreeConstructionError(
          `Cannot build consent trees: consent ${id} depends on one that is missing`,
          this.nodes,
        );
      }
      siblings.add(id);
    }
    this.edges = edges;
    this.trees = this.nodes.filter((node) => node.dependency_path.length === 1)
      .map((node) => new ConsentTree(node.id, this));
  }

  /**
   * Returns the consent with this number.
   *
   * @throws {RangeError} If there is no such consent.
   */
  getNode(consentId: number): Consent {
    return nodeOf(this.#byId, consentId);
  }

  /**
   * Whether the user has consented to each required scope with all its dependencies, in one tree.
   * Optional dependencies count as required too.
   *
   * @param scopes A scope or a list of scopes, as objects or strings.
   * @throws {ScopeParseError} If a string is malformed.
   */
  meetsScopeRequirements(scopes: Scopes): boolean {
    return scopeList(scopes).every((scope) => grantsScope(this.nodes, scope));
  }
}

/** A consent with all its children and their children. */
export class ConsentTree {
  /** The consent without a parent. */
  readonly root: Consent;
  /** The consents of the tree, the root first. */
  readonly nodes: readonly Consent[];
  /** The number of each consent, with the numbers of its direct children. */
  readonly edges: ReadonlyMap<number, ReadonlySet<number>>;
  /** Number of consents on the longest path from the root to a leaf: 1 if the root has no children. */
  readonly maxDepth: number;
  readonly #byId: Map<number, Consent>;

  /** Collects the consents below the one with number `rootId`. */
  constructor(rootId: number, forest: ConsentForest) {
    this.root = forest.getNode(rootId);
    this.#byId = new Map([[rootId, this.root]]);
    const edges = new Map<number, ReadonlySet<number>>();
    let maxDepth = 0;
    // Level by level; each consent has one parent, so the last level is the deepest.
    for (let level = [rootId]; level.length > 0; maxDepth++) {
      const next: number[] = [];
      for (const id of level) {
        const children = forest.edges.get(id)!;
        edges.set(id, children);
        for (const child of children) {
          if (this.#byId.has(child)) continue;
          this.#byId.set(child, forest.getNode(child));
          next.push(child);
        }
      }
      level = next;
    }
    this.edges = edges;
    this.maxDepth = maxDepth;
    this.nodes = [...this.#byId.values()];
  }

  /**
   * Returns the consent with this number.
   *
   * @throws {RangeError} If the tree does not hold it.
   */
  getNode(consentId: number): Consent {
    return nodeOf(this.#byId, consentId);
  }

  /** Whether the tree grants a scope with all its dependencies. */
  meetsScopeRequirements(scope: Scope): boolean {
    return grantsScope(this.nodes, scope);
  }
}

function nodeOf(nodes: Map<number, Consent>, id: number): Consent {
  const node = nodes.get(id);
  if (!node) throw new RangeError(`Cannot get consent ${id}: there is none`);
  return node;
}
