import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, groupsCaller } from "./caller.ts";
import { groupsError } from "./errors.ts";

/** Adds who may be added to groups without being asked. */
export function addPreferenceRoutes(router: Router): void {
  router
    .on("GET /v2/preferences", (context) => json(preferencesOf(context)))
    .on("PUT /v2/preferences", setPreferences);
}

function preferencesOf(context: Context): JsonDocument {
  const { identities } = groupsCaller(context);
  return Object.fromEntries(identities.map((id) => [id, {
    allow_add: context.world.mayBeAdded.get(id) ?? true,
  }]));
}

function setPreferences(context: Context): Response {
  const { identities } = groupsCaller(context, true);
  for (const [id, value] of Object.entries(bodyOf(context))) {
    if (!identities.includes(id) || !isObject(value) || typeof value.allow_add !== "boolean") {
      throw groupsError(context, 400, "BadRequest", "Preferences are for one's own identities");
    }
    context.world.mayBeAdded.set(id, value.allow_add);
  }
  return json(preferencesOf(context));
}
