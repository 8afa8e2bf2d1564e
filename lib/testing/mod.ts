/**
 * Helps to test programs that use this SDK, without a network. To test a whole program, use the
 * sandbox: `@globus-deno/sdk/sandbox`.
 *
 * @module
 */

export { constructError } from "./construct_error.ts";
export type { ConstructErrorParams, ErrorClass } from "./construct_error.ts";
