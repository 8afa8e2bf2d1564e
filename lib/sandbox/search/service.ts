import { Router, type Service } from "../http/router.ts";
import { searchError } from "./errors.ts";
import { addFieldRoutes } from "./fields_routes.ts";
import { addIndexRoutes } from "./indices_routes.ts";
import { addIngestRoutes } from "./ingest_routes.ts";
import { addQueryRoutes } from "./query_routes.ts";
import { addRoleRoutes } from "./roles_routes.ts";
import { addSubjectRoutes } from "./subjects_routes.ts";
import { addTaskRoutes } from "./tasks_routes.ts";

/** The Search API. Codes of errors that no source names are assumed. */
export function searchService(): Service {
  const router = new Router();
  addIndexRoutes(router);
  addRoleRoutes(router);
  addFieldRoutes(router);
  addIngestRoutes(router);
  addTaskRoutes(router);
  addQueryRoutes(router);
  addSubjectRoutes(router);
  return {
    router,
    notFound: (context) =>
      searchError(context, 404, "NotFound.Generic", "No such resource").response,
  };
}
