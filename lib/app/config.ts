import { getEnvironmentName, getServiceUrl, sandboxServiceUrl } from "../core/environment.ts";
import { isProgram, readEnvironmentVariable } from "../core/runtime.ts";
import type { TransportOptions } from "../core/transport.ts";
import type { LoginFlowManager, LoginFlowManagerProvider } from "../login/flow_manager.ts";
import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import type { IDTokenDecoderOptions } from "../oauth/id_token.ts";
import { issuerOf } from "../oauth/metadata.ts";
import type { LoginApp } from "./login_app.ts";
import { isLongLived, type TokenStorageChoice } from "./token_storage_choice.ts";

/**
 * Called when stored tokens are missing or cannot be used. It replaces them, such as by
 * `app.login()`, or throws; then the app reads the storage again. The signal is aborted when no call
 * waits for the tokens any longer.
 *
 * A call that the handler makes with the app before it has logged in fails at once, because that
 * call would wait for the handler.
 */
export type TokenValidationErrorHandler = (
  app: LoginApp,
  error: Error,
  options: { readonly signal: AbortSignal },
) => void | Promise<void>;

/** How an app works. It travels, too, as the app's clients do: see {@link TransportOptions}. */
export interface GlobusAppConfig extends TransportOptions {
  /** The Globus installation. @default `GLOBUS_SDK_ENVIRONMENT`, else `production` */
  readonly environment?: string;
  /**
   * Address of a sandbox that stands in for Globus.
   * @default `GLOBUS_SDK_SANDBOX_URL`, where that may be read
   */
  readonly sandboxUrl?: string;
  /**
   * Where tokens are kept: a kind by name, a storage of your own, or what makes one. Apps of several
   * clients can share a storage: each sees and ends its own client's tokens alone.
   * @default {"json"} in a file under `~/.globus`; in a browser `"memory"`
   */
  readonly tokenStorage?: TokenStorageChoice;
  /** Keeps users or profiles apart in one storage. @default the storage's own */
  readonly namespace?: string;
  /**
   * Whether to ask for refresh tokens, with which a login lasts for months. With `true`, stored
   * tokens without are not used; by default they are, until they end: the Python SDK asks for none.
   * @default {true} where tokens outlive the program, else {false}
   */
  readonly requestRefreshTokens?: boolean;
  /**
   * How people log in: `"command-line"` by a pasted code, `"local-server"` by a browser on this
   * machine; null: not by the app itself, whose calls then throw {@link LoginRequiredError}.
   * @default {"command-line"} in a browser null
   */
  readonly loginFlowManager?:
    | "command-line"
    | "local-server"
    | LoginFlowManager
    | LoginFlowManagerProvider
    | null;
  /**
   * What every login must fulfil, beside what a login is asked for: a domain, policies, a second
   * factor. A {@link ClientApp} takes `required_scopes` alone. Tokens from before stay in use until
   * they end: a login is what it counts for.
   *
   * @example Logins with a second factor, at one institution
   * ```ts
   * import { UserApp } from "@globus-deno/sdk";
   *
   * const app = new UserApp("my-tool", {
   *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
   *   config: {
   *     loginParameters: {
   *       session_required_single_domain: ["example.edu"],
   *       session_required_mfa: true,
   *     },
   *   },
   * });
   * console.log(app.loginParameters().session_required_mfa); // true
   * ```
   *
   * @default {{}}
   */
  readonly loginParameters?: AuthorizationParametersDocument;
  /** Where the browser is sent back to. Needed to paste codes for a client with a secret. */
  readonly loginRedirectUri?: string;
  /**
   * How the ID tokens of logins are checked, such as by how much this machine's clock may be wrong.
   * @default five minutes
   */
  readonly idTokenDecoder?: IDTokenDecoderOptions;
  /** Called when tokens are missing or cannot be used; null: calls throw then. @default a login */
  readonly tokenValidationErrorHandler?: TokenValidationErrorHandler | null;
  /**
   * Whether a call that a service refuses until the user logs in anew is repeated after such a
   * login. A call may meet three different requirements so; the same one twice is a
   * {@link RequirementNotMetError}. What services may ask for is limited: see
   * {@link GlobusAppConfig.allowedScopes}.
   * @default {false}
   */
  readonly autoRedriveGares?: boolean;
  /**
   * Names of scopes that a service may ask for although they do not belong to a service that
   * the app has declared. @default {[]}
   */
  readonly allowedScopes?: readonly string[];
}

/** What of a config says how requests travel. */
const TRANSPORT_NAMES = [
  "fetch",
  "timeoutMs",
  "headersTimeoutMs",
  "idleTimeoutMs",
  "retryConfig",
  "hooks",
  "clock",
  "random",
] as const satisfies readonly (keyof TransportOptions)[];

/** What of a config the app's clients are made with. */
export function transportOf(config: GlobusAppConfig): TransportOptions {
  return Object.fromEntries(
    TRANSPORT_NAMES.filter((name) => config[name] !== undefined).map((
      name,
    ) => [name, config[name]]),
  );
}

/** A config with the defaults filled in that an app uses. */
export type CompleteConfig =
  & GlobusAppConfig
  & Required<
    Pick<
      GlobusAppConfig,
      "environment" | "tokenStorage" | "requestRefreshTokens" | "autoRedriveGares"
    >
  >;

/**
 * Fills in the defaults, from the environment too.
 *
 * @throws {RangeError} If there is no such installation of Globus.
 */
export function completeConfig(config: GlobusAppConfig): CompleteConfig {
  const { tokenStorage = isProgram() ? "json" : "memory" } = config;
  const sandboxUrl = config.sandboxUrl || readEnvironmentVariable("GLOBUS_SDK_SANDBOX_URL");
  return {
    ...config,
    environment: getEnvironmentName(config.environment),
    sandboxUrl: sandboxUrl || undefined,
    tokenStorage,
    requestRefreshTokens: config.requestRefreshTokens ?? isLongLived(tokenStorage),
    autoRedriveGares: config.autoRedriveGares ?? false,
  };
}

/** Address of the Globus Auth that an app's tokens must come from. */
export function expectedIssuer({ environment, sandboxUrl }: CompleteConfig): string {
  return issuerOf(
    sandboxUrl ? sandboxServiceUrl(sandboxUrl, "auth") : getServiceUrl("auth", environment),
  );
}
