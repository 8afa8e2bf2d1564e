import { NullAuthorizer } from "../../authorizers/null.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { QueryParams } from "../../core/query.ts";
import { GlobusNativeAppFlowManager, type NativeAppFlowOptions } from "../../oauth/flow.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { NativeAppInstanceDocument } from "./documents/registered_client.ts";
import { AuthLoginClient, type AuthLoginClientOptions } from "./login_client.ts";
import { requestedScopesOf, type WithDefaultScopes } from "./requested_scopes.ts";

/**
 * A client that logs users in to a program that cannot keep a secret: a script, a command-line tool, a
 * desktop program, a page in a browser.
 *
 * @example The login of the Globus tutorial
 * ```ts
 * import { NativeAppAuthClient } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and its options out for Globus itself
 * const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
 * const client = new NativeAppAuthClient(CLIENT_ID, sandbox.clientOptions);
 *
 * client.oauth2StartFlow();
 * const authorizeUrl = await client.oauth2GetAuthorizeUrl();
 * console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
 *
 * // In a program: prompt("Please enter the code you get after login here:")
 * const authCode = await sandbox.approve(authorizeUrl);
 * const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode);
 *
 * const globusTransferData = tokenResponse.byResourceServer["transfer.api.globus.org"];
 * const TRANSFER_TOKEN = globusTransferData.access_token;
 * console.log(TRANSFER_TOKEN.length > 0); // true
 * ```
 *
 * @category Clients
 */
export class NativeAppAuthClient extends AuthLoginClient {
  /**
   * Makes a client. It sends nothing.
   *
   * @param clientId Id of the client that is registered with Globus.
   */
  constructor(clientId: string, options?: AuthLoginClientOptions) {
    super(clientId, options, new NullAuthorizer());
  }

  /**
   * Starts a login. It sends nothing.
   *
   * @param requestedScopes Scopes to request. @default `openid profile email`, and all of Transfer
   * @throws {GlobusSDKUsageError} If the scopes are empty, or an address or the verifier is invalid.
   * @throws {TypeError} If an argument is neither scopes nor `params`.
   */
  oauth2StartFlow(
    requestedScopes?: Scopes,
    params?: Omit<NativeAppFlowOptions, "requestedScopes">,
  ): GlobusNativeAppFlowManager;
  /** Starts a login, with the scopes as a field of `params`. */
  oauth2StartFlow(params: WithDefaultScopes<NativeAppFlowOptions>): GlobusNativeAppFlowManager;
  oauth2StartFlow(
    scopesOrParams?: Scopes | WithDefaultScopes<NativeAppFlowOptions>,
    params?: Omit<NativeAppFlowOptions, "requestedScopes">,
  ): GlobusNativeAppFlowManager {
    const form = "oauth2StartFlow(scopes, params) or oauth2StartFlow(params)";
    const options = requestedScopesOf(form, scopesOrParams, params);
    return this.startFlow(new GlobusNativeAppFlowManager(this, options));
  }

  /**
   * Registers an instance of this native app as a client with its own secret. Only this response shows
   * the secret.
   *
   * `POST /v2/api/clients`
   *
   * @param templateId Id of the template from which the instance is made.
   * @param name Name of the instance, which people see when they log in.
   */
  async createNativeAppInstance(
    templateId: string,
    name: string,
    options?: RequestOptions,
  ): Promise<NativeAppInstanceDocument> {
    return await this.post("/v2/api/clients", {
      client: { name, template_id: templateId },
    }, options);
  }

  /** Names the client in forms by its id, because it does not have a secret. */
  protected override clientParams(): QueryParams {
    return { client_id: this.clientId };
  }
}
