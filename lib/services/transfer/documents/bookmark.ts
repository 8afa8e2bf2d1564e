import type { DataPage } from "../paging.ts";

/** A bookmark: a named directory on a collection. */
export interface BookmarkDocument {
  /** Always `bookmark`. */
  DATA_TYPE?: "bookmark";
  /** UUID of the bookmark. */
  id: string;
  /** Name that the owner gave the bookmark. */
  name: string;
  /** UUID of the collection. */
  endpoint_id: string;
  /** Path of the directory on the collection. */
  path: string;
  /** Whether the Globus web app shows the bookmark first. */
  pinned?: boolean;
}

/** Body of {@link TransferClient.createBookmark}. */
export interface BookmarkCreate {
  /** Name of the bookmark, which must differ from those of the caller's other bookmarks. */
  name: string;
  /** UUID of the collection. */
  endpoint_id: string;
  /** Path of the directory on the collection. */
  path: string;
  /** Whether the Globus web app shows the bookmark first. */
  pinned?: boolean;
}

/** Body of {@link TransferClient.updateBookmark}. */
export interface BookmarkUpdate {
  /** New name of the bookmark. */
  name?: string;
  /** Whether the Globus web app shows the bookmark first. */
  pinned?: boolean;
}

/** A page of {@link TransferClient.bookmarkList}. */
export interface BookmarkList extends DataPage<BookmarkDocument> {
  /** Always `bookmark_list`. */
  DATA_TYPE: "bookmark_list";
}
