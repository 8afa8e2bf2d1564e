/**
 * Globus Connect Server: manage an endpoint's collections, storage gateways, roles and credentials.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Share a folder
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { createGuestCollection } from "@globus-deno/sdk/gcs";
 * import { TransferClient } from "@globus-deno/sdk/transfer";
 * import { Sandbox, WELL_KNOWN } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const transfer = new TransferClient({ app });
 * const { id } = await createGuestCollection({ transfer, app }, WELL_KNOWN.fjordStorage, {
 *   collection_base_path: "/home/ada/results/",
 *   display_name: "Results of run 7",
 * });
 * console.log(id);
 * ```
 *
 * @module
 */

export type { CollectionAddresses } from "../../core/collection_address.ts";
export { GCSClient } from "./client.ts";
export type { CollectionOf } from "./client.ts";
export type {
  ExtendConnectorTableParams,
  GlobusConnectServerConnector,
} from "./connector_table.ts";
export { ConnectorTable } from "./connector_table.ts";
export type {
  CollectionDocument,
  CollectionListParams,
  GCSActivityNotificationPolicy,
  GCSBatch,
  GCSCheckResult,
  GCSCollection,
  GCSCollectionState,
  GCSDirection,
  GuestCollection,
  GuestCollectionDocument,
  MappedCollection,
  MappedCollectionDocument,
  PathRestrictions,
} from "./documents/collection.ts";
export type {
  EndpointDocument,
  GCSDomain,
  GCSEndpoint,
  GCSListParams,
  GCSNetworkAddress,
  GCSNetworkUse,
  GCSNode,
  GCSNodeDocument,
  UpdateEndpointParams,
} from "./documents/endpoint.ts";
export type { GCSConnector, GCSInfo } from "./documents/info.ts";
export type {
  AzureBlobStoragePolicies,
  BlackPearlStoragePolicies,
  BoxStoragePolicies,
  CephStoragePolicies,
  CollectionPolicies,
  DropboxStoragePolicies,
  GoogleCloudStorageCollectionPolicies,
  GoogleCloudStoragePolicies,
  GoogleDriveStoragePolicies,
  HPSSStoragePolicies,
  IrodsStoragePolicies,
  OneDriveStoragePolicies,
  POSIXCollectionPolicies,
  POSIXStagingCollectionPolicies,
  POSIXStagingStoragePolicies,
  POSIXStoragePolicies,
  S3StoragePolicies,
  StorageGatewayPolicies,
} from "./documents/policies.ts";
export type { GCSPage, GCSResult, GCSUpdate } from "./documents/result.ts";
export type { GCSRole, GCSRoleDocument, GCSRoleListParams, GCSRoleName } from "./documents/role.ts";
export type {
  SharingPolicy,
  SharingPolicyDocument,
  SharingPolicyListParams,
} from "./documents/sharing_policy.ts";
export type {
  GCSIdentityMapping,
  StorageGateway,
  StorageGatewayDocument,
  StorageGatewayListParams,
  StorageGatewayParams,
} from "./documents/storage_gateway.ts";
export type {
  LanSecret,
  LanSecretDocument,
  StreamGateway,
  StreamGatewayDocument,
} from "./documents/stream_gateway.ts";
export type {
  UserCredential,
  UserCredentialDocument,
  UserCredentialListParams,
} from "./documents/user_credential.ts";
export type { GCSErrorDetail } from "./errors.ts";
export { GCSAPIError } from "./errors.ts";
export type { GuestCollectionClients, GuestCollectionParams } from "./guest_collection.ts";
export { createGuestCollection } from "./guest_collection.ts";
export type { EndpointReader, ManagedEndpoint } from "./manager.ts";
export { gcsResult } from "./result.ts";
