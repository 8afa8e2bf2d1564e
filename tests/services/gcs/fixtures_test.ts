import type { ClientOptions } from "../../../lib/core/client_options.ts";
import { GCSClient } from "../../../lib/services/gcs/client.ts";
import { GCSAPIError } from "../../../lib/services/gcs/errors.ts";
import { gcsResult } from "../../../lib/services/gcs/result.ts";
import { type Shape, type ShapeOf, testFixtures } from "../../kit/fixtures.ts";

function resultOf(data?: Shape | ShapeOf): Shape {
  return { type: "GCSResult", fields: data && { data } };
}

const COLLECTION: Shape = { type: "MappedCollection" };
const CREDENTIAL = resultOf({ type: "UserCredential" });
const ENDPOINT = resultOf({ type: "GCSEndpoint" });
const GATEWAY: Shape = {
  type: "StorageGateway",
  fields: { restrict_paths: { type: "PathRestrictions" } },
};

/** A client of the manager, at the paths of the fixtures. */
function manager(options: ClientOptions): GCSClient {
  return new GCSClient("", { ...options, baseUrl: "https://abc.xyz.data.globus.org/" });
}

/** The whole answer that an operation's document comes from. */
async function whole(call: Promise<object>): Promise<unknown> {
  return gcsResult(await call);
}

testFixtures({
  service: "globus_connect_server",
  folder: "gcs",
  errorClass: GCSAPIError,
  silent: ["delete_storage_gateway permission_denied_error"],
  retired: ["require_high_assurance", "authentication_assurance_timeout", "mapping"],
  shapes: {
    create_storage_gateway: resultOf(GATEWAY),
    create_user_credential: CREDENTIAL,
    delete_storage_gateway: resultOf(),
    delete_user_credential: resultOf(),
    get_collection_list: { type: "GCSPage", fields: { data: COLLECTION } },
    get_endpoint: ENDPOINT,
    get_gcs_info: resultOf(({ api_version }) => ({
      type: api_version ? "GCSInfo" : "GCSConnector",
    })),
    get_storage_gateway: resultOf(GATEWAY),
    get_storage_gateway_list: { type: "GCSPage", fields: { data: GATEWAY } },
    get_user_credential: CREDENTIAL,
    get_user_credential_list: { type: "GCSPage", fields: { data: { type: "UserCredential" } } },
    update_endpoint: ENDPOINT,
    update_storage_gateway: resultOf(GATEWAY),
    update_user_credential: CREDENTIAL,
  },
  calls: {
    create_storage_gateway: (options) => whole(manager(options).createStorageGateway({})),
    create_user_credential: (options) => whole(manager(options).createUserCredential({})),
    delete_storage_gateway: (options, [id]) => manager(options).deleteStorageGateway(id),
    delete_user_credential: (options, [id]) => manager(options).deleteUserCredential(id),
    get_collection_list: (options) => manager(options).getCollectionList(),
    get_endpoint: (options) => whole(manager(options).getEndpoint()),
    get_gcs_info: (options) => whole(manager(options).getGcsInfo()),
    get_storage_gateway: (options, [id]) => whole(manager(options).getStorageGateway(id)),
    get_storage_gateway_list: (options) => manager(options).getStorageGatewayList(),
    get_user_credential: (options, [id]) => whole(manager(options).getUserCredential(id)),
    get_user_credential_list: (options) => manager(options).getUserCredentialList(),
    update_endpoint: (options) => whole(manager(options).updateEndpoint({})),
    update_storage_gateway: (options, [id]) => whole(manager(options).updateStorageGateway(id, {})),
    update_user_credential: (options, [id]) => whole(manager(options).updateUserCredential(id, {})),
  },
});
