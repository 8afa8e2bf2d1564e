import { Router, type Service } from "../http/router.ts";
import { addCollectionRoutes } from "./collections_routes.ts";
import { addDomainRoutes } from "./domains_routes.ts";
import { addEndpointRoutes } from "./endpoint_routes.ts";
import { gcsError } from "./errors.ts";
import { addNodeRoutes } from "./nodes_routes.ts";
import { addRoleRoutes } from "./roles_routes.ts";
import { addSharingPolicyRoutes } from "./sharing_policies_routes.ts";
import { addStorageGatewayRoutes } from "./storage_gateways_routes.ts";
import { addStreamGatewayRoutes } from "./stream_gateways_routes.ts";
import { addUserCredentialRoutes } from "./user_credentials_routes.ts";

/** The manager API of Globus Connect Server, at the host of each endpoint. */
export function gcsService(): Service {
  const router = new Router();
  addEndpointRoutes(router);
  addCollectionRoutes(router);
  addStorageGatewayRoutes(router);
  addRoleRoutes(router);
  addUserCredentialRoutes(router);
  addNodeRoutes(router);
  addDomainRoutes(router);
  addSharingPolicyRoutes(router);
  addStreamGatewayRoutes(router);
  return {
    router,
    notFound: (context) => gcsError(404, `Nothing is at ${context.url.pathname}`).response,
  };
}
