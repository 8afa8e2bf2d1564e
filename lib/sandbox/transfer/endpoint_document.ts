import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { hash32 } from "../random.ts";
import { type Caller, rolesOf } from "./caller.ts";
import type { Collection } from "./collection.ts";

/**
 * The document of an endpoint or collection, with the fields that Globus has retired.
 *
 * @param context The request.
 * @param caller Who asks; some fields depend on it.
 * @param collection The endpoint or collection.
 */
export function endpointDocument(
  context: Context,
  caller: Caller,
  collection: Collection,
): JsonDocument {
  const { fields, host, domain, isPersonal, isGuest, isServer } = collection;
  const roles = rolesOf(context, caller, collection);
  const field = (name: string, fallback: unknown = null) => fields.get(name) ?? fallback;
  const manager = isPersonal ? null : managerDomain(collection);
  const mapped = isGuest ? host : undefined;
  const server = isServer || isPersonal ? undefined : collection.server;
  const username = `u_${hash32(collection.ownerId).toString(36)}`;
  return {
    DATA_TYPE: "endpoint",
    id: collection.id,
    display_name: collection.displayName,
    name: collection.id,
    canonical_name: `${username}#${collection.id}`,
    username,
    owner_id: collection.shownOwnerId,
    owner_string: field("owner_string", collection.shownOwner),
    organization: field("organization"),
    department: field("department"),
    keywords: field("keywords"),
    description: field("description"),
    contact_email: field("contact_email"),
    contact_info: field("contact_info"),
    info_link: field("info_link"),
    user_message: field("user_message"),
    user_message_link: field("user_message_link"),
    entity_type: collection.entityType,
    public: collection.isPublic,
    french_english_bilingual: false,
    subscription_id: field("subscription_id"),
    subscription_admin_verified: field("subscription_admin_verified"),
    default_directory: field("default_directory", isPersonal ? null : "/{server_default}/"),
    force_encryption: field("force_encryption", collection.highAssurance),
    force_verify: field("force_verify", false),
    disable_verify: field("disable_verify", false),
    disable_anonymous_writes: false,
    mfa_required: false,
    requester_pays: false,
    is_globus_connect: isPersonal,
    globus_connect_setup_key: null,
    gcp_connected: isPersonal ? collection.connected : null,
    gcp_paused: isPersonal ? false : null,
    gcs_version: isPersonal ? null : "5.4.80",
    gcs_manager_url: manager === null ? null : context.serverUrl(manager),
    https_server: collection.servesHttps ? context.serverUrl(`${domain}`) : null,
    tlsftp_server: domain === null || isServer ? null : `tlsftp://${domain}:443`,
    host_endpoint: null,
    host_endpoint_id: isGuest ? collection.hostId : null,
    host_endpoint_display_name: mapped?.displayName ?? null,
    host_path: collection.hostPath,
    mapped_collection_id: isGuest ? collection.hostId : null,
    mapped_collection_display_name: mapped?.displayName ?? null,
    non_functional: isServer,
    non_functional_endpoint_id: server?.id ?? null,
    non_functional_endpoint_display_name: server?.displayName ?? null,
    high_assurance: collection.highAssurance,
    authentication_timeout_mins: isServer ? null : collection.authTimeoutMins,
    authentication_assurance_timeout: isServer ? null : collection.authTimeoutMins * 60,
    authentication_policy_id: null,
    acl_available: isGuest,
    acl_editable: isGuest &&
      roles.some((role) => role === "administrator" || role === "access_manager"),
    acl_max_expiration_period_mins: field("acl_max_expiration_period_mins"),
    my_effective_roles: roles,
    shareable: !isGuest && !isServer,
    sharing_target_endpoint: null,
    sharing_target_root_path: null,
    in_use: context.world.tasks.inUse(collection.id),
    location: field("location", isPersonal ? null : "Automatic"),
    network_use: field("network_use", isGuest ? null : "normal"),
    max_concurrency: field("max_concurrency", isGuest ? null : 4),
    preferred_concurrency: field("preferred_concurrency", isGuest ? null : 2),
    max_parallelism: field("max_parallelism", isGuest ? null : 8),
    preferred_parallelism: field("preferred_parallelism", isGuest ? null : 4),
    local_user_info_available: collection.hasAccounts,
    storage_type: isGuest || isServer ? null : "POSIX",
    activated: false,
    expires_in: -1,
    expire_time: null,
    myproxy_server: null,
    myproxy_dn: null,
    oauth_server: null,
    s3_url: null,
    s3_owner_activated: false,
    DATA: serverDocuments(collection),
  };
}

/** DNS name of the server that manages a collection. */
function managerDomain(collection: Collection): string | null {
  if (collection.domain === null) return null;
  return collection.server?.domain ?? collection.domain.replace(/^[^.]*\./, "");
}

/** The data servers of an endpoint. */
export function serverDocuments(collection: Collection): JsonDocument[] {
  const { domain, isPersonal, connected } = collection;
  const id = 1 + hash32(collection.id) % 90_000;
  const hostname = isPersonal ? null : domain;
  return [{
    DATA_TYPE: "server",
    id,
    hostname,
    port: isPersonal ? null : 443,
    scheme: isPersonal ? null : "tlsftp",
    subject: null,
    uri: hostname === null ? null : `tlsftp://${hostname}:443`,
    incoming_data_port_start: isPersonal ? null : 50_000,
    incoming_data_port_end: isPersonal ? null : 51_000,
    outgoing_data_port_start: null,
    outgoing_data_port_end: null,
    is_connected: connected,
    is_paused: false,
  }];
}
