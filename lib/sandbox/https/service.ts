import { Router, type Service } from "../http/router.ts";
import { pageRefusal } from "./answers.ts";
import { addFileRoutes, METHODS } from "./files_routes.ts";

/** Files of the collections over HTTPS, each collection at a host of its own. */
export function httpsService(): Service {
  const router = new Router();
  addFileRoutes(router);
  return {
    router,
    notFound: () =>
      pageRefusal(405, "The requested method is not allowed for this file.", {
        allow: METHODS.join(", "),
      }).response,
  };
}
