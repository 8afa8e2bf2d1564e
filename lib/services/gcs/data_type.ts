/**
 * Which version of a document has which fields. Loaded with the first document that is sent.
 *
 * @module
 */

/** Fields that documents of a type have since a version 1.x.0, by name. */
type Since = Readonly<Record<string, number>>;

const SINCE: Readonly<Record<string, Since>> = {
  collection: {
    enable_https: 1,
    user_message: 1,
    user_message_link: 1,
    sharing_users_allow: 2,
    sharing_users_deny: 2,
    force_verify: 4,
    disable_anonymous_writes: 5,
    guest_auth_policy_id: 6,
    delete_protected: 8,
    acl_expiration_mins: 10,
    restrict_transfers_to_high_assurance: 12,
    auto_delete_timeout: 13,
    skip_auto_delete: 13,
    activity_notification_policy: 14,
    associated_flow_policy: 15,
    https_methods: 16,
    preserve_modtime: 16,
  },
  endpoint: { gridftp_control_channel_port: 1 },
  node: {
    data_interface: 1,
    data_interface6: 2,
    internal_stream_port_range: 3,
    lan_addresses: 3,
  },
  storage_gateway: {
    require_mfa: 1,
    admin_managed_credentials: 2,
    network_use: 3,
    max_concurrency: 3,
    max_parallelism: 3,
    preferred_concurrency: 3,
    preferred_parallelism: 3,
  },
  stream_gateway: { run_as_local_user: 1 },
};

/** Documents that are sent as a type of their own, by the type of those that the manager makes of them. */
const SENT: Readonly<Record<string, string>> = { lan_secret: "lan_secret_create" };

/** Characters of a message to users that all versions take. Later versions take 256. */
const SHORT_MESSAGE = 64;

/**
 * The document with its `DATA_TYPE`, unless it has one: the lowest version that has the fields used,
 * so that old managers take it too. A null counts as used, undefined does not. A new collection also
 * gets the `collection_type` that its fields tell.
 *
 * @param type Name of the type without its version, such as `collection`.
 * @param document An object, which stays unchanged.
 * @param isNew Whether the document is created, not changed.
 */
export function typed(type: string, document: object, isNew: boolean): object {
  const fields: Record<string, unknown> = { ...document };
  const { mapped_collection_id: mapped, storage_gateway_id: gateway, user_message: message } =
    fields;
  if (isNew && type === "collection" && (mapped !== undefined || gateway !== undefined)) {
    fields.collection_type ??= mapped === undefined ? "mapped" : "guest";
  }
  if (fields.DATA_TYPE !== undefined) return fields;
  let version = 0;
  for (const [name, since] of Object.entries(SINCE[type] ?? {})) {
    if (fields[name] !== undefined) version = Math.max(version, since);
  }
  // Characters, not UTF-16 units.
  if (type === "collection" && typeof message === "string" && [...message].length > SHORT_MESSAGE) {
    version = Math.max(version, 7);
  }
  return { ...fields, DATA_TYPE: `${SENT[type] ?? type}#1.${version}.0` };
}
