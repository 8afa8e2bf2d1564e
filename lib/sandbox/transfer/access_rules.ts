import { parseTime } from "../clock.ts";

/** A rule that lets a person or group read or write in a guest collection. */
export interface AccessRuleRecord {
  /** UUID of the rule. */
  id: string;
  /** `identity`, `group`, `all_authenticated_users` or `anonymous`. */
  principalType: string;
  /** UUID of the identity or group; empty for everybody. */
  principal: string;
  /** Directory, with a slash at the end. */
  path: string;
  /** What is allowed. */
  permissions: "r" | "rw";
  /** When it was made, in milliseconds since 1970. */
  createdMs: number;
  /** When it ends, as given; null for never. From then on it grants nothing, and stays listed. */
  expirationDate: string | null;
}

/** The rules of a collection that have not expired. */
export function rulesInForce(
  rules: ReadonlyMap<string, AccessRuleRecord>,
  nowMs: number,
): AccessRuleRecord[] {
  return [...rules.values()].filter(({ expirationDate }) =>
    expirationDate === null || parseTime(expirationDate) > nowMs
  );
}
