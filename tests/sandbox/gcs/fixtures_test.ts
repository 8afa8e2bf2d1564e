import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";
import { testSandboxFixtures } from "../../kit/sandbox_fixtures.ts";
import { fjordCredential, fjordGateway, fjordManager } from "../../kit/sandbox_gcs.ts";

const POSIX = "145812c8-decc-41f1-83cf-bb2a85a2a70b";

testSandboxFixtures({
  service: "globus_connect_server",
  fields: new URL("./fixture_fields.json", import.meta.url),
  // Of a kind of storage, whose policies differ.
  opaque: /\.policies\./,
  // Only some of the recorded answers have the first; the others are in the OpenAPI description.
  added: new RegExp(
    "^\\.(has_next_page|message|detail|http_response_code)$|^\\.data\\[\\]\\.(restrict_paths|collection_base_path|" +
      "connector_id|domain_name|https_url|tlsftp_url|manager_url|deleted|keywords|root_path|" +
      "allow_guest_collections|delete_protected|organization|department|description)(\\[\\])?$",
  ),
  // Details of an error are a text, or a document that says what is wrong.
  union: /^\.detail /,
  left: {},
  async answers() {
    const sandbox = stillSandbox();
    const kofi = await fjordManager(sandbox);
    const mei = await fjordManager(sandbox, "mei@fjord.example");
    const gateway = {
      DATA_TYPE: "storage_gateway#1.0.0",
      display_name: "example gateway 1",
      connector_id: POSIX,
      restrict_paths: { DATA_TYPE: "path_restrictions#1.0.0", read: ["/"] },
      users_allow: ["user1"],
      users_deny: ["user2"],
      allowed_domains: ["example.edu"],
    };
    const made = (await kofi("POST", "/storage_gateways", gateway)).body.data[0].id;
    const path = `/storage_gateways/${made}`;
    const credential = `/user_credentials/${await fjordCredential(kofi)}`;
    const fjord = await fjordGateway(kofi);
    const named = (DATA_TYPE: string) => ({ DATA_TYPE, display_name: "New" });
    const hidden = async () => {
      sandbox.world.collections.get("f10d0001-3a52-4c8e-9d17-60be4f29a7c3")!
        .fields.set("public", false);
      const answer = await mei("GET", "/collections");
      sandbox.world.collections.get("f10d0001-3a52-4c8e-9d17-60be4f29a7c3")!
        .fields.set("public", true);
      return answer;
    };
    return new Map<string, () => Promise<Answer>>([
      ["create_storage_gateway/default", () => kofi("POST", "/storage_gateways", gateway)],
      [
        "create_storage_gateway/validation_error",
        () => kofi("POST", "/storage_gateways", named("storage_gateway#1.0.0")),
      ],
      [
        "create_user_credential/default",
        () =>
          mei("POST", "/user_credentials", {
            DATA_TYPE: "user_credential#1.0.0",
            storage_gateway_id: fjord,
          }),
      ],
      ["delete_storage_gateway/permission_denied_error", () => mei("DELETE", path)],
      ["get_collection_list/default", () => kofi("GET", "/collections")],
      ["get_collection_list/forbidden", hidden],
      ["get_endpoint/default", () => kofi("GET", "/endpoint")],
      ["get_gcs_info/default", () => kofi("GET", "/info")],
      ["get_storage_gateway/default", () => kofi("GET", path)],
      ["get_storage_gateway_list/default", () => kofi("GET", "/storage_gateways")],
      ["get_user_credential/default", () => kofi("GET", credential)],
      ["get_user_credential_list/default", () => kofi("GET", "/user_credentials")],
      ["update_endpoint/default", () => kofi("PATCH", "/endpoint", named("endpoint#1.0.0"))],
      [
        "update_endpoint/include_endpoint",
        () => kofi("PATCH", "/endpoint?include=endpoint", named("endpoint#1.0.0")),
      ],
      [
        "update_storage_gateway/default",
        () => kofi("PATCH", path, named("storage_gateway#1.0.0")),
      ],
      [
        "update_user_credential/default",
        () => kofi("PATCH", credential, named("user_credential#1.0.0")),
      ],
      ["delete_user_credential/default", () => kofi("DELETE", credential)],
      ["delete_storage_gateway/default", () => kofi("DELETE", path)],
    ]);
  },
});
