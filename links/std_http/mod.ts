/**
 * Stands in for `@std/http` where only npm can be reached: the cookie functions, with the same
 * signatures and the same headers.
 *
 * @module
 */
export * from "./cookie.ts";
