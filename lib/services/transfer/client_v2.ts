// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { BaseClient } from "../../core/client.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { ResponseType } from "../../core/document.ts";
import type { Listing } from "../../core/listing.ts";
import { path } from "../../core/path.ts";
import type {
  Bookmark,
  BookmarkCreateDocument,
  BookmarkUpdateDocument,
} from "./documents/bookmark_v2.ts";
import { isCollectionError, TransferAPIError } from "./errors.ts";
import {
  type ResourceBody,
  resourceBody,
  type ResourceDocument,
  type ResourceList,
} from "./json_api.ts";
import { RESOURCE_PAGES } from "./paging.ts";
import {
  type StreamAccessPoint,
  type Tunnel,
  tunnelBody,
  type TunnelCreateDocument,
  type TunnelEvent,
  type TunnelUpdateDocument,
} from "./tunnel.ts";

/**
 * A client for version 2 of Globus Transfer, which writes its documents as JSON:API does
 * (jsonapi.org): tunnels, stream access points and bookmarks.
 *
 * Its errors are {@link TransferAPIError}s.
 *
 * @example My bookmarks
 * ```ts ignore
 * const tc = new TransferClientV2({ authorizer: new AccessTokenAuthorizer(token) });
 * for await (const { attributes } of tc.listBookmarks()) console.log(attributes.name);
 * ```
 */
export class TransferClientV2 extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "transfer";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "transfer.api.globus.org";
  /** All that Transfer does, on behalf of the person who logs in. */
  static override readonly defaultScopeRequirements: readonly string[] = [
    "urn:globus:auth:scope:transfer.api.globus.org:all",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    TransferAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** What a collection refuses it will refuse again. */
  protected override isPermanent(error: GlobusAPIError): boolean {
    return isCollectionError(error);
  }

  // Tunnels
  /**
   * Makes a tunnel between two stream access points.
   *
   * `POST /v2/tunnels`
   *
   * @param data The tunnel, or a body of your own making, which is sent as it is.
   * @throws {GlobusSDKUsageError} If the tunnel has no access points, or the body no `data`.
   */
  async createTunnel(
    data: TunnelCreateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    return this.post("/v2/tunnels", tunnelBody(data), options);
  }
  /**
   * Changes a tunnel.
   *
   * `PATCH /v2/tunnels/{tunnel_id}`
   *
   * @param updateDoc The fields to change, or a body of your own making.
   */
  async updateTunnel(
    tunnelId: string,
    updateDoc: TunnelUpdateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    return this.patch(path`/v2/tunnels/${tunnelId}`, resourceBody(updateDoc, "Tunnel"), options);
  }
  /**
   * A tunnel.
   *
   * `GET /v2/tunnels/{tunnel_id}`
   */
  async getTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<Tunnel>> {
    return this.get(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * Deletes a tunnel, which ends it.
   *
   * `DELETE /v2/tunnels/{tunnel_id}`
   */
  async deleteTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<null>> {
    return this.delete(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * The caller's tunnels.
   *
   * `GET /v2/tunnels`
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
   * What happened to a tunnel.
   *
   * `GET /v2/tunnels/{tunnel_id}/events`
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

  // Stream access points
  /**
   * A place that tunnels begin or end at.
   *
   * `GET /v2/stream_access_points/{stream_ap_id}`
   */
  async getStreamAccessPoint(
    streamApId: string,
    options?: RequestOptions,
  ): Promise<ResourceDocument<StreamAccessPoint>> {
    return this.get(path`/v2/stream_access_points/${streamApId}`, options);
  }
  /**
   * Stream access points that the caller may use.
   *
   * `GET /v2/stream_access_points`
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

  // Bookmarks
  /**
   * Makes a bookmark.
   *
   * `POST /v2/bookmarks`
   *
   * @param data The bookmark, or a body of your own making.
   * @throws {GlobusSDKUsageError} If the bookmark has no `collection`, or the body no `data`.
   * @throws {TransferAPIError} With `httpStatus` 409 if the caller has one of this name.
   */
  async createBookmark(
    data: BookmarkCreateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Bookmark>> {
    return this.post(
      "/v2/bookmarks",
      resourceBody(data, "Bookmark", { collection: ["Collection", "collection"] }),
      options,
    );
  }
  /**
   * Changes a bookmark.
   *
   * `PATCH /v2/bookmarks/{bookmark_id}`
   *
   * @param updateDocument The fields to change, or a body of your own making.
   */
  async updateBookmark(
    bookmarkId: string,
    updateDocument: BookmarkUpdateDocument | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Bookmark>> {
    return this.patch(
      path`/v2/bookmarks/${bookmarkId}`,
      resourceBody(updateDocument, "Bookmark"),
      options,
    );
  }
  /**
   * A bookmark.
   *
   * `GET /v2/bookmarks/{bookmark_id}`
   */
  async getBookmark(
    bookmarkId: string,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Bookmark>> {
    return this.get(path`/v2/bookmarks/${bookmarkId}`, options);
  }
  /**
   * Deletes a bookmark.
   *
   * `DELETE /v2/bookmarks/{bookmark_id}`
   */
  async deleteBookmark(
    bookmarkId: string,
    options?: RequestOptions,
  ): Promise<Partial<ResourceDocument<null>>> {
    return this.delete(path`/v2/bookmarks/${bookmarkId}`, options);
  }
  /**
   * The caller's bookmarks.
   *
   * `GET /v2/bookmarks`
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
