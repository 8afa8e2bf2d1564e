/** The meaning of a code of a task or of a task's event. */
export interface TaskCodeMeaning {
  /** The code, such as `FILE_NOT_FOUND`. */
  readonly code: string;
  /** What the code means, in one sentence. */
  readonly meaning: string;
  /**
   * Whether a person must act before the task can continue. The service keeps retrying, so the task can
   * look active for days.
   */
  readonly needsAction: boolean;
  /** What that person can do; only if `needsAction` is true. */
  readonly advice?: string;
}

const GONE =
  "Correct the path (it has / between folders: a backslash is a part of a name), or cancel" +
  " the task; skip_source_errors skips such files.";
const ACCOUNT = "Ask the collection's managers for access.";

/** Each code with its meaning and, if a person must act, what to do. */
const TABLE: readonly (readonly [code: string, meaning: string, advice?: string])[] = [
  ["OK", "The task makes progress."],
  ["Queued", "The task waits for its turn: only a few tasks of a user run at the same time."],
  ["STARTED", "The task has started."],
  ["PROGRESS", "Data has been transferred."],
  ["SUCCEEDED", "The task has succeeded."],
  ["CANCELED", "The task was canceled, by its owner or by an administrator."],
  ["EXPIRED", "The task reached its deadline before it was done.", "Submit it again."],
  ["PAUSED", "A pause rule or an administrator pauses the task.", "See taskPauseInfo for why."],
  ["UNPAUSED", "The task has resumed after a pause."],
  ["SKIPPED_ERRORS", "Files that could not be read were skipped: see taskSkippedErrors."],
  ["FILE_NOT_FOUND", "A file or directory does not exist.", GONE],
  ["PERMISSION_DENIED", "The account on a collection may not read or write this path.", ACCOUNT],
  ["AUTH", "A collection refused the login.", ACCOUNT],
  ["NO_CREDENTIALS", "The credentials for a collection have expired.", "Log in again."],
  ["CONNECT_FAILED", "A collection's server could not be reached."],
  ["CONNECTION_RESET", "A collection's server closed the connection."],
  ["CONNECTION_BROKEN", "The connection to a collection's server broke."],
  ["ENDPOINT_ERROR", "A collection's server reported an error."],
  ["ENDPOINT_TOO_BUSY", "A collection's server is too busy."],
  [
    "GC_NOT_CONNECTED",
    "A computer with Globus Connect Personal is not connected.",
    "Start Globus Connect Personal on that computer.",
  ],
  [
    "GC_PAUSED",
    "Globus Connect Personal is paused on a computer.",
    "Resume it in its menu.",
  ],
  ["QUOTA_EXCEEDED", "The quota at the destination is used up.", "Free some space there."],
  ["NO_SPACE_LEFT", "The destination's disk is full.", "Free some space there."],
  ["VERIFY_CHECKSUM", "A file's checksum differed after the transfer; it is transferred again."],
  [
    "EXTERNAL_CHECKSUM_MISMATCH",
    "A file does not have the checksum that the transfer names.",
    "Correct the checksum, or the file.",
  ],
  ["FILE_SIZE_CHANGED", "A file changed during its transfer; it is transferred again."],
  ["IS_A_DIRECTORY", "A path is a directory, but must be a file.", GONE],
  ["NOT_A_DIRECTORY", "A path is a file, but must be a directory.", GONE],
  ["INVALID_PATH_NAME", "The destination cannot have a file of this name.", "Rename the file."],
  ["AMBIGUOUS_PATH", "A path can mean more than one file.", GONE],
  ["LIMIT_EXCEEDED", "The task is larger than the service permits.", "Split it."],
  ["TIMEOUT", "A collection's server did not answer in time."],
  ["INTERNAL_ERROR", "An error occurred within Globus."],
  ["UNKNOWN", "A collection's server reported an error that Globus does not know."],
];

const meanings: ReadonlyMap<string, TaskCodeMeaning> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ TABLE.map(([code, meaning, advice]) => [
    code,
    { code, meaning, needsAction: advice !== undefined, advice },
  ]),
);

/**
 * Explains a code: the `nice_status` or `fatal_error.code` of a task, or the `code` of an event.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 * assert(explainTaskCode("FILE_NOT_FOUND").needsAction);
 * ```
 *
 * @returns For an unknown code, a meaning that only repeats it.
 */
export function explainTaskCode(code: string): TaskCodeMeaning {
  return meanings.get(code) ??
    { code, meaning: `The service reports ${code.slice(0, 100)}.`, needsAction: false };
}
