/**
 * A group of Globus Groups in memory, with batches of `add`, `change_role` and `remove`, and users whom
 * Globus Auth knows.
 *
 * @module
 */

import type {
  GroupRole,
  MembershipActionItem,
  MembershipActionsDocument,
} from "../../lib/services/groups/documents/membership.ts";
import type { Answer, Sent } from "./fake_fetch.ts";

/** The id of a person by number. */
export function identityId(number: number): string {
  return `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** The user name of a person by number. */
export function userName(number: number): string {
  return `p${number}@example.org`;
}

/** A group with its members, in memory. */
export class FakeGroup {
  /** Roles of the active members, by identity id. */
  readonly members: Map<string, GroupRole> = new Map();
  /** How often each identity was added. */
  readonly added: Map<string, number> = new Map();
  /** Ids of identities that cannot be added. */
  readonly guarded: Set<string> = new Set();

  /** Answers a request of Groups. */
  answer = ({ json: body }: Sent): Answer => {
    const actions = body as MembershipActionsDocument;
    const all = Object.values(actions).flat().map(({ identity_id }) => identity_id);
    if (new Set(all).size < all.length) {
      return {
        status: 400,
        json: { code: "BAD_REQUEST", detail: "Twice", ambiguous_identities: all },
      };
    }
    if (!all.every((id) => /^[\da-f-]{36}$/.test(id))) {
      const detail = [{ loc: ["body"], msg: "Input should be a valid UUID" }];
      return { status: 422, json: { detail } };
    }
    const json: Record<string, unknown> & { errors: Record<string, unknown[]> } = { errors: {} };
    for (const [action, items] of Object.entries(actions)) {
      const done: unknown[] = json[action] = [];
      for (const item of items) {
        const code = this.#change(action, item);
        if (code) {
          (json.errors[action] ??= []).push({ identity_id: item.identity_id, code, detail: "No" });
        } else done.push({ ...item, status: action === "remove" ? "removed" : "active" });
      }
    }
    return { json };
  };

  #change(action: string, { identity_id: id, role = "member" }: MembershipActionItem) {
    if (action === "add") {
      if (this.members.has(id)) return "ALREADY_ACTIVE";
      if (this.guarded.has(id)) return "ADD_NOT_ALLOWED";
      this.members.set(id, role);
      this.added.set(id, (this.added.get(id) ?? 0) + 1);
    } else if (!this.members.has(id)) return "NOT_A_MEMBER";
    else if (action === "remove") this.members.delete(id);
    else this.members.set(id, role);
  }
}
