import { GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { loadPart } from "../../core/load_part.ts";
import { httpResponse } from "../../core/response.ts";
import { timeText } from "../../core/time.ts";
import { checkPath, isWindowsPath } from "./collection_path.ts";
import type { DeleteDocument, SubmissionResult, TransferDocument } from "./documents/submission.ts";
import type { SubmissionLog, Submitter } from "./submit.ts";

/** Submits documents for a client. The first submission loads the code for it. */
export class LazySubmissions {
  readonly #client: Submitter;
  #log: SubmissionLog | undefined;

  /** Takes the client that sends the documents. */
  constructor(client: Submitter) {
    this.#client = client;
  }

  /** Submits a document: see {@link SubmissionLog.submit}. */
  async submit(
    path: "/v0.10/transfer" | "/v0.10/delete",
    document: TransferDocument | DeleteDocument,
    options?: RequestOptions,
  ): Promise<SubmissionResult> {
    checkNamed("submitTransfer(data, { timeoutMs })", options);
    checkDocument(document);
    const { SubmissionLog } = await loadPart("submit a task", import("./submit.ts"));
    this.#log ??= new SubmissionLog(this.#client, {
      GlobusAPIError,
      GlobusSDKUsageError,
      InvalidResponseError,
      checkPath,
      httpResponse,
      isWindowsPath,
      timeText,
      toJson,
    });
    return await this.#log.submit(path, document, options);
  }
}
