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

/** What sends submissions: a client. */
export interface Submitter {
  /** Sends a POST request. */
  post<T>(path: string, data: unknown, options: CallOptions): Promise<T>;
  /** Asks for a submission id. */
  getSubmissionId(options?: RequestOptions): Promise<SubmissionId>;
}

/**
 * What submissions need of the rest of the SDK. It is passed in: bundlers load what two parts of a
 * program import to begin with, and this part is loaded with the first submission.
 */
export interface SubmitTools {
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

/** Submission ids whose documents are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 1000;

/** Ids that are being asked for, by document. */
const ids = /* @__PURE__ */ new WeakMap<object, Promise<void>>();

/** What has been sent of a document, and under which id: for all clients of the program. */
const lastSent = /* @__PURE__ */ new WeakMap<object, { id: string; digest: string }>();

/** Answers with which it is certain that no task was made. */
function isRefusal(error: unknown, tools: SubmitTools): boolean {
  return error instanceof tools.GlobusAPIError && error.attempts === 1 &&
    error.httpStatus >= 400 && error.httpStatus < 500 &&
    ![408, 409, 429].includes(error.httpStatus);
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(bytes));
}

/** Paths of an item, whatever its kind. */
const ITEM_PATHS = ["source_path", "destination_path", "path"] as const;

/**
 * Looks at a document before anything is asked for. What `TransferData` and `DeleteData` check when
 * it is given may have been set later, or stand in a document of the caller's own making.
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

/** A field of an answer, which must be a text. */
function textOf(
  answer: unknown,
  name: string,
  { InvalidResponseError, httpResponse }: SubmitTools,
): string {
  const value = (answer as Record<string, unknown> | null)?.[name];
  if (typeof value === "string") return value;
  const status = typeof answer === "object" && answer ? httpResponse(answer)?.status : undefined;
  throw new InvalidResponseError(
    `Cannot use a submission's answer: it has no ${name}`,
    status ?? 200,
  );
}

/**
 * Submits documents so that each becomes one task, however often it is sent: the service knows a
 * repetition by the submission id, so that stays with the document.
 */
export class SubmissionLog {
  readonly #client: Submitter;
  readonly #tools: SubmitTools;
  /** Digests of what was sent, by submission id. */
  readonly #sent = new Map<string, string>();

  /** For one client. */
  constructor(client: Submitter, tools: SubmitTools) {
    this.#client = client;
    this.#tools = tools;
  }

  /**
   * Submits a document. An id that is missing is asked for, and written into it.
   *
   * @throws {GlobusSDKUsageError} If its submission id has been used for another document, by
   * whichever client.
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
        // Without an id the service cannot know a repetition.
        retryClass: id === null ? "never" : "keyed",
        ...options,
        headers: { "content-type": "application/json", ...options?.headers },
      });
    } catch (error) {
      // What was refused may be mended and sent under the same id.
      if (isNew && isRefusal(error, this.#tools)) {
        this.#sent.delete(id);
        lastSent.delete(document);
      }
      throw error;
    }
    textOf(result, "task_id", this.#tools);
    return result;
  }

  /** Asks for a document's id once: two calls with the same document are one submission. */
  #giveId(document: Submission, options: RequestOptions | undefined): Promise<void> {
    let given = ids.get(document);
    if (!given) {
      given = this.#client.getSubmissionId(options)
        .then((answer) => void (document.submission_id = textOf(answer, "value", this.#tools)))
        .finally(() => ids.delete(document));
      ids.set(document, given);
    }
    return given;
  }

  /** Notes what is sent under an id; true if nothing was before. */
  #remember(document: Submission, id: string, sent: string): boolean {
    const last = lastSent.get(document);
    const before = this.#sent.get(id) ?? (last?.id === id ? last.digest : undefined);
    if (before !== undefined && before !== sent) {
      throw new this.#tools.GlobusSDKUsageError(
        `Cannot submit: submission_id ${id} has been used for another document;` +
          " delete it from this one to submit a new task",
      );
    }
    lastSent.set(document, { id, digest: sent });
    this.#sent.set(id, sent);
    if (this.#sent.size > MAX_REMEMBERED) this.#sent.delete(this.#sent.keys().next().value!);
    return before === undefined;
  }
}
