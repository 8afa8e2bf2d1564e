import { Router, type Service } from "../http/router.ts";
import { searchError } from "./errors.ts";
import { addIndexRoutes } from "./indices_routes.ts";
import { addQueryRoutes } from "./query_routes.ts";
import { addSubjectRoutes } from "./subjects_routes.ts";

/** The reading part of the Search API, over one index. */
export function searchService(): Service {
  const router = new Router();
  addIndexRoutes(router);
  addQueryRoutes(router);
  addSubjectRoutes(router);
  return {
    router,
    notFound: (context) =>
      searchError(context, 404, "NotFound.Generic", "No such resource").response,
  };
}
