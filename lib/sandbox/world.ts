import type { AuthorizationCode, Interaction } from "./auth/authorizations.ts";
import {
  addCredential,
  changeClient,
  checkClientInit,
  type Client,
  type ClientInit,
  type CredentialRecord,
  DEMO_CLIENT_ID,
  makeClient,
  notRegistered,
  seedClients,
  TUTORIAL_CLIENT_ID,
} from "./auth/clients.ts";
import { ConsentBook } from "./auth/consents.ts";
import { derivedScope } from "./auth/derived_scopes.ts";
import { KeyRing } from "./auth/keys.ts";
import {
  clientIdentity,
  type IdentityRecord,
  makePerson,
  type Person,
  type PersonInit,
  type ProviderRecord,
  seedPeople,
  seedProviders,
  seedStrangers,
} from "./auth/people.ts";
import { type PolicyRecord, seedPolicy } from "./auth/policies.ts";
import { type ProjectRecord, seedProject } from "./auth/projects.ts";
import { type ScopeRecord, seedScopes } from "./auth/scopes.ts";
import type { Session } from "./auth/sessions.ts";
import type { AccessToken, RefreshToken } from "./auth/tokens.ts";
import { isoMicros, type SandboxClock } from "./clock.ts";
import { type ComputeEndpointRecord, seedEndpoint } from "./compute/endpoints.ts";
import type { ComputeFunctionRecord } from "./compute/functions.ts";
import { ComputeTaskStore } from "./compute/tasks.ts";
import { type FlowRecord, putFlow, seedFlow } from "./flows/flows.ts";
import type { RegisteredApiRecord } from "./flows/registered_apis.ts";
import type { RunRecord } from "./flows/runs.ts";
import type { WebInputRecord } from "./flows/web_inputs.ts";
import { DomainBook } from "./gcs/domains.ts";
import { NodeBook } from "./gcs/nodes.ts";
import type { SharingPolicyRecord } from "./gcs/sharing_policies.ts";
import { StorageGatewayBook } from "./gcs/storage_gateways.ts";
import type { LanSecretRecord } from "./gcs/stream_gateways.ts";
import type { UserCredentialRecord } from "./gcs/user_credentials.ts";
import { type GroupRecord, seedGroups } from "./groups/groups.ts";
import { hideFields } from "./hidden.ts";
import type { JsonDocument } from "./http/json.ts";
import { SeededRandom } from "./random.ts";
import type { IndexRecord } from "./search/indices.ts";
import { seedSkyIndex } from "./search/sky_index.ts";
import { defaultSettings, type SandboxSettings } from "./settings.ts";
import type { TimerRecord } from "./timers/timers.ts";
import type { BookmarkRecord } from "./transfer/bookmarks.ts";
import { CollectionStore } from "./transfer/collections.ts";
import { PauseRuleBook, seedPauseRule } from "./transfer/pause_rules.ts";
import { RoleBook } from "./transfer/roles.ts";
import {
  seedStreamAccessPoints,
  type StreamAccessPointRecord,
} from "./transfer/stream_access_points.ts";
import { TaskStore } from "./transfer/tasks/tasks.ts";
import type { TunnelRecord } from "./transfer/tunnels.ts";

/** A client with the secret that it logs in with. */
export interface ClientWithSecret {
  /** Client id. */
  id: string;
  /** Client secret; empty for a public client. */
  secret: string;
  /** Registered redirect URIs; may be changed. */
  redirect_uris: string[];
}

/** All that the sandbox knows. Tests may read and change it; maps are keyed by id. */
export class World {
  /** The time. */
  readonly clock: SandboxClock;
  /** Limits, delays and modes that the sandbox was made with. */
  readonly settings: SandboxSettings;
  /** Makes ids that repeat with the seed. */
  readonly random: SeededRandom;
  /** Those whom a visitor can be. */
  readonly people: Person[];
  /** Identity providers. */
  readonly providers: Map<string, ProviderRecord>;
  /** Clients, also those that stand for services. */
  readonly clients: Map<string, Client> = new Map();
  /** Scopes by UUID. */
  readonly scopesById: Map<string, ScopeRecord> = new Map();
  /** Scopes by scope string. */
  readonly scopes: Map<string, ScopeRecord> = new Map();
  /** Consents of everyone. */
  readonly consents: ConsentBook;
  /** Signing keys of Auth. */
  readonly keys: KeyRing = new KeyRing();
  /** Access tokens by their text. */
  readonly accessTokens: Map<string, AccessToken> = new Map();
  /** Refresh tokens by their text. */
  readonly refreshTokens: Map<string, RefreshToken> = new Map();
  /** Authorization codes by code. */
  readonly codes: Map<string, AuthorizationCode> = new Map();
  /** Projects of Auth by id. */
  readonly projects: Map<string, ProjectRecord> = new Map();
  /** Policies on logins. */
  readonly policies: Map<string, PolicyRecord> = new Map();
  /** Logins under way, by their hidden number. */
  readonly interactions: Map<string, Interaction> = new Map();
  /** Browser sessions by cookie. */
  readonly sessions: Map<string, Session> = new Map();
  /** Endpoints and collections. */
  readonly collections: CollectionStore;
  /** Storage gateways of Connect Server endpoints. */
  readonly storageGateways: StorageGatewayBook = new StorageGatewayBook();
  /** Nodes of Connect Server endpoints. */
  readonly nodes: NodeBook = new NodeBook();
  /** Domain names of their own that endpoints and collections have. */
  readonly domains: DomainBook = new DomainBook();
  /** Which paths of mapped collections users may share, by id of the policy. */
  readonly sharingPolicies: Map<string, SharingPolicyRecord> = new Map();
  /** Secrets for tunnels, by id. */
  readonly lanSecrets: Map<string, LanSecretRecord> = new Map();
  /** Credentials of users on these gateways, by id. */
  readonly userCredentials: Map<string, UserCredentialRecord> = new Map();
  /** Roles on endpoints. */
  readonly roles: RoleBook = new RoleBook();
  /** Rules that pause an endpoint. */
  readonly pauseRules: PauseRuleBook = new PauseRuleBook();
  /** Transfers and deletions. */
  readonly tasks: TaskStore;
  /** Bookmarks of everyone. */
  readonly bookmarks: Map<string, BookmarkRecord> = new Map();
  /** Tunnels of everyone. */
  readonly tunnels: Map<string, TunnelRecord> = new Map();
  /** UUIDs of the subscriptions that people belong to, by username. */
  readonly subscriptions: Map<string, string[]> = new Map([
    ["ada@fjord.example", ["5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601"]],
    [
      "kofi@harbor.example",
      ["5ab5c000-1d2e-4f30-8a91-b2c3d4e5f602", "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f603"],
    ],
  ]);
  /** Who canceled tasks of others, by the number of the order. */
  readonly adminCancels: Map<string, string> = new Map();
  /** Groups by id. */
  readonly groups: Map<string, GroupRecord> = new Map();
  /** Membership fields of members, by group and identity. */
  readonly membershipFields: Map<string, JsonDocument> = new Map();
  /** Whether an identity may be added to groups without being asked; true where it has no entry. */
  readonly mayBeAdded: Map<string, boolean> = new Map();
  /** Indices of Search, by id. */
  readonly indices: Map<string, IndexRecord> = new Map();
  /** Timers of all users, by id. */
  readonly timers: Map<string, TimerRecord> = new Map();
  /** Flows of all users, by id. */
  readonly flows: Map<string, FlowRecord> = new Map();
  /** Runs of flows, by id. */
  readonly runs: Map<string, RunRecord> = new Map();
  /** Questions of runs to users, by id. */
  readonly webInputs: Map<string, WebInputRecord> = new Map();
  /** APIs that were registered for flows, by id. */
  readonly registeredApis: Map<string, RegisteredApiRecord> = new Map();
  /** Endpoints of Compute, by id. */
  readonly computeEndpoints: Map<string, ComputeEndpointRecord> = new Map();
  /** Functions of Compute, by id. */
  readonly computeFunctions: Map<string, ComputeFunctionRecord> = new Map();
  /** Tasks of Compute, with their groups. */
  readonly computeTasks: ComputeTaskStore = new ComputeTaskStore();
  /** When each user last asked Transfer or Compute, for their rate limits. */
  readonly requestTimes: Map<string, number[]> = new Map();
  readonly #seed: number;
  #identities: Map<string, IdentityRecord> | undefined;
  #strangers: IdentityRecord[] | undefined;
  #streamAccessPoints: Map<string, StreamAccessPointRecord> | undefined;

  /** Draws up the world; what is large is made when it is first asked for. */
  constructor(
    seed: number,
    collections: number,
    clock: SandboxClock,
    settings: SandboxSettings = defaultSettings({}),
  ) {
    this.clock = clock;
    this.settings = settings;
    this.#seed = seed;
    this.random = new SeededRandom(seed ^ 0x3c6ef372);
    this.people = seedPeople();
    this.providers = new Map(seedProviders().map((provider) => [provider.id, provider]));
    for (const client of seedClients()) this.clients.set(client.document.id, client);
    for (const scope of seedScopes(() => this.random.uuid())) this.addScope(scope);
    this.consents = new ConsentBook(this, clock);
    this.collections = new CollectionStore(this, seed, collections);
    this.tasks = new TaskStore(this, seed);
    this.registerClient({ id: DEMO_CLIENT_ID });
    this.#seedProject();
    const rule = seedPauseRule(this.random.uuid(), this.people[2].primary.id, clock.now());
    this.pauseRules.byId.set(rule.id, rule);
    for (const group of seedGroups(this.people)) this.groups.set(group.id, group);
    const sky = seedSkyIndex(`urn:globus:auth:identity:${this.people[0].primary.id}`);
    this.indices.set(sky.id, sky);
    const tutorial = seedEndpoint(this.people[0].primary.id);
    this.computeEndpoints.set(tutorial.id, tutorial);
    const hello = seedFlow(`urn:globus:auth:identity:${this.people[0].primary.id}`);
    putFlow(this, hello, () => this.random.uuid());
  }

  /** Noor administers the demonstration client, and a policy on logins. */
  #seedProject(): void {
    const [, noor] = this.people;
    const project = seedProject(this.random.uuid(), noor.primary.id);
    this.projects.set(project.id, project);
    this.clients.get(DEMO_CLIENT_ID)!.document.project = project.id;
    const policy = seedPolicy(this.random.uuid(), project.id);
    this.policies.set(policy.id, policy);
  }

  /**
   * Takes over the names, the secrets and the redirect URIs of clients of a world that this one replaces:
   * the programs that use them still run.
   *
   * @param former The world before.
   */
  keepClients(former: World): void {
    for (const [id, { credentials, document }] of this.clients) {
      const known = former.clients.get(id);
      if (known === undefined) continue;
      document.name = known.document.name;
      document.redirect_uris = [...known.document.redirect_uris];
      if (credentials.size === 0) continue;
      credentials.clear();
      for (const [key, credential] of known.credentials) credentials.set(key, credential);
    }
  }

  /**
   * Adds a person whom visitors can be.
   *
   * @param init The username, of a provider's domain, and what else is known of the person.
   * @returns The person, with one identity.
   */
  addPerson(init: PersonInit): Person {
    const { username, id = this.random.uuid() } = init;
    if (this.identityByUsername(username) || this.identities.has(id)) {
      throw new RangeError(`Cannot add a person: "${username}" or ${id} is taken`);
    }
    const [, domain = ""] = username.toLowerCase().split("@");
    const provider = [...this.providers.values()].find(({ domains }) => domains.includes(domain));
    if (!provider) {
      const known = [...this.providers.values()].flatMap(({ domains }) => domains).join(", ");
      throw new RangeError(`Cannot add a person: "${username}" is of none of the domains ${known}`);
    }
    const person = makePerson({ ...init, id }, provider);
    this.identities.set(id, person.primary);
    this.people.push(person);
    return person;
  }

  /** The public client of the Globus tutorial. */
  get tutorialClientId(): string {
    return TUTORIAL_CLIENT_ID;
  }

  /** The confidential client for demonstrations, with this sandbox's secret. */
  get demoClient(): ClientWithSecret {
    return this.credentials(DEMO_CLIENT_ID);
  }

  /** Owners of collections other than {@linkcode World.people}. */
  get strangers(): IdentityRecord[] {
    return this.#strangers ??= seedStrangers(this.#seed, 160);
  }

  /** Stream access points by id. */
  get streamAccessPoints(): Map<string, StreamAccessPointRecord> {
    return this.#streamAccessPoints ??= new Map(
      seedStreamAccessPoints(this.#seed).map((point) => [point.id, point]),
    );
  }

  /** All identities by id. */
  get identities(): Map<string, IdentityRecord> {
    if (!this.#identities) {
      const own = this.people.flatMap((person) => person.identities);
      this.#identities = new Map([...own, ...this.strangers].map((one) => [one.id, one]));
      for (const { document } of this.clients.values()) {
        this.#identities.set(document.id, clientIdentity(document.id, document.name));
      }
    }
    return this.#identities;
  }

  /** The identity with this username, in any case. */
  identityByUsername(username: string): IdentityRecord | undefined {
    const wanted = username.toLowerCase();
    for (const identity of this.identities.values()) {
      if (identity.username.toLowerCase() === wanted) return identity;
    }
    return undefined;
  }

  /** The person to whom an identity belongs. */
  personOf(identityId: string): Person | undefined {
    return this.people.find(({ identities }) => identities.some(({ id }) => id === identityId));
  }

  /** The person with this username, primary or linked. */
  personByUsername(username: string): Person | undefined {
    return this.people.find(({ identities }) =>
      identities.some((identity) => identity.username === username)
    );
  }

  /** All identities linked to one, itself included. */
  identitySet(identityId: string): string[] {
    return this.personOf(identityId)?.identities.map(({ id }) => id) ?? [identityId];
  }

  /** A client's own identity. */
  clientIdentity(clientId: string): IdentityRecord {
    let identity = this.identities.get(clientId);
    if (!identity) {
      const name = this.clients.get(clientId)?.document.name ?? clientId;
      identity = clientIdentity(clientId, name);
      this.identities.set(clientId, identity);
    }
    return identity;
  }

  /**
   * Registers a client, or changes one that exists: fields that are left out stay. A client that is
   * not public and has no secret gets one.
   *
   * @example The client id of your own program
   * ```ts
   * import { Sandbox } from "@globus-deno/sdk/sandbox";
   *
   * const sandbox = new Sandbox();
   * const id = "7d1a3c52-0f9e-4a6b-8c2d-5e4f3a2b1c0d";
   * sandbox.world.registerClient({ id, client_type: "public_installed_client" });
   * ```
   *
   * @param init What differs from a private confidential client; an id is made where none is given.
   * @returns Its id and secret.
   * @throws {TypeError} If `init` has a field that clients do not have.
   */
  registerClient(init: Partial<ClientInit>): ClientWithSecret {
    checkClientInit(init);
    const id = init.id ?? this.random.uuid();
    let client = this.clients.get(id);
    if (client) changeClient(client, init);
    else {
      client = makeClient({ name: "Test client", ...init, id });
      this.clients.set(id, client);
    }
    if (!client.document.public_client && client.credentials.size === 0) {
      addCredential(client, this.random.uuid(), "first", isoMicros(this.clock.now()));
    }
    return this.credentials(id);
  }

  /** Id, secret and redirect URIs of a client. */
  credentials(clientId: string): ClientWithSecret {
    const client = this.clients.get(clientId);
    if (!client) throw new RangeError(`Cannot find a client: ${notRegistered(clientId)}`);
    const [first]: CredentialRecord[] = [...client.credentials.values()];
    return hideFields({
      id: clientId,
      secret: first?.secret ?? "",
      redirect_uris: client.document.redirect_uris,
    }, "secret");
  }

  /** Registers a scope, so that clients can ask for it. */
  addScope(scope: ScopeRecord): void {
    this.scopesById.set(scope.id, scope);
    this.scopes.set(scope.scope_string, scope);
  }

  /** Takes a scope away. */
  dropScope(id: string): void {
    const scope = this.scopesById.get(id);
    this.scopesById.delete(id);
    if (scope) this.scopes.delete(scope.scope_string);
  }

  /** A scope by its string; those of collections come into being when they are asked for. */
  findScope(scope: string): ScopeRecord | undefined {
    const known = this.scopes.get(scope);
    if (known) return known;
    const made = derivedScope(scope, this);
    if (made) this.addScope(made);
    return made;
  }
}
