import type { JsonDocument } from "../http/json.ts";
import { hash32, SeededRandom } from "../random.ts";
import type { Collection } from "../transfer/collection.ts";

/** UUID of the connector for POSIX file systems. */
export const POSIX_CONNECTOR = "145812c8-decc-41f1-83cf-bb2a85a2a70b";

/** Connectors that the endpoints have, with the names of their policies. */
export const CONNECTORS: ReadonlyMap<string, { name: string; policies: string }> = new Map([
  [POSIX_CONNECTOR, { name: "POSIX", policies: "posix" }],
  ["7643e831-5f6c-4b47-a07f-8ee90f401d23", { name: "S3", policies: "s3" }],
]);

/** Minutes after which users must log in again, where nothing else is set: 11 days. */
export const USUAL_TIMEOUT_MINS = 15_840;

/** A storage gateway: how an endpoint reaches a storage, and who may use it. */
export interface StorageGatewayRecord {
  /** UUID of the gateway. */
  readonly id: string;
  /** UUID of the endpoint. */
  readonly endpointId: string;
  /** UUID of the connector. */
  readonly connectorId: string;
  /** Whether its collections hold protected data. */
  readonly highAssurance: boolean;
  /** Other fields of its document, under the service's names. */
  readonly fields: Map<string, unknown>;
}

/** All storage gateways. Mapped collections that exist from the start have one each. */
export class StorageGatewayBook {
  readonly #byId = new Map<string, StorageGatewayRecord>();
  readonly #ofCollection = new Map<string, string>();

  /** Gateways of an endpoint, whose mapped collections are given. */
  of(endpointId: string, mapped: readonly Collection[]): StorageGatewayRecord[] {
    for (const collection of mapped) this.gatewayOf(collection);
    return [...this.#byId.values()].filter((gateway) => gateway.endpointId === endpointId);
  }

  /** The gateway of a mapped collection. */
  gatewayOf(mapped: Collection): StorageGatewayRecord {
    const known = this.#byId.get(this.#ofCollection.get(mapped.id) ?? "");
    if (known) return known;
    const gateway: StorageGatewayRecord = {
      id: new SeededRandom(hash32(`gateway of ${mapped.id}`)).uuid(),
      endpointId: mapped.hostId ?? "",
      connectorId: POSIX_CONNECTOR,
      highAssurance: mapped.highAssurance,
      fields: new Map<string, unknown>([
        ["display_name", `Storage of ${mapped.displayName}`],
        ["allowed_domains", mapped.requiredDomains],
        ["authentication_timeout_mins", mapped.authTimeoutMins],
      ]),
    };
    this.add(gateway);
    this.assign(mapped.id, gateway.id);
    return gateway;
  }

  /** Adds one. */
  add(gateway: StorageGatewayRecord): void {
    this.#byId.set(gateway.id, gateway);
  }

  /** Has a mapped collection use a gateway. */
  assign(collectionId: string, gatewayId: string): void {
    this.#ofCollection.set(collectionId, gatewayId);
  }

  /** Takes one away. */
  delete(id: string): void {
    this.#byId.delete(id);
  }
}

/**
 * The document of a gateway.
 *
 * @param showsPrivate Whether to show what only administrators see.
 */
export function gatewayDocument(
  gateway: StorageGatewayRecord,
  showsPrivate: boolean,
): JsonDocument {
  const { fields, highAssurance } = gateway;
  const minutes = fields.get("authentication_timeout_mins") ?? USUAL_TIMEOUT_MINS;
  const type = CONNECTORS.get(gateway.connectorId)?.policies ?? "posix";
  const own = Object.fromEntries(
    [...fields].filter(([name]) => !KNOWN.has(name) && !PRIVATE.has(name)),
  );
  return {
    DATA_TYPE: "storage_gateway#1.0.0",
    id: gateway.id,
    display_name: fields.get("display_name") ?? "",
    connector_id: gateway.connectorId,
    high_assurance: highAssurance,
    require_high_assurance: highAssurance,
    authentication_assurance_timeout: minutes,
    authentication_timeout_mins: minutes,
    allowed_domains: fields.get("allowed_domains") ?? [],
    mapping: "username_without_domain",
    ...own,
    ...(showsPrivate
      ? {
        restrict_paths: fields.get("restrict_paths") ?? null,
        policies: fields.get("policies") ??
          {
            DATA_TYPE: `${type}_storage_policies#1.0.0`,
            ...(type === "posix" ? { groups_allow: [], groups_deny: [] } : {}),
          },
        users_allow: fields.get("users_allow") ?? [],
        users_deny: fields.get("users_deny") ?? [],
      }
      : {}),
  };
}

const KNOWN: ReadonlySet<string> = new Set([
  "display_name",
  "authentication_timeout_mins",
  "allowed_domains",
]);
const PRIVATE: ReadonlySet<string> = new Set([
  "restrict_paths",
  "policies",
  "users_allow",
  "users_deny",
]);
