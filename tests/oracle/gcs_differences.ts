/**
 * Where our client of Connect Server's manager does otherwise than Python's, as rules.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import { isRedirectUri } from "./login_url.ts";
import {
  argument,
  eachRequest,
  isObject,
  isTexts,
  refused,
  type Rule,
  type WireCall,
} from "./rule.ts";

/** Methods that send a document: its place and its type. */
const DOCUMENTS: Record<string, [place: number, type: string]> = {
  update_endpoint: [0, "endpoint"],
  create_collection: [0, "collection"],
  update_collection: [1, "collection"],
  create_storage_gateway: [0, "storage_gateway"],
  update_storage_gateway: [1, "storage_gateway"],
  create_role: [0, "role"],
  create_user_credential: [0, "user_credential"],
  update_user_credential: [1, "user_credential"],
};

/** Methods whose answer holds a document, and its type. */
export const GCS_ANSWERS: Readonly<Record<string, string>> = {
  get_gcs_info: "info",
  endpoint_client_id: "info",
  get_endpoint: "endpoint",
  get_collection: "collection",
  create_collection: "collection",
  get_storage_gateway: "storage_gateway",
  create_storage_gateway: "storage_gateway",
  get_role: "role",
  create_role: "role",
  get_user_credential: "user_credential",
  create_user_credential: "user_credential",
};

/** Python's classes that hold the fields of a document, and the method that sends it. */
export const GCS_HELPERS: Readonly<Record<string, string>> = {
  EndpointDocument: "update_endpoint",
  MappedCollectionDocument: "create_collection",
  GuestCollectionDocument: "create_collection",
  StorageGatewayDocument: "create_storage_gateway",
  GCSRoleDocument: "create_role",
  UserCredentialDocument: "create_user_credential",
};

/** Minor versions that brought a field, by the descriptions of the API. */
const BROUGHT: Record<string, [minor: number, fields: string][]> = {
  collection: [
    [1, "enable_https user_message user_message_link"],
    [2, "sharing_users_allow sharing_users_deny"],
    [4, "force_verify"],
    [5, "disable_anonymous_writes"],
    [6, "guest_auth_policy_id"],
    [8, "delete_protected"],
    [10, "acl_expiration_mins"],
    [12, "restrict_transfers_to_high_assurance"],
    [13, "auto_delete_timeout skip_auto_delete"],
    [14, "activity_notification_policy"],
    [15, "associated_flow_policy"],
    [16, "https_methods preserve_modtime"],
  ],
  endpoint: [[1, "gridftp_control_channel_port"]],
  storage_gateway: [
    [1, "require_mfa"],
    [2, "admin_managed_credentials"],
    [
      3,
      "network_use max_concurrency max_parallelism preferred_concurrency preferred_parallelism",
    ],
  ],
};

/** The type and version of a body by its fields. */
function deduced(type: string, body: Json): string {
  const used = (BROUGHT[type] ?? []).filter(([, fields]) =>
    fields.split(" ").some((name) => name in body)
  );
  const isLong = type === "collection" && typeof body.user_message === "string" &&
    Array.from(body.user_message).length > 64;
  return `${type}#1.${Math.max(0, isLong ? 7 : 0, ...used.map(([minor]) => minor))}.0`;
}

/** A document in either notation of helpers: its class and fields, or the fields of a plain one. */
function fieldsOf(document: Json): { helper?: string; fields: Json } {
  const made = document?.$helper ?? (document?.$new ? { ...document, class: document.$new } : null);
  if (!made) return { fields: document ?? {} };
  const { additional_fields: extra, data_type: type, ...kwargs } = made.kwargs ?? {};
  const named = type === undefined ? {} : { DATA_TYPE: type };
  return { helper: made.class, fields: { ...kwargs, ...named, ...extra } };
}

/** The body that we send, from the one that Python sends. */
function ourBody(method: string, document: Json, body: Json): Json {
  if (!isObject(body) || !isObject(document)) return body;
  const [, type] = DOCUMENTS[method];
  const { fields } = fieldsOf(document);
  const kind = body.collection_type ??
    ("mapped_collection_id" in body ? "guest" : "storage_gateway_id" in body ? "mapped" : null);
  return {
    ...asGiven(body, fields),
    ...("DATA_TYPE" in fields ? {} : { DATA_TYPE: deduced(type, body) }),
    ...(method === "create_collection" && kind !== null ? { collection_type: kind } : {}),
  };
}

/** The body with texts where Python makes lists of them. */
function asGiven(body: Json, given: Json): Json {
  return Object.fromEntries(
    Object.entries<Json>(body).map(([name, value]) => {
      const own = given[name];
      if (typeof own === "string" && JSON.stringify(value) === JSON.stringify([own])) {
        return [name, own];
      }
      const isHelper = isObject(own) && fieldsOf(own).helper !== undefined;
      return [name, isHelper ? asGiven(value, fieldsOf(own).fields) : value];
    }),
  );
}

const SENT =
  "a document is sent unchanged, with the version that its fields need: plain objects too," +
  " by fields that Python does not know too, and a text does not become a list";

/** What we do otherwise with a helper of Python. */
export function gcsHelperInstead(input: Json, expect: Json): { reason: string; expect: Json } {
  const body = input.class in GCS_HELPERS
    ? ourBody(GCS_HELPERS[input.class], { $helper: input }, expect.body)
    : asGiven(expect.body, fieldsOf({ $helper: input }).fields);
  return { reason: SENT, expect: { ...expect, body } };
}

/** Address of the API at a manager, as Python makes it. */
function pythonBase(address: string): string {
  if (!address.startsWith("https://")) return `https://${address}/api/`;
  return /\/api\/?$/.test(address) ? address : `${address.replace(/\/$/, "")}/api/`;
}

/** Address of the API at a manager; undefined where it is refused. */
export function gcsBase(address: Json): string | undefined {
  if (typeof address !== "string") return undefined;
  const [, scheme = "https", rest = address] = /^([a-z][\w+.-]*):\/\/(.*)$/is.exec(address) ?? [];
  const url = `${scheme.toLowerCase()}://${rest}`;
  if (!isRedirectUri(url) || url.includes("?")) return undefined;
  return /\/api\/?$/.test(url) ? url : `${url.replace(/\/+$/, "")}/api/`;
}

/** Why addresses differ. */
export const GCS_ADDRESS =
  "the address of a manager is https, or http on this machine, in any case" +
  " of its scheme, and with one `/api` at its end";

/** The document of a type in an answer. */
export function gcsDocument(json: Json, type: string): Json {
  if (!isObject(json) || !Array.isArray(json.data)) return undefined;
  return json.data.find((each: Json) =>
    isObject(each) && typeof each.DATA_TYPE === "string" && each.DATA_TYPE.split("#")[0] === type
  );
}

/** Why answers without the document that was asked for differ. */
export const GCS_MISSING =
  "an answer without the document that was asked for is an error, and a type" +
  " without a version counts";

function isGcs({ client }: WireCall): boolean {
  return client === "GCSClient";
}

/** Deliberate differences of the client of Connect Server. */
export const gcsRules: readonly Rule[] = [
  {
    reason: GCS_ADDRESS,
    instead(call) {
      if (!isGcs(call)) return undefined;
      const address = call.construct?.args?.[0] ?? call.construct?.kwargs?.gcs_address;
      const base = gcsBase(address);
      if (base === undefined) return refused(call, "TypeError");
      if (base === pythonBase(address)) return undefined;
      const { origin, pathname } = new URL(base);
      return eachRequest(call, (request) => ({
        ...request,
        base: origin,
        path: pathname.replace(/\/$/, "") +
          request.path.slice(request.path.lastIndexOf("/api/") + "/api".length),
      }));
    },
  },
  {
    reason: "what Connect Server takes joined with commas is text, or a list of texts",
    instead(call) {
      if (!isGcs(call) || call.method === "get_role_list") return undefined;
      const { include, filter } = call.kwargs;
      const isBad = [include, filter].some((value) =>
        value != null && typeof value !== "string" && !isTexts(value)
      );
      return isBad ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason: "a document of Connect Server is an object",
    instead(call, method) {
      if (!isGcs(call) || !(call.method in DOCUMENTS)) return undefined;
      const document = argument(call, method, DOCUMENTS[call.method][0]);
      return isObject(document) ? undefined : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: SENT,
    instead(call, method) {
      if (!isGcs(call) || !(call.method in DOCUMENTS)) return undefined;
      const document = argument(call, method, DOCUMENTS[call.method][0]);
      return eachRequest(call, (request) => ({
        ...request,
        body: ourBody(call.method, document, request.body),
      }));
    },
  },
  {
    reason: GCS_MISSING,
    instead(call) {
      const type = GCS_ANSWERS[call.method];
      const last = call.canned?.[call.requests.length - 1];
      const isAnswer = last && !last.network_error && (last.status ?? 200) < 400;
      if (!isGcs(call) || call.paginated || !isAnswer || call.raises) return undefined;
      const failed = { ...refused(call, "InvalidResponseError"), requests: call.requests };
      if (!isObject(last.json)) return failed;
      if (!type) return undefined;
      const found = gcsDocument(last.json, type);
      const isWhole = call.method === "endpoint_client_id"
        ? typeof found?.client_id === "string"
        : found;
      return isWhole ? undefined : failed;
    },
  },
];
