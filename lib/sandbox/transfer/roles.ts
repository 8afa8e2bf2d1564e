/** A role of a person or group on an endpoint. */
export interface RoleRecord {
  /** UUID. */
  id: string;
  /** UUID of the endpoint. */
  endpoint: string;
  /** `identity` or `group`. */
  principalType: string;
  /** UUID of the identity or group. */
  principal: string;
  /** What they may do. */
  role: RoleName;
}

/** All roles that were given. */
export class RoleBook {
  /** Roles by id. */
  readonly byId: Map<string, RoleRecord> = new Map();

  /** Roles on an endpoint. */
  of(endpoint: string): RoleRecord[] {
    return [...this.byId.values()].filter((record) => record.endpoint === endpoint);
  }

  /** Roles that one of several identities holds on an endpoint. */
  held(endpoint: string, identities: string[]): RoleName[] {
    const roles = new Set<RoleName>();
    for (const record of this.byId.values()) {
      if (record.endpoint === endpoint && identities.includes(record.principal)) {
        roles.add(record.role);
      }
    }
    return [...roles];
  }
}

/** Roles that a person can hold on an endpoint. */
export type RoleName =
  | "administrator"
  | "access_manager"
  | "activity_manager"
  | "activity_monitor"
  | "access_monitor";
