import { json, Router, type Service } from "../exchange.ts";
import { addClientRoutes } from "./clients_api.ts";
import { addConsentsPage } from "./consents_page.ts";
import { authError, authErrorDocument } from "./errors.ts";
import { addIdentityRoutes } from "./identities_api.ts";
import { addTokenInfoRoutes } from "./introspection.ts";
import { addMetadataRoutes } from "./metadata.ts";
import { addProjectRoutes } from "./projects.ts";
import { addScopeRoutes } from "./scopes_api.ts";
import { addTokenRoutes } from "./token_endpoint.ts";
import { addWebRoutes } from "./web.ts";

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
