import { json, Router, type Service } from "../http/context.ts";
import { addClientRoutes } from "./clients_routes.ts";
import { addConsentsPage } from "./consents_routes.ts";
import { authError, authErrorDocument } from "./errors.ts";
import { addIdentityRoutes } from "./identities_routes.ts";
import { addTokenInfoRoutes } from "./introspect_routes.ts";
import { addMetadataRoutes } from "./metadata_routes.ts";
import { addProjectRoutes } from "./projects_routes.ts";
import { addScopeRoutes } from "./scopes_routes.ts";
import { addTokenRoutes } from "./token_routes.ts";
import { addWebRoutes } from "./authorize_routes.ts";

const router = new Router();
addWebRoutes(router);
addTokenRoutes(router);
addTokenInfoRoutes(router);
addMetadataRoutes(router);
addIdentityRoutes(router);
addProjectRoutes(router);
addClientRoutes(router);
addScopeRoutes(router);
addConsentsPage(router);

/** The authorization server and its API. */
export const authService: Service = {
  router,
  guard(x) {
    const repeated = x.url.pathname.startsWith("/v2/api/") ? x.repeated() : undefined;
    if (repeated !== undefined) {
      throw authError(x, 400, "BAD_REQUEST", `${repeated} is given more than once`);
    }
  },
  notFound: (x) => json(authErrorDocument(x, 404, "NOT_FOUND", "No such resource"), 404),
};
