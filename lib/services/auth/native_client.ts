import type { RequestOptions } from "../../core/client.ts";
import type { QueryParams } from "../../core/query.ts";
import { GlobusNativeAppFlowManager, type NativeAppFlowOptions } from "../../oauth/flow.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { NativeAppInstanceDocument } from "./registered_client.ts";
import { AuthLoginClient, type AuthLoginClientOptions } from "./login_client.ts";
import { requestedScopesOf, type WithDefaultScopes } from "./requested_scopes.ts";

/**
 * Logs people in to a program that can keep no secret: a script, a command-line tool, a desktop
 * program, a page in a browser.
 *
 * @example The login of the Globus tutorial
 * ```ts ignore
 * const client = new NativeAppAuthClient(CLIENT_ID);
 * client.oauth2StartFlow(["openid", "urn:globus:auth:scope:transfer.api.globus.org:all"]);
 * console.log(`Log in at ${await client.oauth2GetAuthorizeUrl()}`);
 * const tokens = await client.oauth2ExchangeCodeForTokens(prompt("Code:") ?? "");
 * const transferToken = tokens.byResourceServer["transfer.api.globus.org"].access_token;
 * ```
 */
export class NativeAppAuthClient extends AuthLoginClient {
  /**
   * Makes a client; nothing is sent.
   *
   * @param clientId Id of the client, as registered with Globus.
   */
  constructor(clientId: string, options?: AuthLoginClientOptions) {
    super(clientId, options);
  }

  /**
   * Starts a login; nothing is sent.
   *
   * @param requestedScopes Scopes to ask for. @default `openid profile email`, and all of Transfer
   * @throws {GlobusSDKUsageError} If the scopes are empty, or an address or verifier is unusable.
   * @throws {TypeError} If an argument is neither scopes nor `params`.
   */
  oauth2StartFlow(
    requestedScopes?: Scopes,
    params?: Omit<NativeAppFlowOptions, "requestedScopes">,
  ): GlobusNativeAppFlowManager;
  /** Starts a login, with the scopes among the other parameters. */
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
   * Registers an instance of this native app, as a client of its own with a secret. The answer
   * shows the secret once.
   *
   * `POST /v2/api/clients`
   *
   * @param templateId Id of the template that the instance is made from.
   * @param name Name of the instance.
   */
  createNativeAppInstance(
    templateId: string,
    name: string,
    options?: RequestOptions,
  ): Promise<NativeAppInstanceDocument> {
    return this.post("/v2/api/clients", {
      client: { name, template_id: templateId },
    }, options);
  }

  /** Its id stands for it. */
  protected override clientParams(): QueryParams {
    return { client_id: this.clientId };
  }
}
