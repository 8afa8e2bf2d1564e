/**
 * Stands in for `@std/http` on networks that reach npm but not JSR. It has the cookie functions, with
 * the same signatures and the same headers.
 *
 * @module
 */
export * from "./cookie.ts";
