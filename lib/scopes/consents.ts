import { GlobusError } from "../core/errors.ts";
import { isTime } from "../core/time.ts";
import { grantsScope } from "./grants.ts";
import { type Scope, scopeList, type Scopes } from "./scope.ts";

/** Thrown when a consent that came from Globus Auth lacks a field or holds an unreadable one. */
export class ConsentParseError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ConsentParseError";
  /** The document as it came. */
  readonly rawConsent: unknown;
  /** Keeps the document. */
  constructor(message: string, rawConsent: unknown, options?: ErrorOptions) {
    super(message, options);
    this.rawConsent = rawConsent;
  }
}

/** Thrown when consents do not form trees: one depends on another that is not among them. */
export class ConsentTreeConstructionError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ConsentTreeConstructionError";
  /** The consents given. */
  readonly consents: readonly Consent[];
  /** Keeps the consents. */
  constructor(message: string, consents: readonly Consent[], options?: ErrorOptions) {
    super(message, options);
    this.consents = consents;
  }
}

/**
 * What a user allowed one client to do, as Globus Auth writes it down
 * (`GET /v2/api/identities/{identity_id}/consents`). Dates are ISO 8601 texts.
 */
export interface Consent {
  /** Number of the consent. */
  readonly id: number;
  /** Id of the client that may act. */
  readonly client: string;
  /** Id of the scope. */
  readonly scope: string;
  /** Name of the scope, as in a {@link Scope}. */
  readonly scope_name: string;
  /** Id of the identity whose rights are used. */
  readonly effective_identity: string;
  /** Numbers of the consents from the root to this one, its own last. */
  readonly dependency_path: readonly number[];
  /** When the user consented. */
  readonly created: string;
  /** When the consent last changed. */
  readonly updated: string;
  /** When it was last used, or null if it never was. */
  readonly last_used: string | null;
  /** Such as `approved`. */
  readonly status: string;
  /** Whether refresh tokens may be issued. */
  readonly allows_refresh: boolean;
  /** Whether it was given without asking the user. */
  readonly auto_approved: boolean;
  /** Whether the user could decline it without declining what depends on it. */
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
 * All consents that a user gave a client, and those that follow from them.
 *
 * Each root is a scope the client asked for; its children are what that scope's service may do on
 * the user's behalf at other services, and so on.
 *
 * @example Asking for consent only where it is missing
 * ```ts
 * const forest = new ConsentForest([]);
 * const required = "urn:globus:auth:scope:transfer.api.globus.org:all";
 * console.log(forest.meetsScopeRequirements(required)); // false
 * ```
 */
export class ConsentForest {
  /** All consents, in the order given. */
  readonly nodes: readonly Consent[];
  /** Of each consent: the numbers of those that depend on it directly. */
  readonly edges: ReadonlyMap<number, ReadonlySet<number>>;
  /** A tree for each consent that depends on no other. */
  readonly trees: readonly ConsentTree[];
  readonly #byId: Map<number, Consent>;

  /**
   * Sorts consents into trees.
   *
   * @throws {ConsentParseError} If a consent lacks a field or holds an unreadable one.
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
   * The consent with this number.
   *
   * @throws {RangeError} If there is none.
   */
  getNode(consentId: number): Consent {
    return nodeOf(this.#byId, consentId);
  }

  /**
   * Whether every scope required has been consented to, each with all its dependencies in one tree.
   * Optional scopes count as required: only what is there is granted.
   *
   * @param scopes Scopes as objects, texts, or a list of both.
   * @throws {ScopeParseError} If a text is malformed.
   */
  meetsScopeRequirements(scopes: Scopes): boolean {
    return scopeList(scopes).every((scope) => grantsScope(this.nodes, scope));
  }
}

/** One consent with all those that follow from it. */
export class ConsentTree {
  /** The consent that depends on no other. */
  readonly root: Consent;
  /** The consents of the tree, the root first. */
  readonly nodes: readonly Consent[];
  /** Of each consent: the numbers of those that depend on it directly. */
  readonly edges: ReadonlyMap<number, ReadonlySet<number>>;
  /** Consents on the longest way from the root to a leaf: 1 for a root alone. */
  readonly maxDepth: number;
  readonly #byId: Map<number, Consent>;

  /** Collects what can be reached from the consent with number `rootId`. */
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
   * The consent with this number.
   *
   * @throws {RangeError} If the tree has none.
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
