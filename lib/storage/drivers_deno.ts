/**
 * What an app needs to keep tokens in files. Programs that choose another storage do not load it.
 *
 * @module
 */

export { appTokenPath } from "./app_path.ts";
export { JSONDriver } from "./json_driver_deno.ts";
export { SQLiteDriver } from "./sqlite_driver_deno.ts";
