/** What Transfer says of an operation that changes something. */
export interface TransferResult {
  /** `result`, or what kind of one it is. */
  DATA_TYPE?: string;
  /** What was done, such as `Updated`, `Deleted` or `DirectoryCreated`. */
  code: string;
  /** The same in a sentence. */
  message: string;
  /** The service's id of the request: quote it when asking for help. */
  request_id: string;
  /** Path that was asked for. */
  resource: string;
}

/** What Transfer says of something that it made. */
export interface CreateResult extends TransferResult {
  /** Id of what was made. */
  id: string;
}
