import type { PathRestrictions } from "./collection.ts";
import type { GCSListParams } from "./endpoint.ts";

/**
 * A sharing policy to create: which paths of a mapped collection users may share. It narrows
 * `sharing_restrict_paths` of the collection for some of its users.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface SharingPolicyDocument {
  /** Type and version. @default {"sharing_policy#1.0.0"} */
  DATA_TYPE?: string;
  /** UUID of the mapped collection. */
  collection_id: string;
  /** Paths that may be shared, below `root_path` of the collection. */
  sharing_restrict_paths: PathRestrictions;
  /** Accounts of the storage that the policy is for; null for all of them. @default null */
  users?: readonly string[] | null;
}

/** A sharing policy as the manager describes it. */
export interface SharingPolicy extends SharingPolicyDocument {
  /** UUID of the policy. */
  id: string;
}

/** Parameters of {@link GCSClient.getSharingPolicyList}. */
export interface SharingPolicyListParams extends GCSListParams {
  /** UUID of the mapped collection. */
  collection_id: string;
  /** Account of the storage: lists the policies that count for it. @default all policies */
  username?: string | null | undefined;
}
