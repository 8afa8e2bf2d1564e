/**
 * What kinds of storage need to be told, by connector. `DATA_TYPE` says which of them a document is.
 * Fields marked "Private" are shown to administrators only.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 *
 * @module
 */

/** Policies of a storage gateway for POSIX file systems. */
export interface POSIXStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `posix_storage_policies#${string}`;
  /** Groups of the system whose members may use the gateway. Private. */
  groups_allow?: readonly string[] | null;
  /** Groups of the system whose members may not. Private. */
  groups_deny?: readonly string[] | null;
}

/** Policies of a storage gateway for POSIX file systems whose files are staged first. */
export interface POSIXStagingStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `posix_staging_storage_policies#${string}`;
  /** Groups of the system whose members may use the gateway. Private. */
  groups_allow?: readonly string[] | null;
  /** Groups of the system whose members may not. Private. */
  groups_deny?: readonly string[] | null;
  /** Path of the program that stages files. Private. */
  stage_app?: string;
  /** Variables of its environment. Private. */
  environment?: readonly { readonly name: string; readonly value: string }[];
}

/** Policies of a storage gateway for Amazon S3, for ActiveScale, or for what has the same API. */
export interface S3StoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `s3_storage_policies#${string}`;
  /** Address of the S3 API. */
  s3_endpoint?: string;
  /** Buckets that can be reached, which the root shows. @default all of the credential's */
  s3_buckets?: readonly string[];
  /** Whether users need a credential of their own to share. */
  s3_user_credential_required?: boolean;
}

/** Policies of a storage gateway for Azure Blob. */
export interface AzureBlobStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `azure_blob_storage_policies#${string}`;
  /** Id of the client at Microsoft. Private. */
  client_id?: string;
  /** Secret of that client. Private. */
  secret?: string;
  /** Id of the tenant. Private. */
  tenant?: string;
  /** Name of the storage account. Private. */
  account?: string;
  /** How users authorize: `user`, `service_principal` or `user_service_principal`. */
  auth_type?: string;
  /** Whether Azure Data Lake Storage Gen2 is on. */
  adls?: boolean;
}

/** Policies of a storage gateway for Spectra BlackPearl. */
export interface BlackPearlStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `blackpearl_storage_policies#${string}`;
  /** Address of the S3 API. */
  s3_endpoint?: string;
  /** Path of the file that maps users to their access ids and secrets. */
  bp_access_id_file?: string;
}

/** Policies of a storage gateway for Box. */
export interface BoxStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `box_storage_policies#${string}`;
  /** Id of the enterprise at Box. Private. */
  enterpriseID?: string;
  /** Settings of the app at Box, with its keys. They are secrets. Private. */
  boxAppSettings?: Readonly<Record<string, unknown>>;
}

/** Policies of a storage gateway for Ceph. */
export interface CephStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `ceph_storage_policies#${string}`;
  /** Address of the S3 API. */
  s3_endpoint?: string;
  /** Buckets that the root shows. */
  s3_buckets?: readonly string[];
  /** Id of the administrator's key. Private. */
  ceph_admin_key_id?: string;
  /** Secret of that key. Private. */
  ceph_admin_secret_key?: string;
}

/** Policies of a storage gateway for Dropbox. */
export interface DropboxStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `dropbox_storage_policies#${string}`;
  /** Id of the client at Dropbox. Private. */
  client_id?: string | null;
  /** Secret of that client. Private. */
  secret?: string | null;
  /** Whether accounts of any name may be used. */
  allow_any_account?: boolean;
  /** Calls that a user may make in a while. */
  user_api_rate_limit?: number;
}

/** Policies of a storage gateway for Google Cloud Storage. */
export interface GoogleCloudStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `google_cloud_storage_policies#${string}`;
  /** Id of the client at Google. Private. */
  client_id?: string;
  /** Secret of that client. Private. */
  secret?: string;
  /** Key of a service account, as Google's file holds it. It is a secret. Private. */
  service_account_key?: Readonly<Record<string, unknown>>;
  /** Buckets that can be reached, which the root shows. @default all of the credential's */
  buckets?: readonly string[];
  /** Projects that can be reached. @default all of the credential's */
  projects?: readonly string[];
}

/** Policies of a storage gateway for Google Drive. */
export interface GoogleDriveStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `google_drive_storage_policies#${string}`;
  /** Id of the client at Google. Private. */
  client_id?: string;
  /** Secret of that client. Private. */
  secret?: string;
  /** Calls that a user may make in 100 seconds. */
  user_api_rate_quota?: number;
}

/** Policies of a storage gateway for HPSS. */
export interface HPSSStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `hpss_storage_policies#${string}`;
  /** How the gateway authenticates to HPSS. */
  authentication_mech?: string;
  /** Where its credential is, such as `auth_keytab:/var/hpss/etc/hpss.keytab`. */
  authenticator?: string;
  /** Whether checksums are stored with the files. */
  uda_checksum_support?: boolean;
}

/** Policies of a storage gateway for iRODS. */
export interface IrodsStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `irods_storage_policies#${string}`;
  /** Path of the file of settings. */
  irods_environment_file?: string;
  /** Path of the file with the credential. */
  irods_authentication_file?: string;
}

/** Policies of a storage gateway for OneDrive. */
export interface OneDriveStoragePolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `onedrive_storage_policies#${string}`;
  /** Id of the client at Microsoft. Private. */
  client_id?: string;
  /** Secret of that client. Private. */
  secret?: string;
  /** Id of the tenant. Private. */
  tenant?: string;
  /** Calls that a user may make in a while. */
  user_api_rate_limit?: number;
}

/** Policies of a storage gateway. `DATA_TYPE` tells for which kind of storage. */
export type StorageGatewayPolicies =
  | POSIXStoragePolicies
  | POSIXStagingStoragePolicies
  | S3StoragePolicies
  | AzureBlobStoragePolicies
  | BlackPearlStoragePolicies
  | BoxStoragePolicies
  | CephStoragePolicies
  | DropboxStoragePolicies
  | GoogleCloudStoragePolicies
  | GoogleDriveStoragePolicies
  | HPSSStoragePolicies
  | IrodsStoragePolicies
  | OneDriveStoragePolicies;

/** Policies of a mapped collection on a POSIX file system. */
export interface POSIXCollectionPolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `posix_collection_policies#${string}`;
  /** Groups of the system whose members may share. */
  sharing_groups_allow?: readonly string[] | null;
  /** Groups of the system whose members may not share. */
  sharing_groups_deny?: readonly string[] | null;
}

/** Policies of a mapped collection on a POSIX file system whose files are staged first. */
export interface POSIXStagingCollectionPolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `posix_staging_collection_policies#${string}`;
  /** Groups of the system whose members may share. */
  sharing_groups_allow?: readonly string[] | null;
  /** Groups of the system whose members may not share. */
  sharing_groups_deny?: readonly string[] | null;
}

/** Policies of a mapped collection on Google Cloud Storage. */
export interface GoogleCloudStorageCollectionPolicies {
  /** Type and version of the policies. */
  DATA_TYPE: `google_cloud_storage_collection_policies#${string}`;
  /** Project that pays for what users read. */
  project?: string;
}

/** Policies of a mapped collection. `DATA_TYPE` tells for which kind of storage. */
export type CollectionPolicies =
  | POSIXCollectionPolicies
  | POSIXStagingCollectionPolicies
  | GoogleCloudStorageCollectionPolicies;
