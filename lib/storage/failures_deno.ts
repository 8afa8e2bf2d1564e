import { systemCode } from "../core/files_deno.ts";
import type { TokenStorageError } from "./errors.ts";
import { UNCHANGED_ADVICE } from "./json_format.ts";
import type { StoreTools } from "./store_tools.ts";
import type { TokenTransaction } from "./token_storage.ts";

/** A failure of a store, which {@link asStorageError} turns into a `TokenStorageError`. */
export class StoreFailure extends Error {
  /** Keeps the kind of problem. */
  constructor(
    message: string,
    readonly problem: TokenStorageError["problem"],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Wraps an error of the caller's own function, which {@link asStorageError} must not change. */
class ChangeFailed {
  constructor(readonly error: unknown) {}
}

/** Calls the function that changes a store. {@link asStorageError} returns its errors unchanged. */
export async function applyChange<T>(
  change: (tokens: TokenTransaction) => T | Promise<T>,
  tokens: TokenTransaction,
): Promise<T> {
  try {
    return await change(tokens);
  } catch (error) {
    throw new ChangeFailed(error);
  }
}

/** What is wrong and what to do, by the system's code. */
const SYSTEM_STATES: Record<string, string> = {
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "your disk quota is used up; free some space",
  EFBIG: "the file may not grow; free some space, or raise the limit for files",
  EROFS: "the disk is read-only; choose a path on another disk",
  EACCES: "access was denied; check the owner and the mode of its folder",
  EPERM: "access was denied; check the owner and the mode of its folder",
  ENOTDIR: "a part of its path is a file, not a folder; choose another path",
  EISDIR: "it is a folder, not a file; choose another path",
  ENAMETOOLONG: "its path is too long; choose a shorter one",
  EMFILE: "this program has too many files open; close some, or raise the limit (ulimit -n)",
  ENFILE: "the system has too many files open; close some",
  EIO: "the disk reports an error; check the disk",
  ENXIO: "it is a device or a socket, not a file; choose another path",
  EBUSY: "another program has locked it; try again",
  ESTALE: "the network disk has lost it; try again",
};

/** What is wrong and what to do, by SQLite's message. */
const databaseStates: readonly (readonly [pattern: RegExp, state: string])[] = [
  [/is full/, SYSTEM_STATES.ENOSPC],
  [/readonly/, "it is read-only; check its owner and mode"],
  [/unable to open/, "it cannot be opened; check its owner and mode, and those of its folder"],
  [/disk I\/O/, SYSTEM_STATES.EIO],
];

const CORRUPT_DATABASE = /not a database|malformed|encrypted/;

/** SQLite's message, without the path that can follow; undefined for other errors. */
function databaseText(error: unknown): string | undefined {
  return systemCode(error)?.startsWith("ERR_SQLITE")
    ? (error as Error).message.split(":")[0]
    : undefined;
}

/** Whether the system may know more precisely than SQLite why a database cannot be used. */
export function isVague(error: unknown): boolean {
  return /readonly|unable to open|disk I\/O/.test(databaseText(error) ?? "");
}

/** Whether the runtime refused access to a file. The user can grant it. */
function isForbidden(error: unknown): boolean {
  return (error as Error | null | undefined)?.name === "NotCapable" ||
    systemCode(error) === "ERR_ACCESS_DENIED";
}

/**
 * Turns a failure of the system, the runtime or SQLite into a typed error that says what is wrong
 * and what to do. Returns other errors unchanged.
 *
 * @param action What failed, such as `read /home/me/tokens.json`.
 */
export function asStorageError(error: unknown, action: string, tools: StoreTools): unknown {
  const { GlobusError, TokenStorageError, isBusy } = tools;
  if (error instanceof ChangeFailed) return error.error;
  if (error instanceof GlobusError) return error;
  if (error instanceof StoreFailure) {
    return new TokenStorageError(error.message, error.problem, { cause: error.cause });
  }
  const fail = (state: string, problem: TokenStorageError["problem"] = "unavailable") =>
    new TokenStorageError(`Cannot ${action}: ${state}`, problem, { cause: error });
  if (isForbidden(error)) {
    return fail(
      "the program lacks the permission; allow it to read and write the folder of the file" +
        " (--allow-read=<folder> --allow-write=<folder>)",
    );
  }
  const code = systemCode(error);
  if (!code) return error;
  if (code === "ELOOP") return fail("it is a link", "unsafe");
  const said = databaseText(error);
  if (said === undefined) return fail(SYSTEM_STATES[code] ?? `the system reports ${code}`);
  if (CORRUPT_DATABASE.test(said)) return fail(`${said}; ${UNCHANGED_ADVICE}`, "corrupt");
  if (isBusy(error)) return fail("other programs have locked it; try again", "busy");
  const [, state] = databaseStates.find(([pattern]) => pattern.test(said)) ?? [];
  return fail(state ?? `SQLite reports: ${said}`);
}
