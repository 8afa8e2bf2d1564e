import { urnOf } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { badRequest, bodyOf, indexFor, indexOf, searchCaller } from "./caller.ts";
import { searchError } from "./errors.ts";
import { addRole, type IndexRecord, makeIndex, rolesOf } from "./indices.ts";
import { searchTime } from "./time.ts";
import { VERSION } from "./version.ts";

/** Adds indices. */
export function addIndexRoutes(router: Router): void {
  router
    .on("GET /v1/index_list", indexList)
    .on("POST /v1/index", createIndex)
    .on("GET /v1/index/:index_id", getIndex)
    .on("PATCH /v1/index/:index_id", updateIndex)
    .on("DELETE /v1/index/:index_id", deleteIndex)
    .on("POST /v1/index/:index_id/reopen", reopenIndex);
}

/** Trial indices that an identity may own. */
const MAX_TRIALS = 3;

/** Indices that a list shows. */
const MAX_LISTED = 100;

function indexDocument(index: IndexRecord): JsonDocument {
  const { subjects } = index;
  return {
    "@datatype": "GSearchIndex",
    "@version": VERSION,
    id: index.id,
    display_name: index.displayName,
    description: index.description,
    creation_date: searchTime(index.createdMs),
    status: index.status,
    is_trial: index.isTrial,
    subscription_id: index.subscriptionId,
    max_size_in_mb: index.maxSizeInMb,
    num_subjects: subjects.bySubject.size,
    num_entries: subjects.entryCount,
    size_in_mb: Math.floor(subjects.characters / 1_000_000),
  };
}

function getIndex(context: Context): Response {
  const { principals } = searchCaller(context, "search");
  const index = indexOf(context);
  return json({ ...indexDocument(index), permissions: rolesOf(index, principals) });
}

function indexList(context: Context): Response {
  if (!context.headers.has("authorization")) {
    throw searchError(context, 401, "Unauthorized.InvalidToken", "A token is needed");
  }
  const { principals } = searchCaller(context, "search");
  const wanted = context.query.get("filter_roles")?.split(",");
  const listed = [...context.world.indices.values()]
    .map((index) => ({ index, permissions: rolesOf(index, principals) }))
    .filter(({ permissions }) => permissions.some((role) => wanted?.includes(role) ?? true))
    .slice(0, MAX_LISTED);
  return json({
    index_list: listed.map(({ index, permissions }) => {
      index.tasks.settle(context.now);
      return { ...indexDocument(index), permissions };
    }),
  });
}

function textOf(context: Context, document: JsonDocument, name: string): string {
  const value = document[name];
  if (typeof value === "string" && value.trim() !== "") return value;
  throw badRequest(context, `${name} is not a text`);
}

function createIndex(context: Context): Response {
  const { id } = searchCaller(context, "manage");
  const document = bodyOf(context);
  const { world, random, now } = context;
  const owner = urnOf(id!);
  const owned = [...world.indices.values()].filter((index) =>
    index.isTrial &&
    [...index.roles.values()].some(({ principal, role }) => principal === owner && role === "owner")
  );
  const index = makeIndex({
    id: random.uuid(),
    displayName: textOf(context, document, "display_name"),
    description: textOf(context, document, "description"),
    createdMs: now,
  });
  if (owned.length >= MAX_TRIALS) {
    throw searchError(context, 409, "Conflict.LimitExceeded", {
      message: "Role limit exceeded",
      data: {
        cause: "The creator of an index becomes its owner, and you own as many as you may.",
        constraint: `Cannot own more trial indices than the limit (${MAX_TRIALS})`,
      },
    });
  }
  addRole(index, { number: random.next(), principal: owner, role: "owner", createdMs: now });
  world.indices.set(index.id, index);
  return json(indexDocument(index));
}

function updateIndex(context: Context): Response {
  const { index } = indexFor(context, { operation: "index_update", role: "admin" });
  const document = bodyOf(context);
  if ((document.display_name ?? null) !== null) {
    index.displayName = textOf(context, document, "display_name");
  }
  if ((document.description ?? null) !== null) {
    index.description = textOf(context, document, "description");
  }
  return json(indexDocument(index));
}

function deleteIndex(context: Context): Response {
  const { index } = indexFor(context, { operation: "index_delete", role: "owner" });
  index.status = "delete_pending";
  return json({ index_id: index.id, acknowledged: true });
}

function reopenIndex(context: Context): Response {
  const { index } = indexFor(context, {
    operation: "index_reopen",
    role: "owner",
    status: "delete_pending",
  });
  index.status = "open";
  return json({ index_id: index.id, acknowledged: true });
}
