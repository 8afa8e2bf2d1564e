import { urnOf } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { checkToken } from "./caller.ts";
import { searchError } from "./errors.ts";
import { SKY_INDEX_ID, SUBJECTS, VERSION } from "./sky_index.ts";

/** Adds indices and their roles. */
export function addIndexRoutes(router: Router): void {
  router
    .on("GET /v1/index_list", indexList)
    .on("GET /v1/index/:index_id", (context) => json(indexDocument(indexOf(context))))
    .on("GET /v1/index/:index_id/role_list", roleList);
}

/**
 * Id of the index that the path names.
 *
 * @throws {Refusal} 404 where there is no such index.
 */
export function indexOf(context: Context): string {
  checkToken(context);
  const id = context.param("index_id");
  if (id !== SKY_INDEX_ID) {
    throw searchError(context, 404, "NotFound.Generic", `There is no index "${id}"`);
  }
  return id;
}

function indexDocument(id: string): JsonDocument {
  return {
    "@datatype": "GSearchIndex",
    "@version": VERSION,
    id,
    display_name: "Northern Sky Survey",
    description: "Frames of the survey, by field and night.",
    creation_date: "2024-03-01 09:00:00",
    status: "open",
    is_trial: false,
    subscription_id: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
    max_size_in_mb: 100,
    size_in_mb: 12,
    num_subjects: SUBJECTS,
    num_entries: SUBJECTS,
  };
}

function indexList(context: Context): Response {
  checkToken(context);
  return json({ index_list: [{ ...indexDocument(SKY_INDEX_ID), permissions: [] }] });
}

function roleList(context: Context): Response {
  const id = indexOf(context);
  const { primary } = context.world.people[0];
  return json({
    role_list: [{
      creation_date: "2024-03-01 09:00:00",
      id: "MDEwMDE",
      index_id: id,
      principal: urnOf(primary.id),
      principal_type: "identity",
      role_name: "owner",
    }],
  });
}
