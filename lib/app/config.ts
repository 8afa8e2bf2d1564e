import {
  getEnvironmentName,
  getServiceUrl,
  sandboxOf,
  sandboxServiceUrl,
} from "../core/environment.ts";
import { isProgram } from "../core/runtime.ts";
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

/** How an app works. {@link TransportOptions} apply to its own requests and to its clients. */
export interface GlobusAppConfig extends TransportOptions {
  /** The installation of Globus. @default `GLOBUS_SDK_ENVIRONMENT`, else `production` */
  readonly environment?: string | undefined;
  /**
   * Address of a sandbox that replaces Globus.
   * @default `GLOBUS_SDK_SANDBOX_URL`, if the program may read it and gives no `fetch` of its own
   */
  readonly sandboxUrl?: string | undefined;
  /**
   * Where tokens are stored: the name of a kind, a storage, or an object that makes one. Apps of
   * several clients can share a storage: each sees and revokes only the tokens of its own client.
   * @default {"json"} a file under `~/.globus`; in a browser, and with the `clientOptions` or the
   * `fetch` of a sandbox in this process, `"memory"`
   */
  readonly tokenStorage?: TokenStorageChoice | undefined;
  /** The part of the storage to use: it separates users or profiles. @default the storage's own */
  readonly namespace?: string | undefined;
  /**
   * Whether to request refresh tokens, with which a login lasts for months. `true` also refuses stored
   * tokens without one. By default such tokens, for example of the Python SDK, are used until they
   * expire.
   * @default {true} if tokens outlive the program, otherwise {false}
   */
  readonly requestRefreshTokens?: boolean | undefined;
  /**
   * How people log in: `"command-line"` with a pasted code, `"local-server"` with a browser on this
   * machine, or your own way. With null the app does not log them in: its calls throw
   * {@link LoginRequiredError}.
   * @default {"command-line"} in a browser null
   */
  readonly loginFlowManager?:
    | "command-line"
    | "local-server"
    | LoginFlowManager
    | LoginFlowManagerProvider
    | null
    | undefined;
  /**
   * What every login must fulfill in addition to its own parameters: a domain, policies, a second
   * factor. A {@link ClientApp} accepts only `required_scopes`. It applies to logins: tokens that are
   * stored already stay in use until they expire.
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
  readonly loginParameters?: AuthorizationParametersDocument | undefined;
  /** Where Globus sends the browser back to. A client with a secret needs it to log in. */
  readonly loginRedirectUri?: string | undefined;
  /**
   * How the ID tokens of logins are checked, for example `leewaySeconds` for a clock that is wrong.
   * @default all checks, with 300 s between the clocks
   */
  readonly idTokenDecoder?: IDTokenDecoderOptions | undefined;
  /** Called when tokens are missing or cannot be used; with null, calls throw. @default a login */
  readonly tokenValidationErrorHandler?: TokenValidationErrorHandler | null | undefined;
  /**
   * Whether to log in when a service requires it for a call, and then to repeat the call. A call may
   * meet three different requirements in this way; the same requirement twice is a
   * {@link RequirementNotMetError}. Services may not require everything: see
   * {@link GlobusAppConfig.allowedScopes}.
   * @default {false}
   */
  readonly autoRedriveGares?: boolean | undefined;
  /**
   * Names of scopes that a service may require although the app requires no scope of the service
   * that they belong to. @default {[]}
   */
  readonly allowedScopes?: readonly string[] | undefined;
}

/** The config of an app with the defaults filled in. */
export type CompleteConfig =
  & GlobusAppConfig
  & Required<
    Pick<
      GlobusAppConfig,
      "environment" | "tokenStorage" | "requestRefreshTokens" | "autoRedriveGares"
    >
  >;

/**
 * Fills in the defaults, also from environment variables.
 *
 * @throws {RangeError} If the environment is not an installation of Globus.
 */
export function completeConfig(config: GlobusAppConfig): CompleteConfig {
  const hasFiles = isProgram() && !leadsIntoSandbox(config);
  const { tokenStorage = hasFiles ? "json" : "memory" } = config;
  return {
    ...config,
    environment: getEnvironmentName(config.environment),
    sandboxUrl: sandboxOf(config),
    tokenStorage,
    requestRefreshTokens: config.requestRefreshTokens ?? isLongLived(tokenStorage),
    autoRedriveGares: config.autoRedriveGares ?? false,
  };
}

/**
 * Whether requests go to a sandbox in this process, which has the addresses of Globus: its tokens must
 * not replace the user's. The sandbox puts the same mark on its `fetch` and its `clientOptions`.
 */
function leadsIntoSandbox(config: GlobusAppConfig): boolean {
  const mark = Symbol.for("@globus-deno/sdk sandbox");
  return mark in config || mark in Object(config.fetch ?? globalThis.fetch);
}

/** Address of the Globus Auth that must issue the app's tokens. */
export function expectedIssuer({ environment, sandboxUrl }: CompleteConfig): string {
  return issuerOf(
    sandboxUrl ? sandboxServiceUrl(sandboxUrl, "auth") : getServiceUrl("auth", environment),
  );
}
