import { GlobusError } from "../core/errors.ts";
import { TokenStorageError } from "./errors.ts";
import type { TokenTransaction } from "./token_storage.ts";
import { isBusy } from "./turns.ts";

/** A failure's code, such as `ENOENT` of the system or `ERR_SQLITE_ERROR` of SQLite. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

/** Carries what a caller's own function threw past what turns errors into others. */
class ChangeFailed {
  constructor(readonly error: unknown) {}
}

/** Calls what changes a store; what it throws, {@link asStorageError} leaves as it is. */
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

const states: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file may not grow",
  EROFS: "the disk is read-only",
  EACCES: "access was denied",
  EPERM: "access was denied",
};

/** Turns a failure of the system or of SQLite into a typed error. Their messages quote no data. */
export function asStorageError(error: unknown, action: string): unknown {
  if (error instanceof ChangeFailed) return error.error;
  const code = systemCode(error);
  if (error instanceof GlobusError || !code) return error;
  const { message } = error as Error;
  const fail = (state: string, problem: TokenStorageError["problem"]) =>
    new TokenStorageError(`Cannot ${action}: ${state}`, problem, { cause: error });
  if (code === "ELOOP") return fail("it is a link", "unsafe");
  if (!code.startsWith("ERR_SQLITE")) return fail(states[code] ?? code, "unavailable");
  return /not a database|malformed|encrypted/.test(message)
    ? fail(`${message}; it was left as it is. setAside() moves it out of the way`, "corrupt")
    : fail(message, isBusy(error) ? "busy" : "unavailable");
}
