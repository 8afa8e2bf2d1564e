/**
 * Token storage in files, for Deno and Node.js. The other kinds are in the main module.
 *
 * @example Tokens in a file of your choice
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and its options out for Globus itself
 * const folder = await Deno.makeTempDir(); // in your program, a folder of the user
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: {
 *     ...sandbox.clientOptions,
 *     loginFlowManager: sandbox.loginFlow(),
 *     tokenStorage: new JSONTokenStorage(`${folder}/tokens.json`),
 *   },
 * });
 * await app.login();
 * console.log(await app.loginRequired()); // false, and in the next run too
 * ```
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
