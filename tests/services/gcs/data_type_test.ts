import { assertEquals } from "@std/assert";
import { typed } from "../../../lib/services/gcs/data_type.ts";

function versionOf(type: string, document: object): string {
  return (typed(type, document, false) as { DATA_TYPE: string }).DATA_TYPE;
}

Deno.test("a document gets the lowest version that has its fields: null counts as used, undefined does not", () => {
  assertEquals(versionOf("collection", {}), "collection#1.0.0");
  assertEquals(versionOf("collection", { enable_https: null }), "collection#1.1.0");
  assertEquals(versionOf("collection", { enable_https: undefined }), "collection#1.0.0");
  assertEquals(
    versionOf("collection", { delete_protected: true, force_verify: false }),
    "collection#1.8.0",
  );
  assertEquals(versionOf("collection", { https_methods: ["GET"] }), "collection#1.16.0");
  assertEquals(versionOf("storage_gateway", { network_use: "normal" }), "storage_gateway#1.3.0");
  assertEquals(versionOf("endpoint", { network_use: "normal" }), "endpoint#1.0.0");
  assertEquals(versionOf("node", { data_interface6: null }), "node#1.2.0");
  assertEquals(versionOf("node", { lan_addresses: [] }), "node#1.3.0");
  assertEquals(versionOf("stream_gateway", { lan_name: "x" }), "stream_gateway#1.0.0");
  assertEquals(versionOf("stream_gateway", { run_as_local_user: true }), "stream_gateway#1.1.0");
  assertEquals(versionOf("lan_secret", { tunnel_id: "t" }), "lan_secret_create#1.0.0");
  assertEquals(versionOf("role", { require_mfa: true }), "role#1.0.0");
});

Deno.test("a message to users counts by its characters: more than 64 need a later version", () => {
  assertEquals(versionOf("collection", { user_message: "é".repeat(64) }), "collection#1.1.0");
  assertEquals(versionOf("collection", { user_message: "🚀".repeat(64) }), "collection#1.1.0");
  assertEquals(versionOf("collection", { user_message: "🚀".repeat(65) }), "collection#1.7.0");
  assertEquals(versionOf("endpoint", { user_message: "a".repeat(99) }), "endpoint#1.0.0");
});

Deno.test("a DATA_TYPE that the caller gives stays", () => {
  const document = { DATA_TYPE: "collection#1.2.0", enable_https: true };
  assertEquals(typed("collection", document, true), document);
  assertEquals(versionOf("collection", { DATA_TYPE: undefined }), "collection#1.0.0");
});

Deno.test("a collection to create gets the kind that its fields tell, and keeps the one it has", () => {
  const kindOf = (document: object, isNew = true) =>
    (typed("collection", document, isNew) as { collection_type?: unknown }).collection_type;
  assertEquals(kindOf({ mapped_collection_id: "m" }), "guest");
  assertEquals(kindOf({ storage_gateway_id: "s" }), "mapped");
  assertEquals(kindOf({ storage_gateway_id: "s", collection_type: "guest" }), "guest");
  assertEquals(kindOf({ storage_gateway_id: "s", collection_type: null }), "mapped");
  assertEquals(kindOf({ display_name: "x" }), undefined);
  assertEquals(kindOf({ storage_gateway_id: "s" }, false), undefined);
  const other = typed("user_credential", { storage_gateway_id: "s" }, true);
  assertEquals(other, { storage_gateway_id: "s", DATA_TYPE: "user_credential#1.0.0" });
});

Deno.test("a document of the caller is not changed", () => {
  const document = Object.freeze({ mapped_collection_id: "m" });
  const made = typed("collection", document, true);
  assertEquals(made, { ...document, collection_type: "guest", DATA_TYPE: "collection#1.0.0" });
  assertEquals(document, { mapped_collection_id: "m" });
});
