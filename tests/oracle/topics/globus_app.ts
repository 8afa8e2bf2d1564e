import { ClientApp } from "../../../lib/app/client_app.ts";
import type { GlobusAppConfig } from "../../../lib/app/config.ts";
import type { GlobusApp } from "../../../lib/app/globus_app.ts";
import { UserApp } from "../../../lib/app/user_app.ts";
import type { Authorizer } from "../../../lib/core/authorizer.ts";
import { GlobusAPIError } from "../../../lib/core/api_error.ts";
import type { AuthorizationParametersDocument } from "../../../lib/gare/parameters.ts";
import { requirementKey } from "../../../lib/gare/guard.ts";
import { toGare } from "../../../lib/gare/normalize.ts";
import { CommandLineLoginFlowManager } from "../../../lib/login/command_line.ts";
import { LoginFlowManager } from "../../../lib/login/flow_manager.ts";
import { InvalidTokenResponseError } from "../../../lib/oauth/errors.ts";
import { OAuthAuthorizationCodeResponse } from "../../../lib/oauth/token_response.ts";
import { ScopeParser } from "../../../lib/scopes/scope.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TokenStorageData } from "../../../lib/storage/data.ts";
import { MemoryTokenStorage } from "../../../lib/storage/memory.ts";
import { httpResponse } from "../../../lib/core/response.ts";
import { type CannedAnswer, FakeService, FreeClock, type RecordedRequest } from "../fake.ts";
import type { Json } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { raised } from "./token_storage.ts";

const clientId = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";
const secret = "sample-secret";

/** Where we differ by rule, and what we do there instead. */
export function instead({ id, input, expect }: Vector): Instead | undefined {
  if (id.startsWith("globus_app/config/")) {
    return {
      reason: "tokens that outlive the program are asked for with refresh tokens",
      expect: { ...expect, request_refresh_tokens: true },
    };
  }
  const reasons: string[] = [];
  let instead = expect;
  if (input.app === "ClientApp" && input.stored?.some(({ identity_id }: Json) => identity_id)) {
    reasons.push(
      "a ClientApp takes tokens of its client alone, so the stored ones carry no identity",
    );
    const all = Object.entries<Json>(expect.stored_after);
    const stored_after = Object.fromEntries(
      all.map(([server, data]) => [server, { ...data, identity_id: null }]),
    );
    instead = { ...instead, stored_after };
  }
  const lost = revocationsOfLost(input, expect);
  if (lost.length > 0) {
    reasons.push("tokens of a login that cannot be kept are revoked");
    instead = { ...instead, auth_requests: [...expect.auth_requests, ...lost] };
  }
  if (input.calls?.some(([name]: Json) => name === "logout")) {
    const refreshFirst = (requests: Json[]) => {
      const isRefresh = ({ token }: Json) => /(^|-)rt-/.test(token ?? "");
      const revocations = requests.filter(({ path }) => path.endsWith("/revoke"));
      const others = requests.filter(({ path }) => !path.endsWith("/revoke"));
      return [
        ...others,
        ...revocations.filter(isRefresh),
        ...revocations.filter((request) => !isRefresh(request)),
      ];
    };
    reasons.push("a logout ends refresh tokens first, then access tokens");
    instead = { ...instead, auth_requests: refreshFirst(instead.auth_requests) };
  }
  if (reasons.length > 0) return { reason: reasons, expect: instead };
  if (id.startsWith("globus_app/redrive/") && input.auto_redrive_gares && expect.api_error) {
    return {
      reason:
        "a requirement is met in whatever shape and with whatever status it comes, and so are" +
        " different ones of one call",
      expect: redriven(input, expect),
    };
  }
}

/** Requests that revoke the tokens of logins whose tokens are refused: refresh tokens first. */
function revocationsOfLost(input: Json, expect: Json): Json[] {
  const failed = (expect.steps ?? []).filter(({ raises }: Json, i: number) =>
    raises && expect.steps[i].logins_so_far > (expect.steps[i - 1]?.logins_so_far ?? 0)
  );
  return failed.flatMap(({ logins_so_far }: Json) => {
    const { other_tokens, ...first } = input.logins_give[logins_so_far - 1];
    const tokens: Json[] = [first, ...other_tokens];
    const isKept = tokens.some(({ resource_server: server, access_token }) =>
      expect.stored_after[server]?.access_token === access_token
    );
    if (isKept) return [];
    return ["refresh_token", "access_token"].flatMap((kind) =>
      tokens.filter((token) => token[kind]).map((token) => ({
        path: "/v2/oauth2/token/revoke",
        token: token[kind],
        client_id: clientId,
      }))
    );
  });
}

/** What comes of a call whose requirements are met one by one, three different ones at most. */
function redriven(input: Json, expect: Json): Json {
  const met = new Set<string>();
  const logins_asked: Json[] = [];
  const [old] = expect.authorization_sent;
  const headers = input.service_answers.map((_: Json, i: number) =>
    i === 0 ? old : headerAfter(input, i)
  );
  for (let i = 0;; i++) {
    const [status, body] = input.service_answers[i];
    const sent = { attempts: i + 1, authorization_sent: headers.slice(0, i + 1), logins_asked };
    if (status < 400) return { status, ...sent };
    const found = status !== 401 && body && typeof body === "object" &&
      toGare({ httpStatus: status, rawJson: body, errors: body.errors });
    const key = found && requirementKey(found);
    if (!key || met.has(key) || met.size === 3) return { api_error: status, ...sent };
    met.add(key);
    logins_asked.push(loginFor(input, found.authorizationParameters.toDict()));
  }
}

/** The header after a number of logins. */
function headerAfter({ logins_give: gives }: Json, count: number): string {
  const { other_tokens: [token] } = gives[count - 1] ?? gives.at(-1);
  return `Bearer ${token.access_token}`;
}

function loginFor(input: Json, asked: AuthorizationParametersDocument): Json {
  const { required_scopes, ...rest } = asked;
  const scopes = ["openid", ...Object.values(input.scope_requirements).flat() as string[]];
  const parse = (texts: readonly string[]) => ScopeParser.parse(texts.join(" "));
  const merged = ScopeParser.mergeScopes(parse(scopes), parse(required_scopes ?? []));
  return { ...rest, required_scopes: canonical(merged.map(String)) };
}

/** Scopes in an order of their own at every level. */
function canonical(scopes: readonly string[]): string[] {
  const print = (scope: ReturnType<typeof ScopeParser.parse>[number]): string => {
    const inner = scope.dependencies.map(print).sort().join(" ");
    return `${scope.optional ? "*" : ""}${scope.scopeString}${inner && `[${inner}]`}`;
  };
  return ScopeParser.parse(scopes.join(" ")).map(print).sort();
}

/** Logs in as the vectors say, in turn; keeps what was asked for. */
class FakeFlow extends LoginFlowManager {
  readonly asked: Json[] = [];
  readonly #gives: Json[];
  readonly #clock: FreeClock;

  constructor(client: NativeAppAuthClient, gives: Json[], clock: FreeClock) {
    super(client);
    this.#gives = gives;
    this.#clock = clock;
  }

  override runLoginFlow(parameters: AuthorizationParametersDocument) {
    const { required_scopes, ...rest } = { ...parameters } as Json;
    const { extra: _extra, ...document } = rest;
    for (const name of Object.keys(document)) {
      if (document[name] === undefined) delete document[name];
    }
    this.asked.push({ ...document, required_scopes: canonical(required_scopes) });
    const document_ = this.#gives[this.asked.length - 1] ?? this.#gives.at(-1);
    return Promise.resolve(
      new OAuthAuthorizationCodeResponse(document_, {
        receivedAtMs: this.#clock.now(),
        // An `id_token` of the vectors is simply the subject.
        decodeIdToken: (sub) => Promise.resolve({ sub } as Json),
      }),
    );
  }
}

/** Says of an error what the vectors would. */
function raisedHere(error: unknown): { raises: string; is_a: string[] } {
  // Python's authorizers say ValueError where a response is for several services.
  if (error instanceof InvalidTokenResponseError) return { raises: "ValueError", is_a: [] };
  if (error instanceof Error && /the app has no scopes for it/.test(error.message)) {
    return { raises: "ValueError", is_a: [] };
  }
  return raised(error);
}

class Play {
  readonly clock: FreeClock;
  readonly authRequests: Json[] = [];
  readonly serviceRequests: RecordedRequest[] = [];
  readonly storage = new MemoryTokenStorage();
  readonly flow: FakeFlow;
  readonly app: GlobusApp;
  consentRequests = 0;
  #tokenAnswers = 0;

  constructor(input: Json, isClient: boolean) {
    this.clock = new FreeClock(input.now);
    const service = new FakeService((_, request) => this.#answer(input, request), this.clock);
    const config: Json = input.config ?? {};
    const options: GlobusAppConfig = {
      fetch: service.fetch,
      clock: this.clock,
      random: () => 0,
      tokenStorage: this.storage,
      requestRefreshTokens: config.request_refresh_tokens ?? false,
      autoRedriveGares: input.auto_redrive_gares ?? config.auto_redrive_gares ?? false,
      ...config.token_validation_error_handler === null
        ? { tokenValidationErrorHandler: null }
        : {},
    };
    this.flow = new FakeFlow(
      new NativeAppAuthClient(clientId),
      input.logins_give ?? [],
      this.clock,
    );
    const { scope_requirements: scopeRequirements = {} } = input;
    this.app = isClient
      ? new ClientApp("app", { clientId, clientSecret: secret, scopeRequirements, config: options })
      : new UserApp("app", {
        clientId,
        scopeRequirements,
        config: { ...options, loginFlowManager: this.flow },
      });
  }

  #answer(input: Json, request: RecordedRequest): CannedAnswer {
    if (request.path.includes("/consents")) {
      this.consentRequests++;
      return { json: { consents: input.consents ?? [] } };
    }
    if (request.path.startsWith("/v2/oauth2/")) {
      const form = Object.fromEntries(request.body as [string, string][]);
      const { scope, ...rest } = form;
      this.authRequests.push({
        path: request.path,
        ...rest,
        ...scope === undefined ? {} : { scope: canonical([scope]) },
      });
      return request.path.endsWith("/revoke")
        ? { json: { active: false } }
        : { json: input.token_endpoint_gives[this.#tokenAnswers++] };
    }
    this.serviceRequests.push(request);
    const [status, body] = input.service_answers[this.serviceRequests.length - 1];
    return typeof body === "string" ? { status, text: body } : { status, json: body };
  }

  async store(documents: Json[] = []): Promise<void> {
    const isClient = this.app instanceof ClientApp;
    await this.storage.storeTokenDataByResourceServer(
      documents.map((document) => [
        document.resource_server,
        TokenStorageData.fromDict({ ...document, ...isClient && { identity_id: null } }),
      ]),
    );
  }
}

function requirements(app: GlobusApp): Json {
  return Object.fromEntries(
    Array.from(app.scopeRequirements, ([server, scopes]) => [server, scopes.map(String).sort()]),
  );
}

async function step(play: Play, [name, argument]: Json): Promise<Json> {
  const { app } = play;
  switch (name) {
    case "login":
      await app.login({ authParams: argument?.auth_params, force: argument?.force });
      return { returns: null };
    case "logout":
      await app.logout({ sweep: argument?.sweep });
      return { returns: null };
    case "login_required":
      return { returns: await app.loginRequired() };
    case "requirements":
      return { returns: requirements(app) };
    case "add_scopes":
      app.addScopeRequirements(argument);
      return { returns: null };
    case "header":
      return { header: await app.getAuthorizer(argument).getAuthorizationHeader() };
    case "401": {
      const authorizer: Authorizer = app.getAuthorizer(argument);
      await authorizer.getAuthorizationHeader();
      return { handled: await authorizer.handleMissingAuthorization!() };
    }
    case "wait":
      play.clock.advance(argument * 1000);
      return {};
  }
  throw new Error(`The vectors ask for ${name}, which nobody maps yet`);
}

async function runCalls({ input }: Vector): Promise<Json> {
  const isClient = input.app === "ClientApp";
  const play = new Play(input, isClient);
  await play.store(input.stored);
  const steps = [];
  for (const call of input.calls) {
    let outcome: Json;
    try {
      outcome = await step(play, call);
    } catch (error) {
      outcome = raisedHere(error);
    }
    steps.push({ ...outcome, logins_so_far: isClient ? null : play.flow.asked.length });
  }
  const stored = await play.storage.getTokenDataByResourceServer();
  return {
    steps,
    ...isClient ? {} : { logins_asked: play.flow.asked },
    auth_requests: play.authRequests,
    consent_requests: play.consentRequests,
    stored_after: Object.fromEntries(
      Array.from(stored, ([server, { access_token, refresh_token, identity_id }]) => [
        server,
        { access_token, refresh_token, identity_id },
      ]),
    ),
  };
}

async function runRedrive({ input }: Vector): Promise<Json> {
  const play = new Play(input, false);
  await play.store(input.stored);
  const { fetch: send } = play.app.config;
  const client = new TransferClient({ app: play.app, fetch: send, appScopes: [] });
  let outcome: Json;
  try {
    outcome = { status: httpResponse(await client.get("/path") as object)?.status };
  } catch (error) {
    if (error instanceof GlobusAPIError) outcome = { api_error: error.httpStatus };
    else throw error;
  }
  return {
    ...outcome,
    attempts: play.serviceRequests.length,
    authorization_sent: play.serviceRequests.map(({ headers }) => headers.authorization),
    logins_asked: play.flow.asked,
  };
}

function make(name: string): GlobusApp {
  const native = new NativeAppAuthClient(clientId);
  const confidential = new ConfidentialAppAuthClient(clientId, secret);
  const memory: GlobusAppConfig = { tokenStorage: "memory" };
  switch (name) {
    case "user-no-client":
      return new UserApp("app");
    case "user-client-id":
      return new UserApp("app", { clientId });
    case "user-client-id-and-secret":
      // The recorded app has a redirect URI: Python refuses one without, as we do.
      return new UserApp("app", {
        clientId,
        clientSecret: secret,
        config: { loginRedirectUri: "https://example.org/callback" },
      });
    case "user-login-client":
      return new UserApp("app", { loginClient: native });
    case "user-both":
      return new UserApp("app", { clientId, loginClient: native });
    case "user-environment-same":
      return new UserApp("app", {
        loginClient: new NativeAppAuthClient(clientId, { environment: "preview" }),
        config: { environment: "preview" },
      });
    case "user-environment-differs":
    case "user-environment-other":
      return new UserApp("app", { loginClient: native, config: { environment: "preview" } });
    case "user-command-line":
      return new UserApp("app", { clientId, config: { loginFlowManager: "command-line" } });
    case "user-local-server":
      return new UserApp("app", { clientId, config: { loginFlowManager: "local-server" } });
    case "client-no-client":
      return new ClientApp("app");
    case "client-no-secret":
      return new ClientApp("app", { clientId });
    case "client-empty-secret":
      return new ClientApp("app", { clientId, clientSecret: "" });
    case "client-secret":
      return new ClientApp("app", { clientId, clientSecret: secret });
    case "client-login-client":
      return new ClientApp("app", { loginClient: confidential });
    case "client-native-login-client":
      return new ClientApp("app", { loginClient: native as unknown as typeof confidential });
    case "client-login-flow":
      return new ClientApp("app", {
        clientId,
        clientSecret: secret,
        config: { ...memory, loginFlowManager: new CommandLineLoginFlowManager(native) },
      });
  }
  throw new Error(`The vectors ask for an app ${name}, which nobody maps yet`);
}

function runCreate({ input }: Vector): Json {
  const app = make(input.case);
  return {
    made: app.constructor.name,
    client_id: app.clientId,
    requirements: requirements(app),
  };
}

function runConfig(): Json {
  const { config } = new UserApp("app", { clientId });
  return {
    login_flow_manager: config.loginFlowManager ?? null,
    login_redirect_uri: config.loginRedirectUri ?? null,
    token_storage: config.tokenStorage,
    request_refresh_tokens: config.requestRefreshTokens,
    auto_redrive_gares: config.autoRedriveGares,
    environment: config.environment,
  };
}

/** Does what a vector of the topic `globus_app` says. */
export async function run(vector: Vector): Promise<Json> {
  try {
    switch (vector.id.split("/")[1]) {
      case "redrive":
        return await runRedrive(vector);
      case "create":
        return runCreate(vector);
      case "config":
        return runConfig();
      default:
        return await runCalls(vector);
    }
  } catch (error) {
    return raisedHere(error);
  }
}
