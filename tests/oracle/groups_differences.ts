/**
 * Rules for calls that our Groups clients refuse and Python's send.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { PythonCall } from "./python.ts";
import {
  argument,
  eachRequest,
  isObject,
  isText,
  isTexts,
  refused,
  type Rule,
  type WireCall,
} from "./rule.ts";

/** Methods that send a document, and the place of it. */
const DOCUMENTS: Record<string, number> = {
  create_group: 0,
  update_group: 1,
  set_group_policies: 1,
  set_identity_preferences: 0,
  set_membership_fields: 1,
  batch_membership_action: 1,
};

function isGroups({ client }: WireCall): boolean {
  return client === "GroupsClient";
}

/** The calls on the helper that collects changes of memberships, with the ids that each names. */
function changesOf({ args }: WireCall): { name: string; ids: Json; role: Json }[] {
  const calls: PythonCall[] = args[1]?.then ?? [];
  return calls.map(([name, places, kwargs]) => {
    const [role, ids] = name === "change_roles" ? places : [undefined, places[0]];
    return {
      name,
      ids: ids ?? kwargs.identity_ids ?? null,
      role: role ?? (kwargs.role === undefined ? "member" : kwargs.role),
    };
  });
}

/** Deliberate differences of the Groups clients. */
export const groupsRules: readonly Rule[] = [
  {
    reason: "an id, a role and a name are text: nothing else is turned into it",
    instead(call, method) {
      const { client, kwargs } = call;
      const places = method?.parameters.filter(({ kind }) => kind === "positional") ?? [];
      const texts = client === "GroupsManager"
        ? [
          ...places.map((_, place) => argument(call, method, place)),
          "role" in kwargs ? kwargs.role : "member",
        ]
        : isGroups(call)
        ? changesOf(call).map(({ role }) => role)
        : [];
      const lists = isGroups(call) ? changesOf(call).map(({ ids }) => ids) : [];
      const subscription = argument(call, method, 1);
      const isBadId = isGroups(call) && call.method === "set_subscription_admin_verified" &&
        subscription !== null && !isText(subscription);
      const isBad = !texts.every(isText) || isBadId ||
        !lists.every((ids) => isText(ids) || isTexts(ids));
      return isBad ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason: "a document is an object: no text, array or null stands in its place",
    instead(call, method) {
      const place = DOCUMENTS[call.method];
      if (!isGroups(call) || place === undefined) return undefined;
      return isObject(argument(call, method, place))
        ? undefined
        : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "a string is one id, also where roles are changed, and not a list of its letters",
    instead(call) {
      const changes = changesOf(call).filter(({ name }) => name === "change_roles");
      if (!isGroups(call) || !changes.some(({ ids }) => isText(ids))) return undefined;
      const items = changes.flatMap(({ ids, role }) =>
        [ids].flat().map((identity_id: Json) => ({ role, identity_id }))
      );
      return eachRequest(
        call,
        (request) => ({ ...request, body: { ...request.body, change_role: items } }),
      );
    },
  },
];
