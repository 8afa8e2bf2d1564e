import { ClientApp } from "../../../lib/app/client_app.ts";
import type { GlobusAppConfig } from "../../../lib/app/config.ts";
import type { GlobusApp } from "../../../lib/app/globus_app.ts";
import { UserApp } from "../../../lib/app/user_app.ts";
import type { Authorizer } from "../../../lib/core/authorizer.ts";
import { GlobusAPIError } from "../../../lib/core/api_error.ts";
import type { AuthorizationParametersDocument } from "../../../lib/gare/parameters.ts";
import { CommandLineLoginFlowManager } from "../../../lib/login/command_line.ts";
import { LoginFlowManager } from "../../../lib/login/flow_manager.ts";
import { InvalidTokenResponseError } from "../../../lib/oauth/errors.ts";
import { OAuthAuthorizationCodeResponse } from "../../../lib/oauth/token_response.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TokenStorageData } from "../../../lib/storage/data.ts";
import { MemoryTokenStorage } from "../../../lib/storage/memory.ts";
import { httpResponse } from "../../../lib/core/response.ts";
import { type CannedAnswer, FakeService, type RecordedRequest } from "../fake_service.ts";
import { type Json, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { canonical, OF_THE_STORED, PlayedApp } from "./globus_app_played.ts";
import { raised } from "./token_storage.ts";
import { FakeClock } from "../../kit/clock.ts";

const CLIENT_ID = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";
const SECRET = "sample-secret";

/** Where we differ by rule, and what we do there instead. */
export function instead({ id, input, expect }: Vector): Instead | undefined {
  if (id.startsWith("globus_app/config/")) {
    if ("request_refresh_tokens" in (input.config ?? input)) return undefined;
    return {
      reason: "an app requests refresh tokens where its storage outlives the program",
      expect: { ...expect, request_refresh_tokens: true },
    };
  }
  const kind = id.split("/")[1];
  if (!["UserApp", "ClientApp", "redrive"].includes(kind)) return undefined;
  const play = new PlayedApp(input);
  const played = kind === "redrive" ? play.redrive() : play.play();
  return { reason: [...play.reasons, OF_THE_STORED], expect: played };
}

/** Logs in as the vectors say, in turn; keeps what was asked for. */
class FakeFlow extends LoginFlowManager {
  readonly asked: Json[] = [];
  readonly #gives: Json[];
  readonly #clock: FakeClock;

  constructor(client: NativeAppAuthClient, gives: Json[], clock: FakeClock) {
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
  readonly clock: FakeClock;
  readonly authRequests: Json[] = [];
  readonly serviceRequests: RecordedRequest[] = [];
  readonly storage = new MemoryTokenStorage();
  readonly flow: FakeFlow;
  readonly app: GlobusApp;
  consentRequests = 0;
  #tokenAnswers = 0;

  constructor(input: Json, isClient: boolean) {
    this.clock = new FakeClock({ jumps: "patient", startSeconds: input.now });
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
      new NativeAppAuthClient(CLIENT_ID),
      input.logins_give ?? [],
      this.clock,
    );
    const { scope_requirements: scopeRequirements = {} } = input;
    this.app = isClient
      ? new ClientApp("app", {
        clientId: CLIENT_ID,
        clientSecret: SECRET,
        scopeRequirements,
        config: options,
      })
      : new UserApp("app", {
        clientId: CLIENT_ID,
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
        : { json: input.token_endpoint_gives?.[this.#tokenAnswers++] };
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
    Array.from(
      app.scopeRequirements,
      ([server, scopes]) => [server, canonical(scopes.map(String))],
    ),
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
  throw new NotYetThere(`the call ${name} of an app`);
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

/** The words of a case that say what an app is made of. */
const CASE_WORDS =
  /^(user|client)(-(no|empty|without|unknown|bad|other|invalid|unsupported|client|id|and|secret|only|login|native|confidential|both|environment|same|differs|mismatch|command|line|local|server|flow|manager|storage|token|memory|json|sqlite|kind|class|instance|redirect|uri|name))*$/;

/** Makes an app by the name of a case, such as `user-client-id-and-secret`. */
function make({ case: name, config: given = {} }: Json): GlobusApp {
  if (!CASE_WORDS.test(name)) throw new NotYetThere(`an app ${name}`);
  const has = (words: RegExp) => words.test(name);
  const isClient = has(/^client/);
  const isUnknown = has(/-(unknown|bad|other|invalid|unsupported)/);
  const native = (environment?: string) => new NativeAppAuthClient(CLIENT_ID, { environment });
  const confidential = new ConfidentialAppAuthClient(CLIENT_ID, SECRET);
  const config: Json = {
    ...has(/-environment/) ? { environment: "preview" } : {},
    // The recorded app has a redirect URI: Python refuses one with a secret without, as we do.
    ...!isClient && has(/secret/) ? { loginRedirectUri: "https://example.org/callback" } : {},
    ...has(/storage/) ? { tokenStorage: "memory" } : {},
  };
  for (const kind of ["json", "sqlite", "memory"]) {
    if (has(RegExp(kind))) config.tokenStorage = kind;
  }
  for (const kind of ["command-line", "local-server"]) {
    if (has(RegExp(kind))) config.loginFlowManager = kind;
  }
  if (isUnknown && has(/storage/)) config.tokenStorage = "unknown";
  if (isUnknown && has(/flow/)) config.loginFlowManager = "unknown";
  else if (has(/flow/)) config.loginFlowManager ??= new CommandLineLoginFlowManager(native());
  if (given.token_storage !== undefined) config.tokenStorage = given.token_storage;
  if (given.login_flow_manager !== undefined) config.loginFlowManager = given.login_flow_manager;
  const hasLoginClient = has(/-(login-client|both|environment)/);
  const loginClient = !hasLoginClient
    ? undefined
    : isClient && !has(/native/) || has(/confidential/)
    ? confidential
    : native(has(/-same$/) ? "preview" : undefined);
  const hasId = !has(/-no-client$|-(secret-only)$/) && (!hasLoginClient || has(/-both/));
  const hasSecret = isClient ? !has(/-(no|without)-secret/) && hasId : has(/-secret/);
  const options: Json = {
    ...hasId ? { clientId: CLIENT_ID } : {},
    ...hasSecret ? { clientSecret: has(/-empty-secret/) ? "" : SECRET } : {},
    ...loginClient ? { loginClient } : {},
    config,
  };
  return isClient ? new ClientApp("app", options) : new UserApp("app", options);
}

function runCreate({ input }: Vector): Json {
  const app = make(input);
  return {
    made: app.constructor.name,
    client_id: app.clientId,
    requirements: requirements(app),
  };
}

function runConfig({ input }: Vector): Json {
  const { config: given = input } = input;
  const names: Record<string, keyof GlobusAppConfig> = {
    login_flow_manager: "loginFlowManager",
    login_redirect_uri: "loginRedirectUri",
    token_storage: "tokenStorage",
    request_refresh_tokens: "requestRefreshTokens",
    auto_redrive_gares: "autoRedriveGares",
    environment: "environment",
  };
  const { config } = new UserApp("app", {
    clientId: CLIENT_ID,
    config: Object.fromEntries(
      Object.entries(given).filter(([name]) => name in names)
        .map(([name, value]) => [names[name], value]),
    ),
  });
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
        return runConfig(vector);
      case "UserApp":
      case "ClientApp":
        return await runCalls(vector);
      default:
        throw new NotYetThere(vector.id);
    }
  } catch (error) {
    return raisedHere(error);
  }
}
