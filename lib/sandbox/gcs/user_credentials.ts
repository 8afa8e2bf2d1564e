import type { JsonDocument } from "../http/json.ts";

/** How a user reaches a storage. */
export interface UserCredentialRecord {
  /** UUID of the credential. */
  readonly id: string;
  /** UUID of the endpoint. */
  readonly endpointId: string;
  /** UUID of the storage gateway. */
  readonly gatewayId: string;
  /** UUID of the gateway's connector. */
  readonly connectorId: string;
  /** UUID of the identity that it belongs to. */
  readonly identityId: string;
  /** Account of the storage. */
  username: string;
  /** Name for its user; null for none. */
  displayName: string | null;
  /** What the kind of storage needs. */
  policies: JsonDocument;
  /** Whether it does not work any more. */
  invalid: boolean;
}

/** The document of a credential. */
export function credentialDocument(record: UserCredentialRecord): JsonDocument {
  return {
    DATA_TYPE: "user_credential#1.0.0",
    connector_id: record.connectorId,
    display_name: record.displayName,
    id: record.id,
    identity_id: record.identityId,
    invalid: record.invalid,
    policies: record.policies,
    provisioned: false,
    storage_gateway_id: record.gatewayId,
    username: record.username,
  };
}
