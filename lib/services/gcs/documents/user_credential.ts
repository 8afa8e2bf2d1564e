import type { GCSListParams } from "./endpoint.ts";

/**
 * A credential to create, or changes of one: how a user reaches a storage. POSIX file systems need
 * none but the account; S3 needs the user's keys.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface UserCredentialDocument {
  /** Type and version. @default {"user_credential#1.0.0"} */
  DATA_TYPE?: string;
  /** UUID of the identity that it belongs to. @default the caller's */
  identity_id?: string;
  /** UUID of the connector. @default that of the storage gateway */
  connector_id?: string;
  /** Account of the storage. @default the account that the identity is mapped to */
  username?: string | null;
  /** Name of the credential, which its user sees. */
  display_name?: string | null;
  /** UUID of the storage gateway that it is for. */
  storage_gateway_id?: string;
  /** What its kind of storage needs, such as `s3_key_id` and `s3_secret_key`. They are secrets. */
  policies?: Readonly<Record<string, unknown>>;
}

/** A credential as the manager describes it. */
export interface UserCredential extends UserCredentialDocument {
  /** UUID of the credential. */
  id: string;
  /** Whether it does not work any more. */
  invalid?: boolean;
  /** Whether an administrator made it, and its user cannot change it. */
  provisioned?: boolean;
  /** Whether it has been deleted. */
  deleted?: boolean;
  /** Home directory of the account. */
  home_directory?: string;
}

/** Parameters of {@link GCSClient.getUserCredentialList}. */
export interface UserCredentialListParams extends GCSListParams {
  /** UUID of a storage gateway: lists credentials for it only. */
  storage_gateway?: string | null | undefined;
  /** `all` lists those of other users too, and needs `admin_managed_credentials`. */
  include?: string | readonly string[] | null | undefined;
}
