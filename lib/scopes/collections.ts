import { Scope } from "./scope.ts";

function urn(resourceServer: string, name: string): Scope {
  return new Scope(`urn:globus:auth:scope:${resourceServer}:${name}`);
}

function url(clientId: string, name: string): Scope {
  return new Scope(`https://auth.globus.org/scopes/${clientId}/${name}`);
}

/** The scopes of one service. Iterate over it to get all of them. */
export abstract class ScopeCollection implements Iterable<Scope> {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  abstract readonly resourceServer: string;

  /** Iterates over all scopes of the collection. */
  *[Symbol.iterator](): Iterator<Scope> {
    for (const value of Object.values(this)) if (value instanceof Scope) yield value;
  }
}

/** The scopes of Globus Auth. */
export class AuthScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "auth.globus.org";
  /** Requests an ID token. */
  readonly openid: Scope = new Scope("openid");
  /** Adds the e-mail address to the ID token and userinfo. */
  readonly email: Scope = new Scope("email");
  /** Adds name, organization and identity provider to the ID token and userinfo. */
  readonly profile: Scope = new Scope("profile");
  /** Manages projects, clients, policies and scopes. */
  readonly manageProjects: Scope = urn("auth.globus.org", "manage_projects");
  /** Shows when and how the user authenticated. */
  readonly viewAuthentications: Scope = urn("auth.globus.org", "view_authentications");
  /** Shows the user's registered clients. */
  readonly viewClients: Scope = urn("auth.globus.org", "view_clients");
  /** Shows the user's registered clients and their scopes. */
  readonly viewClientsAndScopes: Scope = urn("auth.globus.org", "view_clients_and_scopes");
  /** Shows the user's consents. */
  readonly viewConsents: Scope = urn("auth.globus.org", "view_consents");
  /** Looks up any identity by its id or username. */
  readonly viewIdentities: Scope = urn("auth.globus.org", "view_identities");
  /** Shows the identities that the user has linked. */
  readonly viewIdentitySet: Scope = urn("auth.globus.org", "view_identity_set");
}

/** The scopes of Globus Transfer. */
export class TransferScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "transfer.api.globus.org";
  /** Allows all operations of Transfer. */
  readonly all: Scope = urn("transfer.api.globus.org", "all");
  /** Installs Globus Connect Personal: creates its endpoint. */
  readonly gcpInstall: Scope = urn("transfer.api.globus.org", "gcp_install");
}

/** The scopes of Globus Groups. */
export class GroupsScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "groups.api.globus.org";
  /** Allows all operations of Groups. */
  readonly all: Scope = urn("groups.api.globus.org", "all");
  /** Shows the user's groups and memberships, but changes nothing. */
  readonly viewMyGroupsAndMemberships: Scope = urn(
    "groups.api.globus.org",
    "view_my_groups_and_memberships",
  );
}

/** The scopes of Globus Search. */
export class SearchScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "search.api.globus.org";
  /** Allows all operations of Search. */
  readonly all: Scope = urn("search.api.globus.org", "all");
  /** Allows what Globus Connect Server needs of Search. */
  readonly globusConnectServer: Scope = urn("search.api.globus.org", "globus_connect_server");
  /** Adds, changes and deletes entries of indices. */
  readonly ingest: Scope = urn("search.api.globus.org", "ingest");
  /** Queries indices, which includes reading entries. */
  readonly search: Scope = urn("search.api.globus.org", "search");
}

/** The scopes of the service that Groups replaced. */
export class NexusScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "nexus.api.globus.org";
  /** Allows access to the user's groups. */
  readonly groups: Scope = urn("nexus.api.globus.org", "groups");
}

const FLOWS_ID = "eec9b274-0c81-4334-bdc2-54e90e689b9a";

/** The scopes of Globus Flows. */
export class FlowsScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "flows.globus.org";
  /** Id of the service's client, which is part of its scopes. */
  readonly clientId: string = FLOWS_ID;
  /** Allows all operations of Flows. */
  readonly all: Scope = url(FLOWS_ID, "all");
  /** Creates, changes and deletes flows. */
  readonly manageFlows: Scope = url(FLOWS_ID, "manage_flows");
  /** Shows flows, but changes nothing. */
  readonly viewFlows: Scope = url(FLOWS_ID, "view_flows");
  /** Starts runs. Globus has deprecated it: a run needs the flow's own scope, {@link SpecificFlowScopes}. */
  readonly run: Scope = url(FLOWS_ID, "run");
  /** Shows runs and their logs. */
  readonly runStatus: Scope = url(FLOWS_ID, "run_status");
  /** Updates, cancels and releases runs. */
  readonly runManage: Scope = url(FLOWS_ID, "run_manage");
}

const COMPUTE_ID = "facd7ccc-c5f4-42aa-916b-a0e270e2c2a9";

/** The scopes of Globus Compute. */
export class ComputeScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = "funcx_service";
  /** Id of the service's client, which is part of its scopes. */
  readonly clientId: string = COMPUTE_ID;
  /** Allows all operations of Compute. */
  readonly all: Scope = url(COMPUTE_ID, "all");
}

const TIMERS_ID = "524230d7-ea86-4a52-8312-86065a9e0417";

/** The scopes of Globus Timers. */
export class TimersScopeCollection extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string = TIMERS_ID;
  /** Allows all operations of Timers. */
  readonly timer: Scope = url(TIMERS_ID, "timer");
}

/**
 * The scopes of one Globus Connect Server endpoint, from the endpoint's id.
 *
 * @example Usage
 * ```ts
 * import { GCSEndpointScopes } from "@globus-deno/sdk";
 *
 * const { manageCollections } = new GCSEndpointScopes("4a9b0001-27f3-4e5c-b086-d1e94c7a3528");
 * console.log(`${manageCollections}`); // urn:globus:auth:scope:4a9b0001-…:manage_collections
 * ```
 *
 * @category Scopes
 */
export class GCSEndpointScopes extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string;
  /** Manages the endpoint's collections, storage gateways, roles and credentials. */
  readonly manageCollections: Scope;

  /** Makes the scopes of the endpoint with this id. */
  constructor(endpointId: string) {
    super();
    this.resourceServer = endpointId;
    this.manageCollections = urn(endpointId, "manage_collections");
  }
}

/**
 * The scopes of one collection of Globus Connect Server, from the collection's id.
 *
 * @example Transfer to a mapped collection
 * ```ts
 * import { GCSCollectionScopes, TransferScopes } from "@globus-deno/sdk";
 *
 * const { dataAccess } = new GCSCollectionScopes("f10d0002-8b64-4e19-b5a0-2c7d913fe846");
 * console.log(`${TransferScopes.all.withDependency(dataAccess)}`); // urn:…:all[https:…/data_access]
 * ```
 *
 * @category Scopes
 */
export class GCSCollectionScopes extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string;
  /**
   * Gives access to the collection's data. Transfer needs it as a dependency for mapped collections
   * without High Assurance. Other collections do not have this scope.
   */
  readonly dataAccess: Scope;
  /** Uploads and downloads the collection's files by HTTPS. */
  readonly https: Scope;

  /** Makes the scopes of the collection with this id. */
  constructor(collectionId: string) {
    super();
    this.resourceServer = collectionId;
    this.dataAccess = url(collectionId, "data_access");
    this.https = url(collectionId, "https");
  }
}

/**
 * The scopes of one flow, from the flow's id.
 *
 * @example Usage
 * ```ts
 * import { SpecificFlowScopes } from "@globus-deno/sdk";
 *
 * const { user } = new SpecificFlowScopes("4d3a8b2c-9e17-4f05-a6b1-c0d2e3f41526");
 * console.log(`${user}`); // https://auth.globus.org/scopes/4d3a8b2c-…/flow_…_user
 * ```
 */
export class SpecificFlowScopes extends ScopeCollection {
  /** Resource server of the service, for which Globus Auth issues its tokens. */
  override readonly resourceServer: string;
  /** Starts the flow, and resumes its runs. */
  readonly user: Scope;

  /** Makes the scopes of the flow with this id. */
  constructor(flowId: string) {
    super();
    this.resourceServer = flowId;
    this.user = url(flowId, `flow_${flowId.replaceAll("-", "_")}_user`);
  }
}

/**
 * The scopes of Globus Auth.
 *
 * @category Scopes
 */
export const AuthScopes: AuthScopeCollection = /* @__PURE__ */ new AuthScopeCollection();
/**
 * The scopes of Globus Transfer.
 *
 * @category Scopes
 */
export const TransferScopes: TransferScopeCollection =
  /* @__PURE__ */ new TransferScopeCollection();
/**
 * The scopes of Globus Groups.
 *
 * @category Scopes
 */
export const GroupsScopes: GroupsScopeCollection = /* @__PURE__ */ new GroupsScopeCollection();
/**
 * The scopes of Globus Search.
 *
 * @category Scopes
 */
export const SearchScopes: SearchScopeCollection = /* @__PURE__ */ new SearchScopeCollection();
/**
 * The scopes of Globus Flows.
 *
 * @category Scopes
 */
export const FlowsScopes: FlowsScopeCollection = /* @__PURE__ */ new FlowsScopeCollection();
/**
 * The scopes of Globus Timers.
 *
 * @category Scopes
 */
export const TimersScopes: TimersScopeCollection = /* @__PURE__ */ new TimersScopeCollection();
/**
 * The scopes of Globus Compute.
 *
 * @category Scopes
 */
export const ComputeScopes: ComputeScopeCollection = /* @__PURE__ */ new ComputeScopeCollection();
/** The scopes of the service that Groups replaced. */
export const NexusScopes: NexusScopeCollection = /* @__PURE__ */ new NexusScopeCollection();
