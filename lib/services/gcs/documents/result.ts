/** What the manager answers with: documents in `data`, and how the operation went. */
export interface GCSResult<Item = Readonly<Record<string, unknown>>> {
  /** Type and version of the answer, such as `result#1.1.0`. */
  DATA_TYPE: string;
  /** Outcome of the operation as a word: `success`, or why it was refused. */
  code: string;
  /** HTTP status of the operation. It is 201 for what was created, also where the response has 200. */
  http_response_code?: number;
  /** Documents of the answer; absent where the operation has none. */
  data?: Item[];
  /** Further information, as a document or a text. */
  detail?: unknown;
  /** Sentence about the outcome, which people can read. */
  message?: string | null;
  /** Whether another page follows. */
  has_next_page?: boolean;
  /** Value that requests the next page. */
  marker?: string | null;
  /** What a login must fulfill, in a refusal. */
  authorization_parameters?: Readonly<Record<string, unknown>> | null;
}

/** A page of a list of the manager. */
export interface GCSPage<Item> extends GCSResult<Item> {
  /** Items of the page. */
  data: Item[];
}

/**
 * What a change resolves to: the changed document if the manager sends it, or else the whole answer,
 * which has a `code`. Versions of the manager differ in which they send.
 */
export type GCSUpdate<Document> = Document | GCSResult;
