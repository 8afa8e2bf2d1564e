import type { GCSListParams } from "./endpoint.ts";

/** What the holder of a role may do. Globus may add more. */
export type GCSRoleName =
  | "owner"
  | "administrator"
  | "access_manager"
  | "activity_manager"
  | "activity_monitor"
  | "access_monitor"
  | (string & Record<never, never>);

/** A role to give to a person or a group. */
export interface GCSRoleDocument {
  /** Type and version. @default {"role#1.0.0"} */
  DATA_TYPE?: string;
  /** UUID of the collection; absent or null for a role on the endpoint. */
  collection?: string | null;
  /** `urn:globus:auth:identity:…` or `urn:globus:groups:id:…`. */
  principal?: string;
  /** What the role permits. */
  role?: GCSRoleName;
}

/** A role as the manager describes it. */
export interface GCSRole extends GCSRoleDocument {
  /** UUID of the role. */
  id: string;
}

/** Parameters of {@link GCSClient.getRoleList}. */
export interface GCSRoleListParams extends GCSListParams {
  /** UUID of a collection: lists its roles. @default the roles on the endpoint */
  collection_id?: string | null | undefined;
  /** `all_roles` lists those of all collections too, and needs an administrator. */
  include?: string | readonly string[] | null | undefined;
}
