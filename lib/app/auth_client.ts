import type { ErrorResponse, GlobusAPIError } from "../core/api_error.ts";
import { BaseClient } from "../core/client.ts";
import type { RequestOptions } from "../core/client_options.ts";
import type { ResponseType } from "../core/document.ts";
import { isListOfObjects } from "../core/guards.ts";
import { InvalidResponseError } from "../core/errors.ts";
import { path } from "../core/path.ts";
import { grantsScope } from "../scopes/grants.ts";
import type { Scope } from "../scopes/scope.ts";
import { AuthAPIError } from "../services/auth/errors.ts";
import type { UserinfoDocument } from "../services/auth/documents/identity.ts";
import type { ConsentsDocument } from "../services/auth/responses.ts";

/**
 * The calls of Globus Auth that apps make themselves. `AuthClient` has them too, with 40 others that a
 * browser need not load with an app.
 */
export class AppAuthClient extends BaseClient {
  /** Name of the service in the table of addresses of an environment. */
  static override readonly serviceName: string = "auth";
  /** The resource server whose tokens the service accepts. */
  static override readonly resourceServer: string = "auth.globus.org";
  /** The class of the service's errors. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    AuthAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** See {@link AuthClient.userinfo}. */
  userinfo(options?: RequestOptions): Promise<UserinfoDocument> {
    return this.get("/v2/oauth2/userinfo", options);
  }

  /** The consents of an identity, in the form that checks of tokens need. */
  async getConsents(identityId: string): Promise<{
    toForest(): { meetsScopeRequirements(scopes: readonly Scope[]): boolean };
  }> {
    const { consents } = await this.get<ConsentsDocument>(
      path`/v2/api/identities/${identityId}/consents`,
      { query: { all: false } },
    );
    const isPath = (path: unknown) => Array.isArray(path);
    if (!isListOfObjects(consents) || !consents.every((each) => isPath(each.dependency_path))) {
      throw new InvalidResponseError("Cannot read consents: their list is malformed", 200);
    }
    return {
      toForest: () => ({
        meetsScopeRequirements: (scopes) => scopes.every((scope) => grantsScope(consents, scope)),
      }),
    };
  }
}
