import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, groupsCaller } from "./caller.ts";
import { groupsError, invalid } from "./errors.ts";

/** Adds who may be added to groups without being asked. */
export function addPreferenceRoutes(router: Router): void {
  router
    .on("GET /v2/preferences", (context) => json(preferencesOf(context)))
    .on("PUT /v2/preferences", setPreferences);
}

function preferencesOf(context: Context): JsonDocument {
  const { identities } = groupsCaller(context);
  return Object.fromEntries(identities.map((id) => [id, {
    allow_add: context.world.mayBeAdded.get(id) ?? null,
  }]));
}

function setPreferences(context: Context): Response {
  const { identities } = groupsCaller(context, true);
  const entries = Object.entries(bodyOf(context)).map(([id, value]) => {
    const allows = isObject(value) ? value.allow_add ?? null : undefined;
    if (allows !== null && typeof allows !== "boolean") {
      const msg = "Input should be a valid boolean or null";
      throw invalid([{ loc: ["body", id, "allow_add"], msg, type: "bool_type" }]);
    }
    if (!identities.includes(id)) {
      throw groupsError(403, "FORBIDDEN", "Preferences are set for one's own identities");
    }
    return [id, allows] as const;
  });
  for (const [id, allows] of entries) {
    if (allows === null) context.world.mayBeAdded.delete(id);
    else context.world.mayBeAdded.set(id, allows);
  }
  return json(preferencesOf(context));
}
