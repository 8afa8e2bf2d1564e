import { serviceCaller } from "../auth/service_caller.ts";
import { principalsOf } from "../groups/principals.ts";
import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { searchError } from "./errors.ts";
import { hasRole, type IndexRecord, type IndexRoleName } from "./indices.ts";
import { isLonger } from "./ingest.ts";
import { QueryFault } from "./query_fault.ts";

/** The caller of Search, with what stands for them in access rules. */
export interface SearchCaller {
  /** UUID of the primary identity; `null` for a caller without a token. */
  id: string | null;
  /** Principals that stand for the caller. */
  principals: ReadonlySet<string>;
}

/** What a call does, by which scopes are enough for it. */
export type SearchUse = "search" | "ingest" | "manage";

const SCOPES: Readonly<Record<SearchUse, readonly string[]>> = {
  search: [":all", ":search"],
  ingest: [":all", ":ingest"],
  manage: [":all"],
};

/**
 * The caller of Search, by their token. Public entries can be searched without one.
 *
 * @throws {Refusal} 401 without a good token; 403 where it lacks the scope.
 */
export function searchCaller(context: Context, use: SearchUse): SearchCaller {
  if (use === "search" && !context.headers.has("authorization")) {
    return { id: null, principals: new Set(["public"]) };
  }
  const { identity, identities } = serviceCaller(
    context,
    "search.api.globus.org",
    SCOPES[use],
    (status) =>
      status === 401
        ? searchError(context, 401, "Unauthorized.InvalidToken", "The token is not active").response
        : denied(context, "call", "The token does not hold the scope for this call").response,
  );
  return { id: identity.id, principals: principalsOf(context.world, identities) };
}

/**
 * The index that the path names, after the tasks that are due.
 *
 * @throws {Refusal} 404 where there is no such index.
 */
export function indexOf(context: Context): IndexRecord {
  const id = context.param("index_id");
  const index = context.world.indices.get(id.toLowerCase());
  if (!index) throw searchError(context, 404, "NotFound.Generic", "There is no such index");
  index.tasks.settle(context.now);
  return index;
}

/** What a call needs of an index. */
export interface IndexNeed {
  /** Name of the operation, for the error. */
  operation: string;
  /** The least role that the caller must have. */
  role: IndexRoleName;
  /** Scopes that are enough. @default {"manage"} */
  use?: SearchUse;
  /** The status that the index must have; `null` for any. @default {"open"} */
  status?: IndexRecord["status"] | null;
}

/**
 * The index that the path names, for a caller with a role on it.
 *
 * @throws {Refusal} 404 where there is no such index; 403 where the role is missing; 409 where the
 * index has another status.
 */
export function indexFor(
  context: Context,
  { operation, role, use = "manage", status = "open" }: IndexNeed,
): { index: IndexRecord; caller: SearchCaller } {
  const caller = searchCaller(context, use);
  const index = indexOf(context);
  if (!hasRole(index, caller.principals, role)) {
    const cause = `You do not have the proper roles to perform the ${operation} operation.`;
    throw denied(context, operation, cause);
  }
  if (status !== null && index.status !== status) {
    throw searchError(
      context,
      409,
      "Conflict.IncompatibleIndexStatus",
      `Index status (${index.status}) did not match required status for this operation: ${status}`,
    );
  }
  return { index, caller };
}

/** Refuses what a role or a scope does not allow. */
export function denied(context: Context, operation: string, cause: string) {
  return searchError(
    context,
    403,
    "Forbidden.Generic",
    {
      message: `${operation} request denied by service`,
      data: {
        cause,
        recommended_resolution: "Use a token for Search of a user who has the role that this needs",
      },
    },
  );
}

/** Most bytes of a request. */
const MAX_BODY_BYTES = 10_000_000;

/**
 * The body of a request.
 *
 * @throws {Refusal} 413 where it is too long; 400 where it is not a JSON object.
 */
export function bodyOf(context: Context): JsonDocument {
  if (isLonger(context.body, MAX_BODY_BYTES)) {
    const message = `The request is longer than ${MAX_BODY_BYTES} bytes`;
    throw searchError(context, 413, "PayloadTooLarge.Generic", message);
  }
  const document = context.jsonObject();
  if (document) return document;
  throw searchError(context, 400, "BadRequest.Generic", {
    message: "Unable to read the request",
    data: {
      cause: "The body is not a JSON object",
      recommended_resolution: "Send a JSON object, with the content type application/json",
    },
  });
}

/** Refuses what the rules of form forbid (400). */
export function badRequest(context: Context, cause: string) {
  return searchError(context, 400, "BadRequest.ValidationError", cause);
}

/** Runs `read`; refuses the request with what it says is wrong with the query. */
export function checked<T>(context: Context, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryFault) throw badRequest(context, error.message);
    throw error;
  }
}
