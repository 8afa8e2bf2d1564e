import type { Resource } from "../json_api.ts";

/** What is known of a bookmark. */
export interface BookmarkAttributes {
  /** Name that its owner gave it. */
  name: string;
  /** Directory on the collection. */
  path: string;
}

/** A place that somebody wants to find again. */
export type Bookmark = Resource<"Bookmark", BookmarkAttributes, "collection">;

/** A bookmark to make. More fields are sent as attributes of it. */
export interface BookmarkCreateDocument {
  /** UUID of the collection. */
  collection: string;
  /** Name, which no other of the caller's bookmarks may have. */
  name: string;
  /** Directory on the collection. */
  path: string;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}

/** What to change of a bookmark. More fields are sent as attributes of it. */
export interface BookmarkUpdateDocument {
  /** New name. */
  name: string;
  /** New directory. */
  path: string;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}
