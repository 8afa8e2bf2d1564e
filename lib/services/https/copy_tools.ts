import type { sleep, within } from "../../core/clock.ts";
import type { GlobusSDKUsageError, GlobusTimeoutError, NetworkError } from "../../core/errors.ts";
import type { isUuid } from "../../core/guards.ts";
import type { isBrowser } from "../../core/runtime.ts";
import type { checkType } from "../../core/arguments.ts";
import type { toPath } from "../../core/path.ts";
import type { CollectionAPIError, FileTransferError } from "./errors.ts";

/**
 * What the calls for files, which load with the first of them, use of the rest of the SDK. It is passed
 * in: see `file_calls.ts`.
 */
export interface CopyTools {
  readonly CollectionAPIError: typeof CollectionAPIError;
  readonly FileTransferError: typeof FileTransferError;
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly GlobusTimeoutError: typeof GlobusTimeoutError;
  readonly NetworkError: typeof NetworkError;
  readonly checkType: typeof checkType;
  readonly isBrowser: typeof isBrowser;
  readonly isUuid: typeof isUuid;
  /** The scopes that the files of a collection need. */
  scopesOf(collectionId: string, hasDataAccess: boolean): { toString(): string }[];
  readonly sleep: typeof sleep;
  readonly toPath: typeof toPath;
  readonly within: typeof within;
}
