/**
 * Token storage in files, for Deno and Node.js. The other kinds are in the main module.
 *
 * @module
 */

export type { Clock } from "../core/clock.ts";
export type { AppTokenPathOptions } from "./app_path.ts";
export type { TokenDocument, TokenStorageData } from "./data.ts";
export type { FileTokenStorageOptions } from "./file_driver_deno.ts";
export { FileTokenStorage } from "./file_storage_deno.ts";
export { JSONTokenStorage } from "./json_file_deno.ts";
export { SQLiteTokenStorage } from "./sqlite_deno.ts";
export type {
  StorableTokens,
  StoreResponseOptions,
  TokenDocuments,
  TokenStorage,
  TokenTransaction,
  UpdateOptions,
} from "./token_storage.ts";
