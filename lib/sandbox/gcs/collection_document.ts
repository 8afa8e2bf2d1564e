import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import type { Collection } from "../transfer/collection.ts";
import { gcsError } from "./errors.ts";

/** The mapped collections of an endpoint. */
export function mappedCollections(context: Context, endpoint: Collection): Collection[] {
  return [...context.world.collections.all()]
    .filter((one) => one.hasAccounts && one.hostId === endpoint.id);
}

/** All collections of an endpoint: mapped ones, and the guests of these. */
export function collectionsOf(context: Context, endpoint: Collection): Collection[] {
  return [...context.world.collections.all()].filter((one) =>
    !one.isPersonal && !one.isServer &&
    (one.isGuest ? one.host?.hostId : one.hostId) === endpoint.id
  );
}

/** The collection of an endpoint with an id. */
export function collectionById(context: Context, endpoint: Collection, id: string): Collection {
  const found = collectionsOf(context, endpoint).find((one) => one.id === id);
  if (found) return found;
  throw gcsError(404, "There is no such collection", {
    detail: { DATA_TYPE: "collection_not_found#1.0.0", collection_id: id },
  });
}

/** Fields that are shown where they are set, under the same name as in Transfer. */
const SHARED = [
  "organization",
  "department",
  "description",
  "contact_email",
  "contact_info",
  "info_link",
  "user_message",
  "user_message_link",
  "default_directory",
  "enable_https",
  "https_methods",
  "disable_verify",
  "force_encryption",
  "force_verify",
  "preserve_modtime",
  "acl_expiration_mins",
  "restrict_transfers_to_high_assurance",
  "associated_flow_policy",
  "guest_auth_policy_id",
  "sharing_users_allow",
  "sharing_users_deny",
  "sharing_restrict_paths",
  "disable_anonymous_writes",
  "auto_delete_timeout",
  "skip_auto_delete",
  "activity_notification_policy",
  "policies",
  "subscription_admin_verified",
];

/**
 * The document of a collection.
 *
 * @param showsRoot Whether to show where its files are: to administrators only.
 */
export function collectionDocument(
  context: Context,
  collection: Collection,
  showsRoot: boolean,
): JsonDocument {
  const { fields, isGuest, domain, host } = collection;
  const mapped = isGuest ? host : collection;
  const gateway = mapped && context.world.storageGateways.gatewayOf(mapped);
  const set = SHARED.filter((name) => fields.get(name) != null)
    .map((name) => [name, fields.get(name)]);
  const keywords = fields.get("keywords");
  const minutes = mapped?.authTimeoutMins ?? collection.authTimeoutMins;
  const highAssurance = mapped?.highAssurance ?? false;
  return {
    DATA_TYPE: "collection#1.0.0",
    id: collection.id,
    display_name: collection.displayName,
    public: collection.isPublic,
    identity_id: collection.ownerId,
    collection_type: isGuest ? "guest" : "mapped",
    high_assurance: highAssurance,
    require_high_assurance: highAssurance,
    authentication_timeout_mins: minutes,
    authentication_assurance_timeout: minutes,
    storage_gateway_id: gateway?.id ?? null,
    connector_id: gateway?.connectorId ?? null,
    collection_base_path: isGuest ? collection.hostPath : fields.get("collection_base_path") ?? "/",
    domain_name: domain,
    https_url: collection.servesHttps ? context.serverUrl(`${domain}`) : null,
    tlsftp_url: `tlsftp://${domain}:443`,
    manager_url: context.serverUrl(context.url.host),
    deleted: false,
    keywords: typeof keywords === "string" && keywords !== "" ? keywords.split(/,\s*/) : [],
    ...Object.fromEntries(set),
    ...(isGuest
      ? {
        mapped_collection_id: collection.hostId,
        user_credential_id: fields.get("user_credential_id") ?? null,
      }
      : {
        allow_guest_collections: sharesAllowed(collection),
        delete_protected: isProtected(collection),
      }),
    ...(showsRoot ? { root_path: isGuest ? collection.hostPath : "/" } : {}),
  };
}

/** Whether users may share folders of a mapped collection. Those of the start let them. */
export function sharesAllowed(mapped: Collection): boolean {
  return mapped.fields.get("allow_guest_collections") !== false;
}

/** Whether a mapped collection cannot be deleted. */
export function isProtected(collection: Collection): boolean {
  return !collection.isGuest && collection.fields.get("delete_protected") !== false;
}
