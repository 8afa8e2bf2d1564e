import { Scope } from "./scope.ts";

function urn(resourceServer: string, name: string): Scope {
  return new Scope(`urn:globus:auth:scope:${resourceServer}:${name}`);
}

function url(clientId: string, name: string): Scope {
  return new Scope(`https://auth.globus.org/scopes/${clientId}/${name}`);
}

/** The scopes of one service. Iterating gives all of them. */
export abstract class ScopeCollection implements Iterable<Scope> {
  /** Name under which Globus Auth issues the service's tokens. */
  abstract readonly resourceServer: string;

  /** All scopes of the collection. */
  *[Symbol.iterator](): Iterator<Scope> {
    for (const value of Object.values(this)) if (value instanceof Scope) yield value;
  }
}

/** The scopes of Globus Auth. */
export class AuthScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "auth.globus.org";
  /** Asks for an ID token. */
  readonly openid: Scope = new Scope("openid");
  /** The e-mail address in the ID token and userinfo. */
  readonly email: Scope = new Scope("email");
  /** Name, organization and identity provider in the ID token and userinfo. */
  readonly profile: Scope = new Scope("profile");
  /** Manages projects, clients, policies and scopes. */
  readonly manageProjects: Scope = urn("auth.globus.org", "manage_projects");
  /** Sees when and how the user authenticated. */
  readonly viewAuthentications: Scope = urn("auth.globus.org", "view_authentications");
  /** Sees the user's clients. */
  readonly viewClients: Scope = urn("auth.globus.org", "view_clients");
  /** Sees the user's clients and their scopes. */
  readonly viewClientsAndScopes: Scope = urn("auth.globus.org", "view_clients_and_scopes");
  /** Sees what the user consented to. */
  readonly viewConsents: Scope = urn("auth.globus.org", "view_consents");
  /** Looks up identities by id or name. */
  readonly viewIdentities: Scope = urn("auth.globus.org", "view_identities");
  /** Sees the identities linked to the user's. */
  readonly viewIdentitySet: Scope = urn("auth.globus.org", "view_identity_set");
}

/** The scopes of Globus Transfer. */
export class TransferScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "transfer.api.globus.org";
  /** Everything that Transfer does. */
  readonly all: Scope = urn("transfer.api.globus.org", "all");
  /** Sets up Globus Connect Personal. */
  readonly gcpInstall: Scope = urn("transfer.api.globus.org", "gcp_install");
}

/** The scopes of Globus Groups. */
export class GroupsScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "groups.api.globus.org";
  /** Everything that Groups does. */
  readonly all: Scope = urn("groups.api.globus.org", "all");
  /** Sees the user's groups and memberships. */
  readonly viewMyGroupsAndMemberships: Scope = urn(
    "groups.api.globus.org",
    "view_my_groups_and_memberships",
  );
}

/** The scopes of Globus Search. */
export class SearchScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "search.api.globus.org";
  /** Everything that Search does. */
  readonly all: Scope = urn("search.api.globus.org", "all");
  /** What Globus Connect Server needs of Search. */
  readonly globusConnectServer: Scope = urn("search.api.globus.org", "globus_connect_server");
  /** Writes to indices. */
  readonly ingest: Scope = urn("search.api.globus.org", "ingest");
  /** Queries indices. */
  readonly search: Scope = urn("search.api.globus.org", "search");
}

/** The scopes of the service that Groups replaced. */
export class NexusScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "nexus.api.globus.org";
  /** The user's groups. */
  readonly groups: Scope = urn("nexus.api.globus.org", "groups");
}

const FLOWS_ID = "eec9b274-0c81-4334-bdc2-54e90e689b9a";

/** The scopes of Globus Flows. */
export class FlowsScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "flows.globus.org";
  /** Id of the service's client, which its scopes carry. */
  readonly clientId: string = FLOWS_ID;
  /** Everything that Flows does. */
  readonly all: Scope = url(FLOWS_ID, "all");
  /** Creates, changes and deletes flows. */
  readonly manageFlows: Scope = url(FLOWS_ID, "manage_flows");
  /** Sees flows. */
  readonly viewFlows: Scope = url(FLOWS_ID, "view_flows");
  /** Starts runs. */
  readonly run: Scope = url(FLOWS_ID, "run");
  /** Sees runs. */
  readonly runStatus: Scope = url(FLOWS_ID, "run_status");
  /** Changes, cancels and releases runs. */
  readonly runManage: Scope = url(FLOWS_ID, "run_manage");
}

const COMPUTE_ID = "facd7ccc-c5f4-42aa-916b-a0e270e2c2a9";

/** The scopes of Globus Compute. */
export class ComputeScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = "funcx_service";
  /** Id of the service's client, which its scopes carry. */
  readonly clientId: string = COMPUTE_ID;
  /** Everything that Compute does. */
  readonly all: Scope = url(COMPUTE_ID, "all");
}

const TIMERS_ID = "524230d7-ea86-4a52-8312-86065a9e0417";

/** The scopes of Globus Timers. */
export class TimersScopeCollection extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string = TIMERS_ID;
  /** Everything that Timers does. */
  readonly timer: Scope = url(TIMERS_ID, "timer");
}

/** The scopes of one Globus Connect Server endpoint, from the endpoint's id. */
export class GCSEndpointScopes extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string;
  /** Manages collections, gateways, roles and credentials of the endpoint. */
  readonly manageCollections: Scope;

  /** Makes the scopes of the endpoint with this id. */
  constructor(endpointId: string) {
    super();
    this.resourceServer = endpointId;
    this.manageCollections = urn(endpointId, "manage_collections");
  }
}

/** The scopes of one collection of Globus Connect Server, from the collection's id. */
export class GCSCollectionScopes extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string;
  /**
   * The collection's data. Transfer needs it as a dependency, for mapped collections that are not
   * of high assurance; other collections have no such scope.
   */
  readonly dataAccess: Scope;
  /** Uploads and downloads over HTTPS. */
  readonly https: Scope;

  /** Makes the scopes of the collection with this id. */
  constructor(collectionId: string) {
    super();
    this.resourceServer = collectionId;
    this.dataAccess = url(collectionId, "data_access");
    this.https = url(collectionId, "https");
  }
}

/** The scopes of one flow, from the flow's id. */
export class SpecificFlowScopes extends ScopeCollection {
  /** Name under which Globus Auth issues the service's tokens. */
  override readonly resourceServer: string;
  /** Starts the flow and works with its runs. */
  readonly user: Scope;

  /** Makes the scopes of the flow with this id. */
  constructor(flowId: string) {
    super();
    this.resourceServer = flowId;
    this.user = url(flowId, `flow_${flowId.replaceAll("-", "_")}_user`);
  }
}

/** The scopes of Globus Auth. */
export const AuthScopes: AuthScopeCollection = /* @__PURE__ */ new AuthScopeCollection();
/** The scopes of Globus Transfer. */
export const TransferScopes: TransferScopeCollection =
  /* @__PURE__ */ new TransferScopeCollection();
/** The scopes of Globus Groups. */
export const GroupsScopes: GroupsScopeCollection = /* @__PURE__ */ new GroupsScopeCollection();
/** The scopes of Globus Search. */
export const SearchScopes: SearchScopeCollection = /* @__PURE__ */ new SearchScopeCollection();
/** The scopes of Globus Flows. */
export const FlowsScopes: FlowsScopeCollection = /* @__PURE__ */ new FlowsScopeCollection();
/** The scopes of Globus Timers. */
export const TimersScopes: TimersScopeCollection = /* @__PURE__ */ new TimersScopeCollection();
/** The scopes of Globus Compute. */
export const ComputeScopes: ComputeScopeCollection = /* @__PURE__ */ new ComputeScopeCollection();
/** The scopes of the service that Groups replaced. */
export const NexusScopes: NexusScopeCollection = /* @__PURE__ */ new NexusScopeCollection();
