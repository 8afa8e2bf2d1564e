import type { GlobusAPIError } from "../../core/api_error.ts";
import type { CallOptions, RequestOptions } from "../../core/client_options.ts";
import type { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import type { toJson } from "../../core/json.ts";
import type { httpResponse } from "../../core/response.ts";
import type { timeText } from "../../core/time.ts";
import type { checkPath, isWindowsPath } from "./collection_path.ts";
import type {
  DeleteDocument,
  DeleteItem,
  SubmissionId,
  SubmissionResult,
  TransferDocument,
  TransferItem,
} from "./documents/submission.ts";

/** The part of a client that submits. */
export interface Submitter {
  /** Sends a POST request: see {@link BaseClient.post}. */
  post<T>(path: string, data: unknown, options: CallOptions): Promise<T>;
  /** Requests a submission id: see {@link TransferClient.getSubmissionId}. */
  getSubmissionId(options?: RequestOptions): Promise<SubmissionId>;
}

/**
 * What submissions use of the rest of the SDK. It is passed in, because this file is loaded with the
 * first submission: bundlers put what two parts of a program import into a file that loads at once.
 */
interface SubmitTools {
  readonly GlobusAPIError: typeof GlobusAPIError;
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly InvalidResponseError: typeof InvalidResponseError;
  readonly checkPath: typeof checkPath;
  readonly httpResponse: typeof httpResponse;
  readonly isWindowsPath: typeof isWindowsPath;
  readonly timeText: typeof timeText;
  readonly toJson: typeof toJson;
}

/** A document that can be submitted. */
type Submission = TransferDocument | DeleteDocument;

/** Most submission ids whose documents are remembered. Above it, the oldest is forgotten. */
const MAX_REMEMBERED = 1000;

/** Pending requests of submission ids, by document. */
const ids = /* @__PURE__ */ new WeakMap<object, Promise<void>>();

/** Id and digest of each document when it was last sent, for all clients of the program. */
const lastSent = /* @__PURE__ */ new WeakMap<object, { id: string; digest: string }>();

/** Whether an error means that certainly no task was created. */
function isRefusal(error: unknown, tools: SubmitTools): boolean {
  return error instanceof tools.GlobusAPIError && error.attempts === 1 &&
    error.httpStatus >= 400 && error.httpStatus < 500 &&
    ![408, 409, 429].includes(error.httpStatus);
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(bytes));
}

/** Fields of items that hold paths. */
const ITEM_PATHS = ["source_path", "destination_path", "path"] as const;

/**
 * Checks a document before any request. `TransferData` and `DeleteData` check their arguments, but a
 * field can be set later, and a document can be the caller's own object.
 */
function check(
  document: Submission,
  { checkPath, isWindowsPath, timeText }: SubmitTools,
): void {
  timeText("deadline", document.deadline);
  const items: readonly Partial<TransferItem & DeleteItem>[] = document.DATA ?? [];
  for (const item of items) {
    for (const name of ITEM_PATHS) {
      const path = item?.[name];
      if (typeof path === "string" && isWindowsPath(path)) checkPath(name, path);
    }
  }
}

/** Reads a field of a response, which must be a string. */
function textOf(
  response: unknown,
  name: string,
  { InvalidResponseError, httpResponse }: SubmitTools,
): string {
  const value = (response as Record<string, unknown> | null)?.[name];
  if (typeof value === "string") return value;
  const status = typeof response === "object" && response
    ? httpResponse(response)?.status
    : undefined;
  throw new InvalidResponseError(
    `Cannot read the response to a submission: it lacks ${name}`,
    status ?? 200,
  );
}

/**
 * Submits documents so that each becomes one task, even if it is sent several times. The service
 * recognizes a repetition by the submission id, so the document keeps its id.
 */
export class SubmissionLog {
  readonly #client: Submitter;
  readonly #tools: SubmitTools;
  /** Digests of the documents that were sent, by submission id. */
  readonly #sent = new Map<string, string>();

  /** Takes the client that sends the documents. */
  constructor(client: Submitter, tools: SubmitTools) {
    this.#client = client;
    this.#tools = tools;
  }

  /**
   * Submits a document. If it lacks a submission id, this requests one and sets it.
   *
   * @throws {GlobusSDKUsageError} If the submission id was used for another document, by any client.
   */
  async submit(
    path: "/v0.10/transfer" | "/v0.10/delete",
    document: Submission,
    options?: RequestOptions,
  ): Promise<SubmissionResult> {
    const { toJson } = this.#tools;
    check(document, this.#tools);
    if (document.submission_id === undefined) await this.#giveId(document, options);
    const id = document.submission_id ?? null;
    const text = toJson(document);
    const isNew = id !== null && this.#remember(document, id, await digest(text));
    let result: SubmissionResult;
    try {
      result = await this.#client.post(path, text, {
        // Without an id the service cannot recognize a repetition.
        retryClass: id === null ? "never" : "keyed",
        ...options,
        headers: { "content-type": "application/json", ...options?.headers },
      });
    } catch (error) {
      // A document that was refused can be corrected and sent with the same id.
      if (isNew && isRefusal(error, this.#tools)) {
        this.#sent.delete(id);
        lastSent.delete(document);
      }
      throw error;
    }
    textOf(result, "task_id", this.#tools);
    return result;
  }

  /** Requests the id of a document once: two calls with the same document are one submission. */
  #giveId(document: Submission, options: RequestOptions | undefined): Promise<void> {
    let given = ids.get(document);
    if (!given) {
      given = this.#client.getSubmissionId(options)
        .then((response) => void (document.submission_id = textOf(response, "value", this.#tools)))
        .finally(() => ids.delete(document));
      ids.set(document, given);
    }
    return given;
  }

  /** Remembers the document that is sent with an id. Returns whether the id is used for the first time. */
  #remember(document: Submission, id: string, sent: string): boolean {
    const last = lastSent.get(document);
    const before = this.#sent.get(id) ?? (last?.id === id ? last.digest : undefined);
    if (before !== undefined && before !== sent) {
      throw new this.#tools.GlobusSDKUsageError(
        `Cannot submit: submission_id ${id} was used for another document;` +
          " delete it from this one to submit a new task",
      );
    }
    lastSent.set(document, { id, digest: sent });
    this.#sent.set(id, sent);
    if (this.#sent.size > MAX_REMEMBERED) this.#sent.delete(this.#sent.keys().next().value!);
    return before === undefined;
  }
}
