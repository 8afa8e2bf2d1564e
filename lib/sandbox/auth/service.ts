import { json, Router, type Service } from "../exchange.ts";
import { authErrorDocument } from "./errors.ts";
import { addTokenInfoRoutes } from "./introspection.ts";
import { addMetadataRoutes } from "./metadata.ts";
import { addTokenRoutes } from "./token_endpoint.ts";
import { addWebRoutes } from "./web.ts";

const router = new Router();
addWebRoutes(router);
addTokenRoutes(router);
addTokenInfoRoutes(router);
addMetadataRoutes(router);

/** The authorization server and its API. */
export const authService: Service = {
  router,
  notFound: (x) => json(authErrorDocument(x, 404, "NOT_FOUND", "No such resource"), 404),
};
