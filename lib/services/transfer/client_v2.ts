// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument } from "../../core/arguments.ts";
import { BaseClient } from "../../core/client.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { Listing } from "../../core/listing.ts";
import { loadPart } from "../../core/load_part.ts";
import { path } from "../../core/path.ts";
import type {
  Bookmark,
  BookmarkCreateDocument,
  BookmarkUpdateDocument,
} from "./documents/bookmark_v2.ts";
import { documentOf } from "./document.ts";
import { isCollectionError, TransferAPIError } from "./errors.ts";
import type { ResourceBody, ResourceDocument, ResourceList } from "./json_api.ts";
import { RESOURCE_PAGES } from "./paging.ts";
import type {
  StreamAccessPoint,
  Tunnel,
  TunnelCreateDocument,
  TunnelEvent,
  TunnelUpdateDocument,
} from "./tunnel.ts";

/**
 * A client for version 2 of Globus Transfer: tunnels, stream access points and bookmarks. Its documents
 * have the form of JSON:API (jsonapi.org).
 *
 * Its errors are {@link TransferAPIError}s.
 *
 * @example List my bookmarks
 * ```ts
 * import { TransferClientV2, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClientV2({ app });
 * for await (const { attributes } of tc.listBookmarks()) console.log(attributes.name);
 * ```
 *
 * @category Clients
 */
export class TransferClientV2 extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "transfer";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "transfer.api.globus.org";
  /** Scopes that an app's login asks for, unless `appScopes` names others: all of Transfer. */
  static override readonly defaultScopeRequirements: readonly string[] = [
    "urn:globus:auth:scope:transfer.api.globus.org:all",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    TransferAPIError;
  /** The service's responses are JSON objects. */
  static override readonly responseType: ResponseType = "object";

  /** A repeated call would fail again, because the error comes from the collection. */
  protected override isPermanent(error: GlobusAPIError): boolean {
    return isCollectionError(error);
  }

  /**
   * Creates a tunnel between two stream access points.
   *
   * `POST /v2/tunnels`
   *
   * @param data Fields of the tunnel, or a whole JSON:API body, which is sent unchanged.
   * @throws {GlobusSDKUsageError} If an access point, or the `data` of a body, is missing.
   * @category Tunnels
   */
  async createTunnel(
    data: TunnelCreateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    const { tunnelBody } = await loadBodies("create a tunnel");
    return this.post("/v2/tunnels", tunnelBody(data, TOOLS), options);
  }
  /**
   * Changes a tunnel. Fields that are not given stay unchanged.
   *
   * `PATCH /v2/tunnels/{tunnel_id}`
   *
   * @param updateDoc Fields to change, or a whole JSON:API body.
   * @category Tunnels
   */
  async updateTunnel(
    tunnelId: string,
    updateDoc: TunnelUpdateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    const { resourceBody } = await loadBodies("change a tunnel");
    const body = resourceBody(updateDoc, "Tunnel", undefined, TOOLS);
    return this.patch(path`/v2/tunnels/${tunnelId}`, body, options);
  }
  /**
   * Gets a tunnel of the caller.
   *
   * `GET /v2/tunnels/{tunnel_id}`
   *
   * @category Tunnels
   */
  async getTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<Tunnel>> {
    return this.get(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * Deletes a tunnel, which closes its connections.
   *
   * `DELETE /v2/tunnels/{tunnel_id}`
   *
   * @category Tunnels
   */
  async deleteTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<null>> {
    return this.delete(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * Lists the caller's tunnels.
   *
   * `GET /v2/tunnels`
   *
   * @category Tunnels
   */
  listTunnels(options?: ListOptions): Listing<Tunnel, ResourceList<Tunnel>> {
    return this.list<Tunnel, ResourceList<Tunnel>>(
      "/v2/tunnels",
      RESOURCE_PAGES,
      {},
      options,
    );
  }
  /**
   * Lists the events of a tunnel.
   *
   * `GET /v2/tunnels/{tunnel_id}/events`
   *
   * @category Tunnels
   */
  getTunnelEvents(
    tunnelId: string,
    options?: ListOptions,
  ): Listing<TunnelEvent, ResourceList<TunnelEvent>> {
    return this.list<TunnelEvent, ResourceList<TunnelEvent>>(
      path`/v2/tunnels/${tunnelId}/events`,
      RESOURCE_PAGES,
      {},
      options,
    );
  }

  /**
   * Gets a stream access point: a place where tunnels begin or end.
   *
   * `GET /v2/stream_access_points/{stream_ap_id}`
   *
   * @category Stream access points
   */
  async getStreamAccessPoint(
    streamApId: string,
    options?: RequestOptions,
  ): Promise<ResourceDocument<StreamAccessPoint>> {
    return this.get(path`/v2/stream_access_points/${streamApId}`, options);
  }
  /**
   * Lists the stream access points that the caller may use.
   *
   * `GET /v2/stream_access_points`
   *
   * @category Stream access points
   */
  listStreamAccessPoints(
    options?: ListOptions,
  ): Listing<StreamAccessPoint, ResourceList<StreamAccessPoint>> {
    return this.list<StreamAccessPoint, ResourceList<StreamAccessPoint>>(
      "/v2/stream_access_points",
      RESOURCE_PAGES,
      {},
      options,
    );
  }

  /**
   * Creates a bookmark of a directory on a collection.
   *
   * `POST /v2/bookmarks`
   *
   * @param data Fields of the bookmark, or a whole JSON:API body.
   * @throws {GlobusSDKUsageError} If the `collection`, or the `data` of a body, is missing.
   * @throws {TransferAPIError} With `httpStatus` 409 if the caller has a bookmark of this name.
   * @category Bookmarks
   */
  async createBookmark(
    data: BookmarkCreateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Bookmark>> {
    const { resourceBody } = await loadBodies("create a bookmark");
    const relations = { collection: ["Collection", "collection"] } as const;
    return this.post("/v2/bookmarks", resourceBody(data, "Bookmark", relations, TOOLS), options);
  }
  /**
   * Changes a bookmark. Fields that are not given stay unchanged.
   *
   * `PATCH /v2/bookmarks/{bookmark_id}`
   *
   * @param updateDocument Fields to change, or a whole JSON:API body.
   * @category Bookmarks
   */
  async updateBookmark(
    bookmarkId: string,
    updateDocument: BookmarkUpdateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Bookmark>> {
    const { resourceBody } = await loadBodies("change a bookmark");
    const body = resourceBody(updateDocument, "Bookmark", undefined, TOOLS);
    return this.patch(path`/v2/bookmarks/${bookmarkId}`, body, options);
  }
  /**
   * Gets a bookmark of the caller.
   *
   * `GET /v2/bookmarks/{bookmark_id}`
   *
   * @category Bookmarks
   */
  async getBookmark(
    bookmarkId: string,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Bookmark>> {
    return this.get(path`/v2/bookmarks/${bookmarkId}`, options);
  }
  /**
   * Deletes a bookmark of the caller.
   *
   * `DELETE /v2/bookmarks/{bookmark_id}`
   *
   * @category Bookmarks
   */
  async deleteBookmark(
    bookmarkId: string,
    options?: RequestOptions,
  ): Promise<Partial<ResourceDocument<null>>> {
    return this.delete(path`/v2/bookmarks/${bookmarkId}`, options);
  }
  /**
   * Lists the caller's bookmarks.
   *
   * `GET /v2/bookmarks`
   *
   * @category Bookmarks
   */
  listBookmarks(options?: ListOptions): Listing<Bookmark, ResourceList<Bookmark>> {
    return this.list<Bookmark, ResourceList<Bookmark>>(
      "/v2/bookmarks",
      RESOURCE_PAGES,
      {},
      options,
    );
  }
}

const TOOLS = { GlobusSDKUsageError, checkDocument, documentOf };

/** Loads what makes the bodies of documents. */
function loadBodies(action: string): Promise<typeof import("./resource_body.ts")> {
  return loadPart(action, import("./resource_body.ts"));
}
