import { json } from "../http/json.ts";
import { Router, type Service } from "../http/router.ts";
import { addAuthorizeRoutes } from "./authorize_routes.ts";
import { addClientRoutes } from "./clients_routes.ts";
import { addConsentRoutes } from "./consents_routes.ts";
import { authError, authErrorDocument } from "./errors.ts";
import { addIdentityRoutes } from "./identities_routes.ts";
import { addIntrospectRoutes } from "./introspect_routes.ts";
import { addLoginRoutes } from "./login_routes.ts";
import { addLogoutRoutes } from "./logout_routes.ts";
import { addMetadataRoutes } from "./metadata_routes.ts";
import { addPolicyRoutes } from "./policies_routes.ts";
import { addProjectRoutes } from "./projects_routes.ts";
import { addProviderRoutes } from "./providers_routes.ts";
import { addRevokeRoutes } from "./revoke_routes.ts";
import { addScopeRoutes } from "./scopes_routes.ts";
import { addTokenRoutes } from "./token_routes.ts";
import { addUserinfoRoutes } from "./userinfo_routes.ts";

/** The authorization server and its API. */
export function authService(): Service {
  const router = new Router();
  addAuthorizeRoutes(router);
  addLoginRoutes(router);
  addLogoutRoutes(router);
  addTokenRoutes(router);
  addIntrospectRoutes(router);
  addRevokeRoutes(router);
  addUserinfoRoutes(router);
  addMetadataRoutes(router);
  addIdentityRoutes(router);
  addProviderRoutes(router);
  addProjectRoutes(router);
  addPolicyRoutes(router);
  addClientRoutes(router);
  addScopeRoutes(router);
  addConsentRoutes(router);
  return {
    router,
    guard(context) {
      const isApi = context.url.pathname.startsWith("/v2/api/");
      const repeated = isApi ? context.repeated() : undefined;
      if (repeated !== undefined) {
        throw authError(context, 400, "BAD_REQUEST", `${repeated} is given more than once`);
      }
    },
    notFound: (context) =>
      json(authErrorDocument(context, 404, "NOT_FOUND", "No such resource"), 404),
  };
}
