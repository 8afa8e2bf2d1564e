import type { Resource } from "../json_api.ts";

/** Fields of a {@link Bookmark}. */
export interface BookmarkAttributes {
  /** Name that the owner gave the bookmark. */
  name: string;
  /** Path of the directory on the collection. */
  path: string;
}

/** A bookmark: a named directory on a collection. */
export type Bookmark = Resource<"Bookmark", BookmarkAttributes, "collection">;

/** Fields of a new bookmark. Further fields are sent as its attributes. */
export interface BookmarkCreateDocument {
  /** UUID of the collection. */
  collection: string;
  /** Name of the bookmark, which must differ from those of the caller's other bookmarks. */
  name: string;
  /** Path of the directory on the collection. */
  path: string;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}

/** Fields of a bookmark to change. Further fields are sent as its attributes. */
export interface BookmarkUpdateDocument {
  /** New name of the bookmark. */
  name: string;
  /** New path of the directory on the collection. */
  path: string;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}
