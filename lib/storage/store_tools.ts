import { sleep, systemClock } from "../core/clock.ts";
import { getEnvironmentName } from "../core/environment.ts";
import { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import { isObject } from "../core/guards.ts";
import { readEnvironmentVariable } from "../core/runtime.ts";
import { appFolderName } from "./app_name.ts";
import { parseStored } from "./data.ts";
import { TokenStorageError } from "./errors.ts";
import { TokenTransaction } from "./token_storage.ts";
import { busyError, DEFAULT_LOCK_TIMEOUT_MS, isBusy, Turns, whenFree } from "./turns.ts";

/**
 * What stores in files need of the rest of the SDK. It is passed to them, not imported: a bundler puts
 * what two parts of a program import into a file that loads at once, and browsers do not use files.
 */
export const storeTools = {
  GlobusError,
  GlobusSDKUsageError,
  TokenStorageError,
  TokenTransaction,
  appFolderName,
  busyError,
  DEFAULT_LOCK_TIMEOUT_MS,
  getEnvironmentName,
  isBusy,
  isObject,
  parseStored,
  readEnvironmentVariable,
  sleep,
  systemClock,
  /** Turns by path: the system's locks work between processes, not within one. */
  turns: /* @__PURE__ */ new Turns(),
  whenFree,
};

/** The type of {@link storeTools}. */
export type StoreTools = typeof storeTools;
