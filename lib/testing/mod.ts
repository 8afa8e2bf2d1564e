/**
 * Helps to test programs that use this SDK, without a network. To test a whole program, use the
 * sandbox: `@globus-deno/sdk/sandbox`.
 *
 * @example What a program does about an error
 * ```ts
 * import { constructError } from "@globus-deno/sdk/testing";
 * import { TransferAPIError } from "@globus-deno/sdk/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const error = constructError({
 *   errorClass: TransferAPIError,
 *   httpStatus: 403,
 *   body: { code: "PermissionDenied", message: "You may not write here" },
 * });
 * assertEquals([error.code, error.messages], ["PermissionDenied", ["You may not write here"]]);
 * ```
 *
 * @module
 */

export { constructError } from "./construct_error.ts";
export type { ConstructErrorParams, ErrorClass } from "./construct_error.ts";
