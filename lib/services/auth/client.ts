import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import { BaseClient } from "../../core/client.ts";
import type { ClientOptions, RequestOptions, ScopeLike } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { withExtras } from "../../core/extras.ts";
import { loadPart } from "../../core/load_part.ts";
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
import type { JwkParams } from "./jwk.ts";
import { getJwk } from "./key_set.ts";
import type { ClientFields, NewClientFields } from "./registration.ts";
import { GetConsentsResponse, GetIdentitiesResponse } from "./responses.ts";

/** One id or name, or a list of them. */
export type OneOrMore = string | readonly string[];

/** Parameters of {@link AuthClient.getIdentities}. Give one of `usernames` and `ids`. */
export interface IdentitiesParams {
  /** Usernames to look up, at most 100. */
  usernames?: OneOrMore | null | undefined;
  /** Ids of identities to look up, at most 100. */
  ids?: OneOrMore | null | undefined;
  /** Whether to create identities that were never used. Only with `usernames`. @default {false} */
  provision?: boolean | undefined;
  /** `identity_provider` adds the providers to the response, under `included`. */
  include?: string | undefined;
}

/** Parameters of {@link AuthClient.getIdentityProviders}. Give at most one of them. */
export interface IdentityProvidersParams {
  /** Domains of the identity providers to look up. */
  domains?: OneOrMore | null | undefined;
  /** Ids of the identity providers to look up. */
  ids?: OneOrMore | null | undefined;
}

/** Optional fields of a new project. Give administrators by at least one of them. */
export interface ProjectParams {
  /** Ids of identities that administer the project. */
  admin_ids?: OneOrMore | null | undefined;
  /** Ids of groups whose members administer the project. */
  admin_group_ids?: OneOrMore | null | undefined;
}

/** Fields of a project to change. */
export interface ProjectUpdate extends ProjectParams {
  /** Name of the project, which people see. */
  display_name?: string;
  /** E-mail address of the people who run the project. */
  contact_email?: string;
}

/** Fields of a policy to change. */
export interface PolicyUpdate {
  /** Id of the project that the policy belongs to. */
  project_id?: string;
  /** Name of the policy, which people see. */
  display_name?: string;
  /** Purpose of the policy, which people see. */
  description?: string;
  /** Seconds after which users must log in again. */
  authentication_assurance_timeout?: number;
  /** Whether users must log in with a second factor. */
  required_mfa?: boolean;
  /** Domains: users must log in with an identity of one of them. Null allows all. */
  domain_constraints_include?: OneOrMore | null;
  /** Domains whose identities do not count. Null excludes none. */
  domain_constraints_exclude?: OneOrMore | null;
}

/** Fields of a new policy. */
export interface NewPolicy extends PolicyUpdate {
  /** Id of the project that the policy belongs to. */
  project_id: string;
  /** Name of the policy, which people see. */
  display_name: string;
  /** Purpose of the policy, which people see. */
  description: string;
  /** Whether only a login in the same session counts (High Assurance). It cannot be changed later. */
  high_assurance?: boolean;
}

/** Parameters of {@link AuthClient.getClient}. Give exactly one of them. */
export interface ClientParams {
  /** UUID of the client. Exclusive with `fqdn`. */
  client_id?: string | undefined;
  /** Host name under which the client is a resource server. Exclusive with `client_id`. */
  fqdn?: string | undefined;
}

/** Parameters of {@link AuthClient.getScopes}. Give at most one of them. */
export interface ScopesParams {
  /** Scopes to look up, as strings or {@link Scope} objects. */
  scope_strings?: Scopes | null | undefined;
  /** Ids of the scopes to look up. */
  ids?: OneOrMore | null | undefined;
}

/** Parameters of {@link AuthClient.getConsents}. */
export interface ConsentsParams {
  /** Id of the identity, if it is not the first argument. */
  identity_id?: string | null | undefined;
  /** Whether to include consents given to other clients. @default {false} */
  all?: boolean | undefined;
}

/** Optional fields of a new scope. */
export interface ScopeParams {
  /** Domains: users must log in with an identity of one of them. @default all domains */
  required_domains?: readonly string[] | undefined;
  /** Scopes of other services that the client needs when it is called with this scope. @default {[]} */
  dependent_scopes?: readonly DependentScopeSpec[] | undefined;
  /** Whether all users can find the scope with `getScopes`. @default {false} */
  advertised?: boolean | undefined;
  /** Whether refresh tokens may be issued for the scope. @default {true} */
  allows_refresh_token?: boolean | undefined;
}

/** Fields of a scope to change. */
export interface ScopeUpdate extends ScopeParams {
  /** Name that people see on the consent page. */
  name?: string;
  /** What the scope allows, as people see it on the consent page. */
  description?: string;
  /** Last part of the scope's string, such as `manage`. */
  scope_suffix?: string;
}

function listOf(value: OneOrMore | null | undefined) {
  return typeof value === "string" ? [value] : value;
}

/**
 * A client for Globus Auth that calls it with a token: it looks up identities, and manages projects,
 * policies, clients and scopes. To log in, use {@link NativeAppAuthClient} or
 * {@link ConfidentialAppAuthClient}.
 *
 * To change a project or what belongs to it, the token needs the scope `manage_projects`, and the user
 * must have logged in as an administrator of the project within the last 30 minutes.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @example Names of identities
 * ```ts
 * import { AuthClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const auth = new AuthClient({ app });
 * const people = await auth.getIdentities({ usernames: ["ada@fjord.example", "kofi@harbor.example"] });
 * for (const { id, username } of people) console.log(id, username);
 * ```
 *
 * @category Clients
 */
export class AuthClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "auth";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "auth.globus.org";
  /** Scopes that an app's login asks for, unless `appScopes` names others. */
  // Written out: a call here would keep the class in every bundle.
  static override readonly defaultScopeRequirements: readonly ScopeLike[] = [
    "openid",
    "profile",
    "email",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    AuthAPIError;
  /** The service's responses are JSON objects. */
  static override readonly responseType: ResponseType = "object";
  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;

  /**
   * Makes a client. It sends nothing.
   *
   * @throws {GlobusSDKUsageError} If both `app` and `authorizer` are given.
   */
  constructor(options?: ClientOptions) {
    super(options);
  }

  /**
   * Gets the OpenID configuration of Globus Auth. It is public: no credentials are sent.
   *
   * `GET /.well-known/openid-configuration`
   *
   * @category Keys
   */
  async getOpenidConfiguration(options?: RequestOptions): Promise<OpenidConfiguration> {
    checkNamed("getOpenidConfiguration({ timeoutMs })", options);
    return await this.get("/.well-known/openid-configuration", {
      ...options,
      ...PUBLIC_DOCUMENT,
      responseType: "object",
    });
  }

  /**
   * Gets the first key that verifies ID tokens, in PEM (RFC 7468).
   *
   * @category Keys
   */
  getJwk(params: JwkParams & { asPem: true }, options?: RequestOptions): Promise<string>;
  /**
   * Gets the public keys that verify ID tokens. No credentials are sent.
   *
   * `GET {jwks_uri}`
   *
   * @throws {InvalidMetadataError} If the configuration is not that of this Globus Auth.
   * @throws {GlobusSDKUsageError} If a given configuration names an address of the keys that does not
   * belong to Globus Auth.
   * @category Keys
   */
  getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet>;
  async getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet | string> {
    checkNamed("getJwk({ openidConfiguration, asPem })", params, options);
    return await getJwk(this, params, options);
  }

  /**
   * Gets claims about the user to whom the token was issued. The token's scopes decide which claims
   * there are. Compare `sub` with that of the ID token: {@link checkSameSubject}.
   *
   * `GET /v2/oauth2/userinfo`
   *
   * @category Identities
   */
  async userinfo(options?: RequestOptions): Promise<UserinfoDocument> {
    return await this.get("/v2/oauth2/userinfo", options);
  }

  /**
   * Looks up identities by id or username. The result leaves out identities that do not exist. For
   * more than 100, use {@link IdentityMap}.
   *
   * `GET /v2/api/identities`
   *
   * @category Identities
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
        // Only usernames can be provisioned.
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
   * @category Identities
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
   * Gets the consents that an identity has given, with their dependencies.
   *
   * `GET /v2/api/identities/{identity_id}/consents`
   *
   * @param identityId Id of the identity. @default the token's identity, which
   * {@link AuthClient.userinfo} looks up if the token has the scope `openid`
   * @throws {GlobusSDKUsageError} If no id is given, and the token lacks the scope `openid`.
   * @category Consents
   */
  getConsents(
    identityId?: string | null,
    params?: ConsentsParams,
    options?: RequestOptions,
  ): Promise<GetConsentsResponse>;
  /**
   * Gets the consents that the caller, or the identity `identity_id`, has given.
   *
   * @category Consents
   */
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

  /**
   * Gets a project that the caller administers.
   *
   * `GET /v2/api/projects/{project_id}`
   *
   * @category Projects
   */
  async getProject(projectId: string, options?: RequestOptions): Promise<ProjectDocument> {
    return await this.get(path`/v2/api/projects/${projectId}`, options);
  }

  /**
   * Gets all projects that the caller administers.
   *
   * `GET /v2/api/projects`
   *
   * @category Projects
   */
  async getProjects(options?: RequestOptions): Promise<ProjectsDocument> {
    return await this.get("/v2/api/projects", options);
  }

  /**
   * Creates a project. It needs administrators: give `admin_ids`, `admin_group_ids`, or both.
   *
   * `POST /v2/api/projects`
   *
   * @param displayName Name of the project, which people see.
   * @param contactEmail E-mail address of the people who run the project.
   * @category Projects
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
   * Changes a project. Fields that are not given stay unchanged.
   *
   * `PUT /v2/api/projects/{project_id}`
   *
   * @category Projects
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
   * Deletes a project, which must not have clients.
   *
   * `DELETE /v2/api/projects/{project_id}`
   *
   * @category Projects
   */
  async deleteProject(projectId: string, options?: RequestOptions): Promise<ProjectDocument> {
    return await this.delete(path`/v2/api/projects/${projectId}`, options);
  }

  /**
   * Gets a policy of one of the caller's projects.
   *
   * `GET /v2/api/policies/{policy_id}`
   *
   * @category Policies
   */
  async getPolicy(policyId: string, options?: RequestOptions): Promise<PolicyDocument> {
    return await this.get(path`/v2/api/policies/${policyId}`, options);
  }

  /**
   * Gets all policies of the projects that the caller administers.
   *
   * `GET /v2/api/policies`
   *
   * @category Policies
   */
  async getPolicies(options?: RequestOptions): Promise<PoliciesDocument> {
    return await this.get("/v2/api/policies", options);
  }

  /**
   * Creates a policy, which services can require users to meet.
   *
   * `POST /v2/api/policies`
   *
   * @category Policies
   */
  async createPolicy(params: NewPolicy, options?: RequestOptions): Promise<PolicyDocument> {
    checkNamed("createPolicy({ project_id, display_name, description })", params ?? null, options);
    return await this.post("/v2/api/policies", { policy: policyOf(params) }, options);
  }

  /**
   * Changes a policy. Fields that are not given stay unchanged.
   *
   * `PUT /v2/api/policies/{policy_id}`
   *
   * @category Policies
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
   *
   * @category Policies
   */
  async deletePolicy(policyId: string, options?: RequestOptions): Promise<PolicyDocument> {
    return await this.delete(path`/v2/api/policies/${policyId}`, options);
  }

  /**
   * Gets a client by its id or by a host name.
   *
   * `GET /v2/api/clients/{client_id}`, or `GET /v2/api/clients` for a host name
   *
   * @throws {GlobusSDKUsageError} If none or both of `client_id` and `fqdn` are given.
   * @category Clients
   */
  async getClient(params: ClientParams, options: RequestOptions = {}): Promise<ClientDocument> {
    checkNamed("getClient({ client_id })", params, options);
    const { client_id: id, fqdn } = params ?? {};
    if ((id == null) === (fqdn == null)) {
      throw new GlobusSDKUsageError("Cannot get a client: give one of client_id and fqdn");
    }
    return await (id != null
      ? this.get(path`/v2/api/clients/${id}`, options)
      : this.#lookUp("/v2/api/clients", { fqdn }, options));
  }

  /**
   * Gets all clients of the projects that the caller administers.
   *
   * `GET /v2/api/clients`
   *
   * @category Clients
   */
  async getClients(options?: RequestOptions): Promise<ClientsDocument> {
    return await this.get("/v2/api/clients", options);
  }

  /**
   * Registers a client. It does not have a secret yet: create one with
   * {@link AuthClient.createClientCredential}.
   *
   * `POST /v2/api/clients`
   *
   * @param name Name that people see when they log in.
   * @param project Id of the project that the client belongs to.
   * @throws {GlobusSDKUsageError} If none or both of `public_client` and `client_type` are given, or
   * only one of the two links.
   * @category Clients
   */
  async createClient(
    name: string,
    project: string,
    params: NewClientFields = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    checkNamed("createClient(name, project, { client_type })", params, options);
    const { newClientDocument } = await loadPart("register a client", import("./registration.ts"));
    const document = newClientDocument({ name, project }, params, { GlobusSDKUsageError });
    return await this.post("/v2/api/clients", document, options);
  }

  /**
   * Changes a client. Fields that are not given stay unchanged.
   *
   * `PUT /v2/api/clients/{client_id}`
   *
   * @throws {GlobusSDKUsageError} If only one of the two links is given.
   * @category Clients
   */
  async updateClient(
    clientId: string,
    params: ClientFields = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    checkNamed("updateClient(clientId, { name })", params, options);
    const { clientDocument } = await loadPart("change a client", import("./registration.ts"));
    const document = clientDocument(params, undefined, { GlobusSDKUsageError });
    return await this.put(path`/v2/api/clients/${clientId}`, document, options);
  }

  /**
   * Deletes a client and revokes its tokens.
   *
   * `DELETE /v2/api/clients/{client_id}`
   *
   * @category Clients
   */
  async deleteClient(clientId: string, options?: RequestOptions): Promise<ClientDocument> {
    return await this.delete(path`/v2/api/clients/${clientId}`, options);
  }

  /**
   * Gets the credentials of a client, without their secrets.
   *
   * `GET /v2/api/clients/{client_id}/credentials`
   *
   * @category Clients
   */
  async getClientCredentials(
    clientId: string,
    options?: RequestOptions,
  ): Promise<ClientCredentialsDocument> {
    return await this.get(path`/v2/api/clients/${clientId}/credentials`, options);
  }

  /**
   * Creates a secret for a client. Only this response shows it: store `credential.secret`, which prints
   * as `[redacted]`.
   *
   * `POST /v2/api/clients/{client_id}/credentials`
   *
   * @param name Name of the credential, to tell it from others.
   * @category Clients
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
   * Deletes a secret of a client. The secret stops working.
   *
   * `DELETE /v2/api/clients/{client_id}/credentials/{credential_id}`
   *
   * @category Clients
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

  /**
   * Gets a scope by its id.
   *
   * `GET /v2/api/scopes/{scope_id}`
   *
   * @category Scopes
   */
  async getScope(scopeId: string, options?: RequestOptions): Promise<ScopeDocument> {
    return await this.get(path`/v2/api/scopes/${scopeId}`, options);
  }

  /**
   * Looks up scopes. Without parameters, it gets the scopes of the caller's clients.
   *
   * `GET /v2/api/scopes`
   *
   * @throws {GlobusSDKUsageError} If both `scope_strings` and `ids` are given.
   * @category Scopes
   */
  getScopes(params?: ScopesParams, options?: RequestOptions): Promise<ScopesDocument>;
  /**
   * Looks up scopes by their ids.
   *
   * @category Scopes
   */
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
   * Creates a scope of a client.
   *
   * `POST /v2/api/clients/{client_id}/scopes`
   *
   * @param name Name that people see on the consent page.
   * @param description What the scope allows, as people see it on the consent page.
   * @param scopeSuffix Last part of the scope's string: `manage` makes
   * `https://auth.globus.org/scopes/{client_id}/manage`.
   * @category Scopes
   */
  // deno-lint-ignore house/few-parameters -- what Python requires by position stays positional
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
   * Changes a scope. Fields that are not given stay unchanged.
   *
   * `PUT /v2/api/scopes/{scope_id}`
   *
   * @category Scopes
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
   * Deletes a scope. Tokens for it become invalid.
   *
   * `DELETE /v2/api/scopes/{scope_id}`
   *
   * @category Scopes
   */
  async deleteScope(scopeId: string, options?: RequestOptions): Promise<ScopeDocument> {
    return await this.delete(path`/v2/api/scopes/${scopeId}`, options);
  }

  /** Sends a GET request, and adds the caller's own query parameters. */
  #lookUp<T>(path: string | Path, query: QueryParams, options?: RequestOptions): Promise<T> {
    return this.get(path, { ...options, query: withExtras("query", query, options?.query) });
  }

  /** Looks up the id of the identity to which the token was issued. */
  async #ownId(options: RequestOptions = {}): Promise<string> {
    const { query: _query, ...rest } = options;
    try {
      return subjectOf(await this.userinfo(rest));
    } catch (error) {
      if (!(error instanceof AuthAPIError && error.httpStatus === 403)) throw error;
      throw new GlobusSDKUsageError(
        "Cannot look up consents: the token lacks the scope openid; request it, or give the" +
          " identity's id",
        { cause: error },
      );
    }
  }
}

function onlyOne(what: string, params: Record<string, unknown>): void {
  const given = Object.keys(params).filter((name) => params[name] != null);
  if (given.length > 1) {
    throw new GlobusSDKUsageError(`Cannot look up ${what}: give one of ${given.join(" and ")}`);
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

/** The names of scopes, without their dependencies. Strings stay unchanged. */
function scopeNamesOf(scopes: Scopes): string[] {
  const names = listScopes(scopes)
    .map((scope) => typeof scope === "string" ? scope : scope.scopeString);
  checkCharacters(names.join(" "));
  return names;
}
