import type { Context } from "../http/context.ts";
import type { Collection } from "../transfer/collection.ts";
import { invalidInput } from "./errors.ts";
import { documentType, readDocument } from "./fields.ts";

const COLLECTION = documentType("collection", 16, {
  id: "uuid",
  collection_type: "text",
  collection_base_path: "text",
  display_name: "text",
  public: "boolean",
  contact_email: "text?",
  contact_info: "text?",
  default_directory: "text",
  department: "text?",
  description: "text?",
  identity_id: "uuid",
  info_link: "text?",
  organization: "text",
  keywords: "texts",
  disable_verify: "boolean",
  force_encryption: "boolean",
  domain_name: "text",
  storage_gateway_id: "uuid",
  mapped_collection_id: "uuid",
  user_credential_id: "uuid",
  allow_guest_collections: "boolean",
  sharing_restrict_paths: "object?",
  policies: "object",
  enable_https: ["boolean?", 1],
  user_message: ["text?", 1],
  user_message_link: ["text?", 1],
  sharing_users_allow: ["texts?", 2],
  sharing_users_deny: ["texts?", 2],
  force_verify: ["boolean?", 4],
  disable_anonymous_writes: ["boolean", 5],
  guest_auth_policy_id: ["text?", 6],
  delete_protected: ["boolean", 8],
  acl_expiration_mins: ["number?", 10],
  restrict_transfers_to_high_assurance: ["text?", 12],
  auto_delete_timeout: ["number?", 13],
  skip_auto_delete: ["boolean?", 13],
  activity_notification_policy: ["object", 14],
  associated_flow_policy: ["object?", 15],
  https_methods: ["texts", 16],
  preserve_modtime: ["text?", 16],
});

/** Refuses what a kind of collection does not have. */
export function requireKind(fields: ReadonlyMap<string, unknown>, isGuest: boolean): void {
  const others = isGuest ? MAPPED_ONLY : GUEST_ONLY;
  const wrong = others.filter((name) => fields.has(name));
  if (wrong.length === 0) return;
  const kind = isGuest ? "guest" : "mapped";
  throw invalidInput(
    ...wrong.map((property) => ({ property, message: `Not for a ${kind} collection.` })),
  );
}

const MAPPED_ONLY = [
  "storage_gateway_id",
  "domain_name",
  "guest_auth_policy_id",
  "sharing_users_allow",
  "sharing_users_deny",
  "sharing_restrict_paths",
  "delete_protected",
  "allow_guest_collections",
  "disable_anonymous_writes",
  "auto_delete_timeout",
  "policies",
];
const GUEST_ONLY = [
  "mapped_collection_id",
  "user_credential_id",
  "skip_auto_delete",
  "activity_notification_policy",
];
const DIRECTIONS: readonly unknown[] = ["inbound", "outbound", "all", null];
const LONGEST_MESSAGE = 256;
/** Characters of a message that versions before 1.7 take. */
const SHORT_MESSAGE = 64;

/** Reads a collection's fields, and checks the values that are not told by their type. */
export function readCollectionFields(context: Context, isGuest?: boolean): Map<string, unknown> {
  const fields = readDocument(context, COLLECTION);
  const errors: { property: string; message: string }[] = [];
  const message = fields.get("user_message");
  const length = typeof message === "string" ? [...message].length : 0;
  const [, minor] = /#1\.(\d+)/.exec(String(context.jsonObject()!.DATA_TYPE))!;
  if (length > (Number(minor) < 7 ? SHORT_MESSAGE : LONGEST_MESSAGE)) {
    errors.push({ property: "user_message", message: "Longer than the version takes." });
  }
  for (const name of ["restrict_transfers_to_high_assurance", "preserve_modtime"]) {
    if (fields.has(name) && !DIRECTIONS.includes(fields.get(name))) {
      errors.push({ property: name, message: "Must be inbound, outbound or all." });
    }
  }
  const methods = fields.get("https_methods");
  if (Array.isArray(methods) && !methods.every((one) => /^(GET|PUT|DELETE)$/.test(one))) {
    errors.push({ property: "https_methods", message: "Must be GET, PUT or DELETE." });
  }
  const name = fields.get("display_name");
  if (typeof name === "string" && name.trim() === "") {
    errors.push({ property: "display_name", message: "Cannot be empty." });
  }
  if (errors.length > 0) throw invalidInput(...errors);
  if (isGuest !== undefined) requireKind(fields, isGuest);
  return fields;
}

/** Fields that are kept elsewhere, or never change. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  "id",
  "collection_type",
  "identity_id",
  "storage_gateway_id",
  "mapped_collection_id",
  "domain_name",
]);

/** Sets fields, in the form in which Transfer shows them too. */
export function setFields(collection: Collection, fields: ReadonlyMap<string, unknown>): void {
  for (const [name, value] of fields) {
    if (NOT_KEPT.has(name) || collection.isGuest && name === "collection_base_path") continue;
    const kept = name === "keywords" ? (value as string[]).join(", ") : value;
    collection.fields.set(name, kept);
  }
  collection.changed();
}
