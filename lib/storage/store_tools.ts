import { sleep, systemClock } from "../core/clock.ts";
import { getEnvironmentName } from "../core/environment.ts";
import { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import { readEnvironmentVariable } from "../core/runtime.ts";
import { appFolderName } from "./app_name.ts";
import { parseStored } from "./data.ts";
import { TokenStorageError } from "./errors.ts";
import {
  documentsOf,
  emptyTokenFile,
  FORMAT_SDK_VERSION,
  parseTokenFile,
  printTokenFile,
} from "./json_format.ts";
import { TokenTransaction } from "./token_storage.ts";
import { busyError, DEFAULT_LOCK_TIMEOUT_MS, isBusy, Turns, whenFree } from "./turns.ts";

/**
 * What stores in files need of the rest of the SDK. It is passed to them: bundlers load what two
 * parts of a program import to begin with, and browsers have no use for files.
 */
export const storeTools = {
  FORMAT_SDK_VERSION,
  GlobusError,
  GlobusSDKUsageError,
  TokenStorageError,
  TokenTransaction,
  appFolderName,
  busyError,
  DEFAULT_LOCK_TIMEOUT_MS,
  documentsOf,
  emptyTokenFile,
  getEnvironmentName,
  isBusy,
  parseStored,
  parseTokenFile,
  printTokenFile,
  readEnvironmentVariable,
  sleep,
  systemClock,
  /** Turns by path: locks of the system work between processes, not within one. */
  turns: /* @__PURE__ */ new Turns(),
  whenFree,
};

/** What stores in files need of the rest of the SDK. */
export type StoreTools = typeof storeTools;
