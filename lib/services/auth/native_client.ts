import type { RequestOptions } from "../../core/client.ts";
import type { QueryParams } from "../../core/query.ts";
import { GlobusNativeAppFlowManager, type NativeAppFlowOptions } from "../../oauth/flow.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { NativeAppInstanceDocument } from "./registered_client.ts";
import { AuthLoginClient, type AuthLoginClientOptions } from "./login_client.ts";

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
   * Begins a login; nothing is sent.
   *
   * @param requestedScopes Scopes to ask for.
   * @throws {GlobusSDKUsageError} If no scope is asked for, or an address or verifier is unusable.
   */
  oauth2StartFlow(
    requestedScopes: Scopes,
    params: Omit<NativeAppFlowOptions, "requestedScopes"> = {},
  ): GlobusNativeAppFlowManager {
    return this.startFlow(new GlobusNativeAppFlowManager(this, { ...params, requestedScopes }));
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
