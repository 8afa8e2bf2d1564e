/** What a code of a task, or of an event of one, means. */
export interface TaskCodeMeaning {
  /** The code, such as `FILE_NOT_FOUND`. */
  readonly code: string;
  /** The same in a sentence for people. */
  readonly meaning: string;
  /**
   * True where the service tries again, but it will be the same until a person does something: the
   * task may then look active for days.
   */
  readonly needsAction: boolean;
  /** What that person can do. */
  readonly advice?: string;
}

const GONE =
  "Correct the path (it has / between folders: a backslash is a part of a name), or cancel" +
  " the task; skip_source_errors passes over such files.";
const ACCOUNT = "Ask whoever manages the collection for access.";

/** Code, meaning, and what somebody must do about it. */
const TABLE: readonly (readonly [code: string, meaning: string, advice?: string])[] = [
  ["OK", "The task goes on."],
  ["Queued", "The task waits for its turn: few of a user's tasks move at the same time."],
  ["STARTED", "The task has begun."],
  ["PROGRESS", "Data has been moved."],
  ["SUCCEEDED", "The task has done all it had to."],
  ["CANCELED", "The task was cancelled, by its owner or by an administrator."],
  ["EXPIRED", "The task reached its deadline before it was done.", "Submit it again."],
  ["PAUSED", "A pause rule or an administrator holds the task.", "See taskPauseInfo for why."],
  ["UNPAUSED", "The task goes on after a pause."],
  ["SKIPPED_ERRORS", "Files that could not be read were passed over: see taskSkippedErrors."],
  ["FILE_NOT_FOUND", "A file or directory is not there.", GONE],
  ["PERMISSION_DENIED", "The account on a collection may not read or write this path.", ACCOUNT],
  ["AUTH", "A collection refused the login.", ACCOUNT],
  ["NO_CREDENTIALS", "The right to reach a collection has ended.", "Log in again."],
  ["CONNECT_FAILED", "A collection's server could not be reached."],
  ["CONNECTION_RESET", "A collection's server ended the connection."],
  ["CONNECTION_BROKEN", "The connection to a collection's server broke."],
  ["ENDPOINT_ERROR", "A collection's server reported an error."],
  ["ENDPOINT_TOO_BUSY", "A collection's server has too much to do."],
  [
    "GC_NOT_CONNECTED",
    "A computer with Globus Connect Personal is not connected.",
    "Start Globus Connect Personal there.",
  ],
  [
    "GC_PAUSED",
    "Globus Connect Personal is paused on a computer.",
    "End the pause in its menu.",
  ],
  ["QUOTA_EXCEEDED", "The quota at the destination is used up.", "Make room there."],
  ["NO_SPACE_LEFT", "The destination's disk is full.", "Make room there."],
  ["VERIFY_CHECKSUM", "A file's checksum differed after it was moved; it is moved again."],
  [
    "EXTERNAL_CHECKSUM_MISMATCH",
    "A file does not have the checksum that was given for it.",
    "Correct the checksum, or the file.",
  ],
  ["FILE_SIZE_CHANGED", "A file changed while it was moved; it is moved again."],
  ["IS_A_DIRECTORY", "A path is a directory where a file is meant.", GONE],
  ["NOT_A_DIRECTORY", "A path is a file where a directory is meant.", GONE],
  ["INVALID_PATH_NAME", "The destination cannot have a file of this name.", "Rename the file."],
  ["AMBIGUOUS_PATH", "A path can mean more than one file.", GONE],
  ["LIMIT_EXCEEDED", "The task is larger than the service permits.", "Split it."],
  ["TIMEOUT", "A collection's server did not answer in time."],
  ["INTERNAL_ERROR", "Something is wrong within Globus."],
  ["UNKNOWN", "A collection's server reported something that Globus does not know."],
];

const meanings: ReadonlyMap<string, TaskCodeMeaning> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ TABLE.map(([code, meaning, advice]) => [
    code,
    { code, meaning, needsAction: advice !== undefined, advice },
  ]),
);

/**
 * Says in words what a code means: the `nice_status` or `fatal_error.code` of a task, or the `code`
 * of an event.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 * assert(explainTaskCode("FILE_NOT_FOUND").needsAction);
 * ```
 *
 * @returns Of a code that is not known only what it is called.
 */
export function explainTaskCode(code: string): TaskCodeMeaning {
  return meanings.get(code) ??
    { code, meaning: `The service reports ${code.slice(0, 100)}.`, needsAction: false };
}
