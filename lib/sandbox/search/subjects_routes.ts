import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { badRequest, indexOf, searchCaller } from "./caller.ts";
import { searchError } from "./errors.ts";
import { isVisible } from "./query.ts";
import { resultDocument } from "./result.ts";
import type { EntryRecord } from "./subjects.ts";

/** Adds subjects and entries, to read. */
export function addSubjectRoutes(router: Router): void {
  router
    .on("GET /v1/index/:index_id/subject", (context) => read(context, () => true))
    .on("GET /v1/index/:index_id/entry", (context) => {
      const id = context.query.get("entry_id");
      return read(context, (entry) => entry.id === id);
    });
}

function read(context: Context, wanted: (entry: EntryRecord) => boolean): Response {
  const { principals } = searchCaller(context, "search");
  const index = indexOf(context);
  const subject = context.query.get("subject");
  if (!subject) throw badRequest(context, "subject is required");
  const viewer = { principals, bypasses: false };
  const entries = [...index.subjects.bySubject.get(subject)?.entries.values() ?? []]
    .filter((entry) => wanted(entry) && isVisible(entry, viewer));
  if (entries.length) return json(resultDocument(subject, entries, viewer));
  throw searchError(
    context,
    404,
    "NotFound.Generic",
    "There is no such entry, or it is not visible",
  );
}
