import type { DataPage } from "../paging.ts";

/** A place that somebody wants to find again. */
export interface BookmarkDocument {
  /** `bookmark`. */
  DATA_TYPE?: "bookmark";
  /** UUID. */
  id: string;
  /** Name that its owner gave it. */
  name: string;
  /** UUID of the collection. */
  endpoint_id: string;
  /** Directory on it. */
  path: string;
  /** Whether the web application shows it first. */
  pinned?: boolean;
}

/** Body of {@link TransferClient.createBookmark}. */
export interface BookmarkCreate {
  /** Name, which no other of the caller's bookmarks may have. */
  name: string;
  /** UUID of the collection. */
  endpoint_id: string;
  /** Directory on it. */
  path: string;
  /** Whether the web application shows it first. */
  pinned?: boolean;
}

/** Body of {@link TransferClient.updateBookmark}. */
export interface BookmarkUpdate {
  /** The new name. */
  name?: string;
  /** Whether the web application shows it first. */
  pinned?: boolean;
}

/** A page of {@link TransferClient.bookmarkList}. */
export interface BookmarkList extends DataPage<BookmarkDocument> {
  /** `bookmark_list`. */
  DATA_TYPE: "bookmark_list";
}
