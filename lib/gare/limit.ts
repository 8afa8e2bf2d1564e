import { isUuid } from "../core/guards.ts";
import { plainText } from "../core/text.ts";
import { scopeList, ScopeParser } from "../scopes/scope.ts";
import { RequirementRefusedError } from "./errors.ts";
import { GARE } from "./gare.ts";
import { limitGare, type RequirementLimits } from "./limits.ts";
import { cleanList } from "./parameters.ts";

/**
 * Limits a requirement to what an app may do because a service says so. Without limits, a resource
 * server could ask for a login that grants much more than its service needs.
 *
 * - The message becomes plain text of at most 1,000 characters, after the name of its source.
 * - Policies must be UUIDs, domains host names, and identities UUIDs or usernames with a domain.
 * - A `prompt` other than `login` is removed, and so are fields that Globus does not define.
 * - Scopes must belong to services that the app declared. Scopes of Globus Auth must be declared one
 *   by one, because some of them manage the user's account. A dependency of a scope may belong to a
 *   collection or another service that the scope's service calls, but not to a Globus service that the
 *   app did not declare.
 *
 * @returns The requirement within these limits.
 * @throws {RequirementRefusedError} If the requirement asks for anything else.
 */
export function limitRequirements(gare: GARE, limits: RequirementLimits): GARE {
  return limitGare(gare, limits, {
    GARE,
    RequirementRefusedError,
    ScopeParser,
    cleanList,
    isUuid,
    plainText,
    scopeList,
  });
}
