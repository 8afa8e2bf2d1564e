import { checkDocument, checkNamed, checkType } from "../../core/arguments.ts";
import type { ClientOptions, RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { GCSClient } from "./client.ts";
import type { GuestCollection, GuestCollectionDocument } from "./documents/collection.ts";
import type { UserCredential } from "./documents/user_credential.ts";
import type { EndpointReader } from "./manager.ts";

/** What a guest collection is created with: a `TransferClient`, and how to log in. */
export interface GuestCollectionClients extends Pick<ClientOptions, "app" | "authorizer"> {
  /** Finds the manager of the mapped collection. */
  readonly transfer: EndpointReader;
}

/** The guest collection to create. */
export interface GuestCollectionParams
  extends Omit<GuestCollectionDocument, "collection_type" | "mapped_collection_id"> {
  /** Folder of the mapped collection to share, such as `/home/ada/results/`. */
  collection_base_path: string;
  /** Name of the collection, which people see. */
  display_name: string;
}

/**
 * Shares a folder of a mapped collection as a guest collection: finds the manager, has the app ask
 * for consent to the data, finds or creates the user's credential, and creates the collection.
 *
 * It does not repeat the creation after a lost answer: look for the collection by
 * `getCollectionList({ mapped_collection_id })` first.
 *
 * @example Usage
 * ```ts ignore
 * const transfer = new TransferClient({ app });
 * const { id } = await createGuestCollection({ transfer, app }, mappedCollectionId, {
 *   collection_base_path: "/home/ada/results/",
 *   display_name: "Results of run 7",
 * });
 * await transfer.addEndpointAclRule(id, {
 *   principal_type: "identity",
 *   principal: colleagueId,
 *   path: "/",
 *   permissions: "r",
 * });
 * ```
 *
 * @param clients With an `authorizer`, its token must have consent to the data of the collection.
 * @param mappedCollectionId UUID of the mapped collection.
 * @param params The guest collection. Without `user_credential_id`, a credential of the caller is
 * found, or created as for a POSIX file system.
 * @throws {GlobusSDKUsageError} If it is itself a guest collection, and as
 * {@link GCSClient.forCollection} does.
 * @throws {GCSAPIError} If the caller may not share the folder.
 *
 * @category Helpers
 */
export async function createGuestCollection(
  clients: GuestCollectionClients,
  mappedCollectionId: string,
  params: GuestCollectionParams,
  options?: RequestOptions,
): Promise<GuestCollection> {
  const form = "createGuestCollection({ transfer, app }, mappedCollectionId, { display_name, … })";
  checkNamed(form, clients, options);
  checkDocument(params);
  checkType("mappedCollectionId", mappedCollectionId, "string");
  checkType("collection_base_path", params.collection_base_path, "string");
  const { transfer, ...login } = clients;
  const mapped = await transfer.getEndpoint(mappedCollectionId, options);
  if (mapped.entity_type === "GCSv5_guest_collection") {
    throw new GlobusSDKUsageError(
      `Cannot create a guest collection: ${mapped.id} is a guest collection; give its mapped collection`,
    );
  }
  const reader: EndpointReader = {
    app: transfer.app,
    clientOptions: transfer.clientOptions,
    getEndpoint: async (id, options) =>
      id === mappedCollectionId ? mapped : await transfer.getEndpoint(id, options),
  };
  const gcs = await GCSClient.forCollection(reader, mappedCollectionId, login, options);
  // With High Assurance there is no consent of its own: the login itself counts.
  if (gcs.app && mapped.entity_type === "GCSv5_mapped_collection" && !mapped.high_assurance) {
    gcs.addAppDataAccessScope(mappedCollectionId);
  }
  const user_credential_id = params.user_credential_id ??
    (await credentialFor(gcs, mappedCollectionId, params, options)).id;
  return await gcs.createCollection(
    {
      ...params,
      collection_type: "guest",
      mapped_collection_id: mappedCollectionId,
      user_credential_id,
    },
    options,
  );
}

/** A credential of the caller for the storage of a mapped collection: one there is, or a new one. */
async function credentialFor(
  gcs: GCSClient,
  mappedCollectionId: string,
  { identity_id }: GuestCollectionParams,
  options?: RequestOptions,
): Promise<UserCredential> {
  const mapped = await gcs.getCollection(mappedCollectionId, options);
  const storage_gateway_id = "storage_gateway_id" in mapped ? mapped.storage_gateway_id : undefined;
  const own = gcs.getUserCredentialList({ storage_gateway: storage_gateway_id }, options);
  for await (const credential of own) {
    const isOther = identity_id !== undefined && credential.identity_id !== identity_id;
    if (!isOther && !credential.invalid && !credential.deleted) return credential;
  }
  const ofIdentity = identity_id === undefined ? {} : { identity_id };
  return await gcs.createUserCredential({ storage_gateway_id, ...ofIdentity }, options);
}
