import { GlobusSDKUsageError } from "../core/errors.ts";
import { GlobusAuthorizationParameters } from "../gare/parameters.ts";
import { ConfidentialAppAuthClient } from "../services/auth/confidential_client.ts";
import { MissingTokenError } from "../storage/errors.ts";
import { tokenDataOf } from "../storage/token_storage.ts";
import type { ValidatingTokenStorage } from "../storage/validating.ts";
import { GlobusApp } from "./globus_app.ts";
import type { GlobusAppOptions } from "./options.ts";
import type { LoginParams } from "./params.ts";
import { noScopesError } from "./requirements.ts";
import type { Whoami } from "./reports.ts";
import type { StoredAuthorizer } from "./stored_token.ts";

/** Options of a {@link ClientApp}: it needs `clientId` and `clientSecret`, or `loginClient`. */
export type ClientAppOptions =
  & GlobusAppOptions<ConfidentialAppAuthClient>
  & (
    | { readonly clientId: string; readonly clientSecret: string }
    | { readonly loginClient: ConfidentialAppAuthClient }
  );

/**
 * An app that acts as its own identity, with its client's id and secret: a service, an unattended job.
 * It has its own rights, not those of the person who runs it.
 *
 * @example A collection that the service itself may access
 * ```ts
 * import { ClientApp, TransferClient } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const { id: clientId, secret: clientSecret } = sandbox.world.demoClient;
 *
 * await using app = new ClientApp("nightly-copy", {
 *   clientId,
 *   clientSecret,
 *   config: sandbox.clientOptions,
 * });
 * const tc = new TransferClient({ app });
 * console.log((await tc.getEndpoint("6c54cade-bde5-45c1-bdea-f4bd71dba2cc")).display_name);
 * console.log((await app.whoami()).kind); // client
 * ```
 *
 * @category Apps
 */
export class ClientApp extends GlobusApp {
  /**
   * Makes an app. Sends, reads and writes nothing.
   *
   * @param appName Name of the app, which also names its folder for tokens.
   * @throws {GlobusSDKUsageError} If id or secret is missing, or options contradict each other.
   */
  constructor(appName: string | undefined = "Unnamed Globus App", options: ClientAppOptions) {
    // Programs in JavaScript may leave the options out.
    const { config, loginClient } = options ?? {};
    if (config?.loginFlowManager) {
      throw new GlobusSDKUsageError(
        "Cannot make a ClientApp: remove loginFlowManager from its config, since no person logs in",
      );
    }
    if (loginClient && !("oauth2ClientCredentialsTokens" in loginClient)) {
      throw new GlobusSDKUsageError(
        "Cannot make a ClientApp: its login client has no secret; use a ConfidentialAppAuthClient",
      );
    }
    super(appName, options ?? {}, {
      isClient: true,
      isInteractive: false,
      makeClient(clientOptions) {
        const { clientId, clientSecret } = options ?? {};
        if (!clientId || !clientSecret) {
          throw new GlobusSDKUsageError(
            "Cannot make a ClientApp: give clientId and clientSecret, or loginClient",
          );
        }
        return new ConfidentialAppAuthClient(clientId, clientSecret, clientOptions);
      },
      checks: (scopes) => [scopes],
    });
    if (!this.canFulfil(new GlobusAuthorizationParameters(config?.loginParameters))) {
      throw new GlobusSDKUsageError(
        "Cannot make a ClientApp: its loginParameters need a person; only required_scopes may be set",
      );
    }
  }

  get #client(): ConfidentialAppAuthClient {
    return this.loginClient as ConfidentialAppAuthClient;
  }

  /** Makes an authorizer from the stored token, or from the secret if none is stored. */
  protected override async openAuthorizer(
    resourceServer: string,
    storage: ValidatingTokenStorage,
  ): Promise<StoredAuthorizer> {
    const scopes = this.scopeRequirements.get(resourceServer);
    if (!scopes?.length) throw noScopesError(resourceServer);
    const data = await storage.getTokenData(resourceServer).catch((error) => {
      if (error instanceof MissingTokenError) return undefined;
      throw error;
    });
    return await this.renewing(resourceServer, data, {
      usesRefreshToken: false,
      renew: () => this.#client.oauth2ClientCredentialsTokens(scopes),
    });
  }

  /** False: the app requests tokens with its secret. */
  override loginRequired(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** True for scopes alone: only a person could fulfill anything else. */
  protected override canFulfil(parameters: GlobusAuthorizationParameters): boolean {
    return Object.keys(parameters.toAuthorizeParams()).every((name) => name === "session_message");
  }

  /** Requests tokens for all required scopes, and stores them. */
  protected override async runLogin(
    parameters: GlobusAuthorizationParameters,
    _params: LoginParams,
    options: { signal?: AbortSignal | undefined },
  ): Promise<void> {
    if (!this.canFulfil(parameters)) {
      throw new GlobusSDKUsageError(
        "Cannot log in a ClientApp: the parameters of this login need a person; use a UserApp",
      );
    }
    const scopes = parameters.required_scopes ?? [];
    const response = await this.#client.oauth2ClientCredentialsTokens(scopes, options);
    await this.keepOrRevoke(response, async () => {
      options.signal?.throwIfAborted();
      await this.tokenStorage.storeTokenDataByResourceServer(tokenDataOf(response), options);
    });
    this.tokensChanged();
  }

  /** The identity of the client itself. Sends nothing. */
  override whoami(): Promise<Whoami> {
    const { clientId } = this;
    return Promise.resolve({
      kind: "client",
      identityId: clientId,
      username: `${clientId}@clients.auth.globus.org`,
      clientId,
    });
  }
}
