/** A path on a collection that a person has saved under a name. */
export interface BookmarkRecord {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** Name, unique for its owner. */
  name: string;
  /** UUID of the collection. */
  endpointId: string;
  /** Path there. */
  path: string;
  /** Whether it is shown first. */
  pinned: boolean;
}
