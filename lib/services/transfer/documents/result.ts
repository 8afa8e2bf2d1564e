/** Result of an operation that changes something. */
export interface TransferResult {
  /** Type of the result, such as `result` or `delete_result`. */
  DATA_TYPE?: string;
  /** Code of the result, such as `Updated`, `Deleted` or `DirectoryCreated`. */
  code: string;
  /** Description of the result, in one sentence. */
  message: string;
  /** The service's id of the request, to quote in a support request. */
  request_id: string;
  /** Path of the request. */
  resource: string;
}

/** Result of an operation that creates something. */
export interface CreateResult extends TransferResult {
  /** Id of the new object. */
  id: string;
}
