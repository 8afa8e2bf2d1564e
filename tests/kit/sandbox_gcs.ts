import { manageCollectionsScope } from "../../lib/sandbox/auth/scopes.ts";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import { type Api, apiAs } from "./sandbox_calls.ts";

/** Host of the manager of Fjord University's endpoint, which Kofi administers. */
export const FJORD_MANAGER = "https://1f0a2.b3c4.data.globus.org/api";
/** Host of the manager of Meridian's endpoint, which Noor administers. */
export const MERIDIAN_MANAGER = "https://5c1d7.e802.data.globus.org/api";

/** The scope that manages Fjord's endpoint, with consent to its data. */
export const FJORD_SCOPE = `${manageCollectionsScope(WELL_KNOWN.fjordEndpoint)}` +
  `[*https://auth.globus.org/scopes/${WELL_KNOWN.fjordStorage}/data_access]`;

/** The manager of Fjord's endpoint, for a person who is logged in. */
export function fjordManager(
  sandbox: Sandbox,
  username = "kofi@harbor.example",
  scopes = FJORD_SCOPE,
): Promise<Api> {
  return apiAs(sandbox, FJORD_MANAGER, { username, scopes });
}

/** The storage gateway of Fjord's mapped collection. */
export async function fjordGateway(call: Api): Promise<string> {
  return (await call("GET", "/storage_gateways")).body.data[0].id;
}

/** A credential of the caller for Fjord's storage. */
export async function fjordCredential(call: Api): Promise<string> {
  const document = {
    DATA_TYPE: "user_credential#1.0.0",
    storage_gateway_id: await fjordGateway(call),
  };
  return (await call("POST", "/user_credentials", document)).body.data[0].id;
}

/** The document of a guest collection of Fjord's storage. */
export async function guestDocument(call: Api, more: object = {}): Promise<object> {
  return {
    DATA_TYPE: "collection#1.0.0",
    collection_type: "guest",
    mapped_collection_id: WELL_KNOWN.fjordStorage,
    user_credential_id: await fjordCredential(call),
    collection_base_path: "/home/ada/results/",
    display_name: "Results",
    ...more,
  };
}
