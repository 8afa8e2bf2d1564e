import { GlobusAPIError } from "../../core/api_error.ts";
import type { CallOptions, RequestOptions } from "../../core/client.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import { httpResponse } from "../../core/response.ts";
import type { SubmissionFields, SubmissionId, SubmissionResult } from "./submission.ts";

/** What sends submissions: a client. */
export interface Submitter {
  /** Sends a POST request. */
  post<T>(path: string, data: unknown, options: CallOptions): Promise<T>;
  /** Asks for a submission id. */
  getSubmissionId(options?: RequestOptions): Promise<SubmissionId>;
}

/** Submission ids whose documents are remembered; the oldest is forgotten first. */
const maxRemembered = 1000;

/** Answers with which it is certain that no task was made. */
const isRefusal = (error: unknown) =>
  error instanceof GlobusAPIError && error.attempts === 1 &&
  error.httpStatus >= 400 && error.httpStatus < 500 && ![408, 409, 429].includes(error.httpStatus);

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(bytes));
}

/** A field of an answer, which must be a text. */
function textOf(answer: unknown, name: string): string {
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
export class Submissions {
  readonly #client: Submitter;
  /** Digests of what was sent, by submission id. */
  readonly #sent = new Map<string, string>();
  /** Ids that are being asked for. */
  readonly #ids = new WeakMap<object, Promise<void>>();

  /** For one client. */
  constructor(client: Submitter) {
    this.#client = client;
  }

  /**
   * Submits a document. An id that is missing is asked for, and written into it.
   *
   * @throws {GlobusSDKUsageError} If its submission id has been used for another document.
   */
  async submit(
    path: string,
    document: SubmissionFields,
    options?: RequestOptions,
  ): Promise<SubmissionResult> {
    if (document.submission_id === undefined) await this.#giveId(document, options);
    const id = document.submission_id ?? null;
    const text = JSON.stringify(document);
    const isNew = id !== null && this.#remember(id, await digest(text));
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
      if (isNew && isRefusal(error)) this.#sent.delete(id);
      throw error;
    }
    textOf(result, "task_id");
    return result;
  }

  /** Asks for a document's id once: two calls with the same document are one submission. */
  #giveId(document: SubmissionFields, options: RequestOptions | undefined): Promise<void> {
    let given = this.#ids.get(document);
    if (!given) {
      given = this.#client.getSubmissionId(options)
        .then((answer) => void (document.submission_id = textOf(answer, "value")))
        .finally(() => this.#ids.delete(document));
      this.#ids.set(document, given);
    }
    return given;
  }

  /** Notes what is sent under an id; true if nothing was before. */
  #remember(id: string, sent: string): boolean {
    const before = this.#sent.get(id);
    if (before !== undefined && before !== sent) {
      throw new GlobusSDKUsageError(
        `Cannot submit: submission_id ${id} has been used for another document;` +
          " delete it from this one to submit a new task",
      );
    }
    this.#sent.set(id, sent);
    if (this.#sent.size > maxRemembered) this.#sent.delete(this.#sent.keys().next().value!);
    return before === undefined;
  }
}
