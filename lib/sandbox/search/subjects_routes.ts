import type { Context } from "../http/context.ts";
import { isObject, json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { searchError } from "./errors.ts";
import { indexOf } from "./indices_routes.ts";
import { subjectAt, SUBJECTS } from "./sky_index.ts";

/** Adds subjects. */
export function addSubjectRoutes(router: Router): void {
  router.on("GET /v1/index/:index_id/subject", getSubject);
}

function getSubject(context: Context): Response {
  indexOf(context);
  const subject = context.query.get("subject") ?? "";
  const found = /^sky:frame:(\d{5})$/.exec(subject);
  if (!found || Number(found[1]) >= SUBJECTS) {
    throw searchError(context, 404, "NotFound.Generic", "There is no such subject");
  }
  const document = subjectAt(Number(found[1]));
  const entries = document.entries;
  const [entry] = Array.isArray(entries) ? entries : [];
  if (!isObject(entry)) {
    throw searchError(context, 404, "NotFound.Generic", "There is no such subject");
  }
  return json(document);
}
