import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import { BaseClient } from "../../core/client.ts";
import type { ClientOptions, RequestOptions, ScopeLike } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { withExtras } from "../../core/extras.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { PUBLIC_DOCUMENT } from "../../oauth/metadata.ts";
import { subjectOf } from "../../oauth/subject.ts";
import { checkCharacters } from "../../scopes/characters.ts";
import { listScopes } from "../../scopes/shape.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { IdentityProvidersDocument, UserinfoDocument } from "./documents/identity.ts";
import type { JwkSet, OpenidConfiguration } from "./documents/openid.ts";
import type {
  PoliciesDocument,
  PolicyDocument,
  ProjectDocument,
  ProjectsDocument,
} from "./documents/project.ts";
import type {
  ClientCredentialDocument,
  ClientCredentialsDocument,
  ClientDocument,
  ClientsDocument,
} from "./documents/registered_client.ts";
import type { DependentScopeSpec, ScopeDocument, ScopesDocument } from "./registered_scope.ts";
import { AuthAPIError } from "./errors.ts";
import { getJwk, type JwkParams } from "./jwk.ts";
import {
  clientDocument,
  type ClientFields,
  newClientDocument,
  type NewClientFields,
} from "./registration.ts";
import { GetConsentsResponse, GetIdentitiesResponse } from "./responses.ts";

/** One id or name, or several. */
export type OneOrMore = string | readonly string[];

/** Parameters of {@link AuthClient.getIdentities}. One of `usernames` and `ids` should be given. */
export interface IdentitiesParams {
  /** User names to look up, at most 100. */
  usernames?: OneOrMore | null;
  /** Ids to look up, at most 100. */
  ids?: OneOrMore | null;
  /** Whether identities that were never used are made. Only with `usernames`. @default {false} */
  provision?: boolean;
  /** `identity_provider` adds the providers to the response, under `included`. */
  include?: string | undefined;
}

/** Parameters of {@link AuthClient.getIdentityProviders}: one or none of them. */
export interface IdentityProvidersParams {
  /** Domains to look up. */
  domains?: OneOrMore | null;
  /** Ids to look up. */
  ids?: OneOrMore | null;
}

/** What can be said of a project beside its name and address. */
export interface ProjectParams {
  /** Identities that look after the project. */
  admin_ids?: OneOrMore | null;
  /** Groups whose members do. */
  admin_group_ids?: OneOrMore | null;
}

/** What can be changed of a project. */
export interface ProjectUpdate extends ProjectParams {
  /** Name of the project. */
  display_name?: string;
  /** Where to write to. */
  contact_email?: string;
}

/** What can be changed of a policy. */
export interface PolicyUpdate {
  /** Id of the project that the policy belongs to. */
  project_id?: string;
  /** Name of the policy. */
  display_name?: string;
  /** What it is for. */
  description?: string;
  /** Seconds for which a login counts. */
  authentication_assurance_timeout?: number;
  /** Whether a second factor must have been used. */
  required_mfa?: boolean;
  /** Domains of which one must have been used; null: any. */
  domain_constraints_include?: OneOrMore | null;
  /** Domains that must not have been used; null: none. */
  domain_constraints_exclude?: OneOrMore | null;
}

/** What a new policy says. */
export interface NewPolicy extends PolicyUpdate {
  /** Id of the project that the policy belongs to. */
  project_id: string;
  /** Name of the policy. */
  display_name: string;
  /** What it is for. */
  description: string;
  /** Whether a login counts only in the session that needs it. Cannot be changed later. */
  high_assurance?: boolean;
}

/** Parameters of {@link AuthClient.getClient}: exactly one of them. */
export interface ClientParams {
  /** Id of the client. */
  client_id?: string;
  /** A host name under which the client is a resource server. */
  fqdn?: string;
}

/** Parameters of {@link AuthClient.getScopes}: one or none of them. */
export interface ScopesParams {
  /** Scopes to look up: as they are asked for, or as `Scope` objects. */
  scope_strings?: Scopes | null;
  /** Ids to look up. */
  ids?: OneOrMore | null;
}

/** Parameters of {@link AuthClient.getConsents}. */
export interface ConsentsParams {
  /** Id of the identity, where it is not the first argument. */
  identity_id?: string | null | undefined;
  /** Whether consents to other clients are shown too. @default {false} */
  all?: boolean | undefined;
}

/** What can be said of a scope beside its name, description and suffix. */
export interface ScopeParams {
  /** Domains of which one must have been used to log in. */
  required_domains?: readonly string[];
  /** Scopes that come with it. */
  dependent_scopes?: readonly DependentScopeSpec[];
  /** Whether `getScopes` shows it to everybody. @default {false} */
  advertised?: boolean;
  /** Whether tokens for it can be renewed. @default {true} */
  allows_refresh_token?: boolean;
}

/** What can be changed of a scope. */
export interface ScopeUpdate extends ScopeParams {
  /** Name that people see when they are asked for it. */
  name?: string;
  /** What it allows, as people see it. */
  description?: string;
  /** Last part of the scope's text. */
  scope_suffix?: string;
}

function listOf(value: OneOrMore | null | undefined) {
  return typeof value === "string" ? [value] : value;
}

/**
 * Calls Globus Auth with a token: looks up identities, and manages projects, policies, clients and
 * scopes. To log in, see {@link NativeAppAuthClient} and
 * {@link ConfidentialAppAuthClient}.
 *
 * Changes of projects and what is in them need the scope `manage_projects`, and a login with an
 * identity that looks after the project in the last 30 minutes.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @example Names of identities
 * ```ts ignore
 * const auth = new AuthClient({ authorizer });
 * for (const { id, username } of await auth.getIdentities({ ids: [annId, bobId] })) {
 *   console.log(id, username);
 * }
 * ```
 */
export class AuthClient extends BaseClient {
  /** The service's name in the environment's table of addresses. */
  static override readonly serviceName: string = "auth";
  /** The resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "auth.globus.org";
  /** Scopes that an app asks for on behalf of the client, if nothing else is said. */
  // Written out: a call here would keep the class in every bundle.
  static override readonly defaultScopeRequirements: readonly ScopeLike[] = [
    "openid",
    "profile",
    "email",
  ];
  /** The class of the service's errors. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    AuthAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";
  /** Where the client takes its time from. */
  declare readonly clock: Clock;

  /**
   * Makes a client; nothing is sent.
   *
   * @throws {GlobusSDKUsageError} If both `app` and `authorizer` are given.
   */
  constructor(options?: ClientOptions) {
    super(options);
  }

  // Identities.

  /**
   * Gets the OpenID configuration of Globus Auth. It is public: no credentials are sent.
   *
   * `GET /.well-known/openid-configuration`
   */
  async getOpenidConfiguration(options?: RequestOptions): Promise<OpenidConfiguration> {
    checkNamed("getOpenidConfiguration({ timeoutMs })", options);
    return await this.get("/.well-known/openid-configuration", {
      ...options,
      ...PUBLIC_DOCUMENT,
      responseType: "object",
    });
  }

  /** As below, as PEM. */
  getJwk(params: JwkParams & { asPem: true }, options?: RequestOptions): Promise<string>;
  /**
   * The keys that ID tokens are signed with; with `asPem` the first of them in PEM.
   *
   * `GET {jwks_uri}`
   *
   * Both documents are public: no credentials go along.
   *
   * @throws {InvalidMetadataError} If the configuration is not that of this Globus Auth.
   * @throws {GlobusSDKUsageError} If a given configuration puts the keys at another address than
   * that of Globus Auth.
   */
  getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet>;
  async getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet | string> {
    checkNamed("getJwk({ openidConfiguration, asPem })", params, options);
    return await getJwk(this, params, options);
  }

  /**
   * Claims about the person whom the token was issued to. Which are there depends on its scopes.
   * Compare `sub` with that of the ID token: {@link checkSameSubject}.
   *
   * `GET /v2/oauth2/userinfo`
   */
  async userinfo(options?: RequestOptions): Promise<UserinfoDocument> {
    return await this.get("/v2/oauth2/userinfo", options);
  }

  /**
   * Looks up identities by id or name. Those that do not exist are missing in the answer. For more
   * than 100, see {@link IdentityMap}.
   *
   * `GET /v2/api/identities`
   */
  async getIdentities(
    params: IdentitiesParams = {},
    options: RequestOptions = {},
  ): Promise<GetIdentitiesResponse> {
    checkNamed("getIdentities({ usernames, ids })", params, options);
    const { usernames, ids, provision = false, ...more } = params;
    return new GetIdentitiesResponse(
      await this.#lookUp("/v2/api/identities", {
        ...more,
        usernames: commaJoin(usernames),
        ids: commaJoin(ids),
        // Only names can be provisioned.
        provision: usernames == null ? undefined : provision,
      }, options),
    );
  }

  /**
   * Looks up identity providers.
   *
   * `GET /v2/api/identity_providers`
   *
   * @throws {GlobusSDKUsageError} If both `domains` and `ids` are given.
   */
  async getIdentityProviders(
    params: IdentityProvidersParams = {},
    options: RequestOptions = {},
  ): Promise<IdentityProvidersDocument> {
    checkNamed("getIdentityProviders({ domains, ids })", params, options);
    const { domains, ids, ...more } = params;
    onlyOne("identity providers", { domains, ids });
    const query = { ...more, domains: commaJoin(domains), ids: commaJoin(ids) };
    return await this.#lookUp("/v2/api/identity_providers", query, options);
  }

  /**
   * What an identity consented to, and what follows from it.
   *
   * `GET /v2/api/identities/{identity_id}/consents`
   *
   * @param identityId Id of the identity. @default that of the token, which must have the scope
   * `openid`: it is looked up by {@link AuthClient.userinfo}
   * @throws {GlobusSDKUsageError} If no id is given, and the token does not say whose it is.
   */
  getConsents(
    identityId?: string | null,
    params?: ConsentsParams,
    options?: RequestOptions,
  ): Promise<GetConsentsResponse>;
  /** What the caller consented to, or the identity that `identity_id` names. */
  getConsents(params: ConsentsParams, options?: RequestOptions): Promise<GetConsentsResponse>;
  async getConsents(
    idOrParams?: string | null | ConsentsParams,
    paramsOrOptions?: ConsentsParams | RequestOptions,
    lastOptions?: RequestOptions,
  ): Promise<GetConsentsResponse> {
    const [id, given, options] = isPlainObject(idOrParams)
      ? [undefined, idOrParams as ConsentsParams, paramsOrOptions as RequestOptions | undefined]
      : [idOrParams as string | null, paramsOrOptions as ConsentsParams | undefined, lastOptions];
    checkNamed("getConsents(identityId, { all })", given, options);
    const { identity_id, all = false, ...more } = given ?? {};
    const identityId = id ?? identity_id ?? await this.#ownId(options);
    const consents = path`/v2/api/identities/${identityId}/consents`;
    return new GetConsentsResponse(await this.#lookUp(consents, { ...more, all }, options));
  }

  // Projects.

  /**
   * One project.
   *
   * `GET /v2/api/projects/{project_id}`
   */
  async getProject(projectId: string, options?: RequestOptions): Promise<ProjectDocument> {
    return await this.get(path`/v2/api/projects/${projectId}`, options);
  }

  /**
   * The projects that the caller looks after.
   *
   * `GET /v2/api/projects`
   */
  async getProjects(options?: RequestOptions): Promise<ProjectsDocument> {
    return await this.get("/v2/api/projects", options);
  }

  /**
   * Makes a project. It needs administrators: give `admin_ids`, `admin_group_ids`, or both.
   *
   * `POST /v2/api/projects`
   *
   * @param displayName Name of the project.
   * @param contactEmail Where to write to.
   */
  async createProject(
    displayName: string,
    contactEmail: string,
    params: ProjectParams = {},
    options?: RequestOptions,
  ): Promise<ProjectDocument> {
    checkNamed("createProject(displayName, contactEmail, { admin_ids })", params, options);
    const project = projectOf({
      display_name: displayName,
      contact_email: contactEmail,
      ...params,
    });
    return await this.post("/v2/api/projects", { project }, options);
  }

  /**
   * Changes a project; what is not given stays.
   *
   * `PUT /v2/api/projects/{project_id}`
   */
  async updateProject(
    projectId: string,
    params: ProjectUpdate = {},
    options?: RequestOptions,
  ): Promise<ProjectDocument> {
    checkNamed("updateProject(projectId, { display_name })", params, options);
    return await this.put(
      path`/v2/api/projects/${projectId}`,
      { project: projectOf(params) },
      options,
    );
  }

  /**
   * Deletes a project that holds no clients.
   *
   * `DELETE /v2/api/projects/{project_id}`
   */
  async deleteProject(projectId: string, options?: RequestOptions): Promise<ProjectDocument> {
    return await this.delete(path`/v2/api/projects/${projectId}`, options);
  }

  // Policies.

  /**
   * One policy.
   *
   * `GET /v2/api/policies/{policy_id}`
   */
  async getPolicy(policyId: string, options?: RequestOptions): Promise<PolicyDocument> {
    return await this.get(path`/v2/api/policies/${policyId}`, options);
  }

  /**
   * The policies of the caller's projects.
   *
   * `GET /v2/api/policies`
   */
  async getPolicies(options?: RequestOptions): Promise<PoliciesDocument> {
    return await this.get("/v2/api/policies", options);
  }

  /**
   * Makes a policy.
   *
   * `POST /v2/api/policies`
   */
  async createPolicy(params: NewPolicy, options?: RequestOptions): Promise<PolicyDocument> {
    checkNamed("createPolicy({ project_id, display_name, description })", params ?? null, options);
    return await this.post("/v2/api/policies", { policy: policyOf(params) }, options);
  }

  /**
   * Changes a policy; what is not given stays.
   *
   * `PUT /v2/api/policies/{policy_id}`
   */
  async updatePolicy(
    policyId: string,
    params: PolicyUpdate = {},
    options?: RequestOptions,
  ): Promise<PolicyDocument> {
    checkNamed("updatePolicy(policyId, { display_name })", params, options);
    return await this.put(
      path`/v2/api/policies/${policyId}`,
      { policy: policyOf(params) },
      options,
    );
  }

  /**
   * Deletes a policy.
   *
   * `DELETE /v2/api/policies/{policy_id}`
   */
  async deletePolicy(policyId: string, options?: RequestOptions): Promise<PolicyDocument> {
    return await this.delete(path`/v2/api/policies/${policyId}`, options);
  }

  // Clients.

  /**
   * One client, by its id or by a host name.
   *
   * `GET /v2/api/clients/{client_id}`, or `GET /v2/api/clients` for a host name
   *
   * @throws {GlobusSDKUsageError} If not exactly one of `client_id` and `fqdn` is given.
   */
  async getClient(params: ClientParams, options: RequestOptions = {}): Promise<ClientDocument> {
    checkNamed("getClient({ client_id })", params, options);
    const { client_id: id, fqdn } = params ?? {};
    if ((id == null) === (fqdn == null)) {
      throw new GlobusSDKUsageError("Cannot get a client: it needs one of client_id and fqdn");
    }
    return await (id != null
      ? this.get(path`/v2/api/clients/${id}`, options)
      : this.#lookUp("/v2/api/clients", { fqdn }, options));
  }

  /**
   * The clients of the caller's projects.
   *
   * `GET /v2/api/clients`
   */
  async getClients(options?: RequestOptions): Promise<ClientsDocument> {
    return await this.get("/v2/api/clients", options);
  }

  /**
   * Registers a client. It has no secret yet: see {@link AuthClient.createClientCredential}.
   *
   * `POST /v2/api/clients`
   *
   * @param name Name that people see when they log in.
   * @param project Id of the project that it belongs to.
   * @throws {GlobusSDKUsageError} If its kind is missing or given twice, or one of the two links is
   * given without the other.
   */
  async createClient(
    name: string,
    project: string,
    params: NewClientFields = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    checkNamed("createClient(name, project, { client_type })", params, options);
    return await this.post(
      "/v2/api/clients",
      newClientDocument({ name, project }, params),
      options,
    );
  }

  /**
   * Changes a client; what is not given stays.
   *
   * `PUT /v2/api/clients/{client_id}`
   *
   * @throws {GlobusSDKUsageError} If one of the two links is given without the other.
   */
  async updateClient(
    clientId: string,
    params: ClientFields = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    checkNamed("updateClient(clientId, { name })", params, options);
    return await this.put(path`/v2/api/clients/${clientId}`, clientDocument(params), options);
  }

  /**
   * Deletes a client. Its tokens end.
   *
   * `DELETE /v2/api/clients/{client_id}`
   */
  async deleteClient(clientId: string, options?: RequestOptions): Promise<ClientDocument> {
    return await this.delete(path`/v2/api/clients/${clientId}`, options);
  }

  /**
   * The credentials of a client, without their secrets.
   *
   * `GET /v2/api/clients/{client_id}/credentials`
   */
  async getClientCredentials(
    clientId: string,
    options?: RequestOptions,
  ): Promise<ClientCredentialsDocument> {
    return await this.get(path`/v2/api/clients/${clientId}/credentials`, options);
  }

  /**
   * Makes a secret for a client. The answer holds it this once: store
   * `credential.secret`, which shows as `[redacted]` when it is printed.
   *
   * `POST /v2/api/clients/{client_id}/credentials`
   *
   * @param name Name of the credential.
   */
  async createClientCredential(
    clientId: string,
    name: string,
    options?: RequestOptions,
  ): Promise<ClientCredentialDocument> {
    const document = { credential: { name } };
    return await this.post(path`/v2/api/clients/${clientId}/credentials`, document, options);
  }

  /**
   * Ends a secret of a client.
   *
   * `DELETE /v2/api/clients/{client_id}/credentials/{credential_id}`
   */
  async deleteClientCredential(
    clientId: string,
    credentialId: string,
    options?: RequestOptions,
  ): Promise<ClientCredentialDocument> {
    return await this.delete(
      path`/v2/api/clients/${clientId}/credentials/${credentialId}`,
      options,
    );
  }

  // Scopes.

  /**
   * One scope.
   *
   * `GET /v2/api/scopes/{scope_id}`
   */
  async getScope(scopeId: string, options?: RequestOptions): Promise<ScopeDocument> {
    return await this.get(path`/v2/api/scopes/${scopeId}`, options);
  }

  /**
   * Looks up scopes; without parameters, those of the caller's clients.
   *
   * `GET /v2/api/scopes`
   *
   * @throws {GlobusSDKUsageError} If both `scope_strings` and `ids` are given.
   */
  getScopes(params?: ScopesParams, options?: RequestOptions): Promise<ScopesDocument>;
  /** Looks up scopes by their ids. */
  getScopes(ids: OneOrMore | null, options?: RequestOptions): Promise<ScopesDocument>;
  async getScopes(
    paramsOrIds?: ScopesParams | OneOrMore | null,
    options?: RequestOptions,
  ): Promise<ScopesDocument> {
    const params: ScopesParams = typeof paramsOrIds === "string" || Array.isArray(paramsOrIds)
      ? { ids: paramsOrIds }
      : paramsOrIds as ScopesParams | null ?? {};
    checkNamed("getScopes({ scope_strings, ids }) or getScopes(ids)", params, options);
    const { scope_strings: strings, ids, ...more } = params;
    onlyOne("scopes", { scope_strings: strings, ids });
    const query = {
      ...more,
      scope_strings: strings == null ? undefined : scopeNamesOf(strings).join(","),
      ids: commaJoin(ids),
    };
    return await this.#lookUp("/v2/api/scopes", query, options);
  }

  /**
   * Makes a scope of a client.
   *
   * `POST /v2/api/clients/{client_id}/scopes`
   *
   * @param name Name that people see when they are asked for it.
   * @param description What it allows, as people see it.
   * @param scopeSuffix Last part of the scope's text: `manage` makes
   * `https://auth.globus.org/scopes/{client_id}/manage`.
   */
  async createScope(
    clientId: string,
    name: string,
    description: string,
    scopeSuffix: string,
    params: ScopeParams = {},
    options?: RequestOptions,
  ): Promise<ScopeDocument> {
    checkNamed(
      "createScope(clientId, name, description, scopeSuffix, { dependent_scopes })",
      params,
      options,
    );
    return await this.post(path`/v2/api/clients/${clientId}/scopes`, {
      scope: { name, description, scope_suffix: scopeSuffix, ...params },
    }, options);
  }

  /**
   * Changes a scope; what is not given stays.
   *
   * `PUT /v2/api/scopes/{scope_id}`
   */
  async updateScope(
    scopeId: string,
    params: ScopeUpdate = {},
    options?: RequestOptions,
  ): Promise<ScopeDocument> {
    checkNamed("updateScope(scopeId, { name })", params, options);
    return await this.put(path`/v2/api/scopes/${scopeId}`, { scope: params }, options);
  }

  /**
   * Deletes a scope. Tokens for it end.
   *
   * `DELETE /v2/api/scopes/{scope_id}`
   */
  async deleteScope(scopeId: string, options?: RequestOptions): Promise<ScopeDocument> {
    return await this.delete(path`/v2/api/scopes/${scopeId}`, options);
  }

  /** Sends a lookup, with what the caller adds to its query. */
  #lookUp<T>(path: string | Path, query: QueryParams, options?: RequestOptions): Promise<T> {
    return this.get(path, { ...options, query: withExtras("query", query, options?.query) });
  }

  /** Id of the identity that the token was issued to. */
  async #ownId(options: RequestOptions = {}): Promise<string> {
    const { query: _query, ...rest } = options;
    try {
      return subjectOf(await this.userinfo(rest));
    } catch (error) {
      if (!(error instanceof AuthAPIError && error.httpStatus === 403)) throw error;
      throw new GlobusSDKUsageError(
        "Cannot look up consents: the token does not say whose it is; ask for the scope openid," +
          " or give the identity's id",
        { cause: error },
      );
    }
  }
}

function onlyOne(what: string, params: Record<string, unknown>): void {
  const given = Object.keys(params).filter((name) => params[name] != null);
  if (given.length > 1) {
    throw new GlobusSDKUsageError(`Cannot look up ${what}: it takes one of ${given.join(" and ")}`);
  }
}

function projectOf(params: ProjectUpdate): object {
  const { admin_ids, admin_group_ids, ...rest } = params;
  return { ...rest, admin_ids: listOf(admin_ids), admin_group_ids: listOf(admin_group_ids) };
}

function policyOf(params: PolicyUpdate): object {
  return {
    ...params,
    domain_constraints_include: listOf(params.domain_constraints_include),
    domain_constraints_exclude: listOf(params.domain_constraints_exclude),
  };
}

/** Scopes by their names, without what they depend on. Text stays as it is. */
function scopeNamesOf(scopes: Scopes): string[] {
  const names = listScopes(scopes)
    .map((scope) => typeof scope === "string" ? scope : scope.scopeString);
  checkCharacters(names.join(" "));
  return names;
}
