import { isoMicros, type SandboxClock } from "../clock.ts";
import { TRANSFER_CLIENT_ID } from "./clients.ts";
import { type ScopeNode, type ScopeRecord, TRANSFER_ALL } from "./scopes.ts";

/** A consent (`GET /v2/api/identities/{id}/consents`): one scope, for one client, at one place. */
export interface ConsentRecord {
  /** Number, counted up. */
  id: number;
  /** Client that may use the scope. */
  client: string;
  /** UUID of the scope. */
  scope: string;
  /** The scope string. */
  scope_name: string;
  /** Ids from the root consent down to this one. */
  dependency_path: number[];
  /** Whose consent it is. */
  effective_identity: string;
  /** Always `approved` here; a revoked consent is gone. */
  status: string;
  /** Whether refresh tokens may be issued under it. */
  allows_refresh: boolean;
  /** Whether it was given without asking a person. */
  auto_approved: boolean;
  /** Whether it can be revoked without its parent. */
  atomically_revocable: boolean;
  /** When it was given. */
  created: string;
  /** When it last changed. */
  updated: string;
  /** When a token last came of it. */
  last_used: string;
}

/** What a person allows a client to do. */
export interface ConsentGrant {
  /** UUID of the identity that allows it. */
  identity: string;
  /** UUID of the client that may use it. */
  client: string;
  /** Scopes, with their dependencies. */
  scopes: ScopeNode[];
  /** Whether refresh tokens were asked for. */
  allowsRefresh: boolean;
  /** Whether no person was asked, as for a client's own consents. */
  autoApproved: boolean;
}

/** Where consents look scopes up. */
export interface ScopeSource {
  /** Scopes by UUID. */
  readonly scopesById: ReadonlyMap<string, ScopeRecord>;
  /** A scope by its string. */
  findScope(scope: string): ScopeRecord | undefined;
}

/** The consents of everyone. */
export class ConsentBook {
  readonly #scopes: ScopeSource;
  readonly #clock: SandboxClock;
  readonly #byId = new Map<number, ConsentRecord>();
  /** One entry for each place in a tree, so that a second consent finds the first. */
  readonly #byPlace = new Map<string, ConsentRecord>();
  #lastId = 142_631;

  /** Starts empty. */
  constructor(scopes: ScopeSource, clock: SandboxClock) {
    this.#scopes = scopes;
    this.#clock = clock;
  }

  /** A consent by its number. */
  get(id: number): ConsentRecord | undefined {
    return this.#byId.get(id);
  }

  /** Consents of an identity, roots before what hangs on them. */
  of(identity: string): ConsentRecord[] {
    return [...this.#byId.values()].filter((consent) => consent.effective_identity === identity);
  }

  /** Consents that a client holds. */
  ofClient(client: string): ConsentRecord[] {
    return [...this.#byId.values()].filter((consent) => consent.client === client);
  }

  /** Whether every scope of the trees is already allowed to the client. */
  covers(identity: string, client: string, scopes: ScopeNode[], parent?: ConsentRecord): boolean {
    return scopes.every((node) => {
      const found = this.#byPlace.get(place(identity, client, node.scope, parent));
      return found !== undefined &&
        this.covers(identity, this.#holder(node.scope), node.dependencies, found);
    });
  }

  /**
   * Records what a person allows. Earlier consents stay.
   *
   * @returns Numbers of the root consents, in the order of the scopes.
   */
  grant(grant: ConsentGrant): number[] {
    return grant.scopes.map((node) => this.#grantNode(grant, grant.client, node, undefined));
  }

  /**
   * Takes a consent back, and all that hangs on it; tokens that came of it die at once.
   *
   * @returns Whether there was such a consent.
   */
  revoke(id: number): boolean {
    if (!this.#byId.has(id)) return false;
    for (const consent of [...this.#byId.values()]) {
      if (!consent.dependency_path.includes(id)) continue;
      this.#byId.delete(consent.id);
      for (const [key, value] of this.#byPlace) if (value === consent) this.#byPlace.delete(key);
    }
    return true;
  }

  /** Consents that hang directly on one. */
  children(id: number): ConsentRecord[] {
    return [...this.#byId.values()].filter(({ dependency_path: path }) =>
      path.length > 1 && path[path.length - 2] === id
    );
  }

  /** Whether all these consents still stand. */
  allStand(ids: readonly number[]): boolean {
    return ids.every((id) => this.#byId.has(id));
  }

  /**
   * Whether Transfer may reach a collection's data for a user.
   *
   * @param ids Consents of the user's token.
   * @param dataAccess Scope string of the collection's `data_access`.
   * @param parent Scope of the service that reaches the data. @default that of Transfer
   */
  mayAccessData(
    ids: readonly number[],
    dataAccess: string,
    parent: string = TRANSFER_ALL,
  ): boolean {
    return ids.some((id) =>
      this.get(id)?.scope_name === parent &&
      this.children(id).some((child) => child.scope_name === dataAccess)
    );
  }

  /** Client that uses what hangs on a scope: the scope's own resource server. */
  #holder(scope: string): string {
    return this.#scopes.findScope(scope)?.client ?? TRANSFER_CLIENT_ID;
  }

  #grantNode(
    grant: ConsentGrant,
    client: string,
    node: ScopeNode,
    parent: ConsentRecord | undefined,
  ): number {
    const record = this.#scopes.findScope(node.scope);
    const key = place(grant.identity, client, node.scope, parent);
    const now = isoMicros(this.#clock.now());
    let consent = this.#byPlace.get(key);
    if (consent) {
      consent.last_used = now;
      consent.allows_refresh ||= grant.allowsRefresh;
    } else {
      const id = ++this.#lastId;
      consent = {
        created: now,
        id,
        status: "approved",
        updated: now,
        allows_refresh: grant.allowsRefresh,
        dependency_path: [...parent?.dependency_path ?? [], id],
        scope_name: node.scope,
        atomically_revocable: node.revocable,
        effective_identity: grant.identity,
        auto_approved: grant.autoApproved,
        last_used: now,
        scope: record?.id ?? "",
        client,
      };
      this.#byId.set(id, consent);
      this.#byPlace.set(key, consent);
    }
    const holder = this.#holder(node.scope);
    for (const child of withRequired(this.#scopes, record, node.dependencies)) {
      this.#grantNode(grant, holder, child, consent);
    }
    return consent.id;
  }
}

function place(identity: string, client: string, scope: string, parent?: ConsentRecord): string {
  return `${identity} ${client} ${scope} ${parent?.id ?? 0}`;
}

/** The dependencies asked for, and those that the scope brings along whatever was asked for. */
function withRequired(
  scopes: ScopeSource,
  record: ScopeRecord | undefined,
  asked: ScopeNode[],
): ScopeNode[] {
  const nodes = [...asked];
  for (const { scope, optional } of record?.dependent_scopes ?? []) {
    const name = scopes.scopesById.get(scope)?.scope_string;
    if (optional || name === undefined || nodes.some((node) => node.scope === name)) continue;
    nodes.push({ scope: name, revocable: false, dependencies: [] });
  }
  return nodes;
}
