import { GlobusAPIError, type GlobusError } from "@globus-deno/sdk";

/** An error of the SDK, as pages show it: nothing in it is secret. */
export interface Caught {
  /** Name of its class. */
  name: string;
  message: string;
  /** Where a service answered. */
  httpStatus?: number;
  /** Where a service answered. */
  code?: string;
}

/** Takes down what pages show of an error. */
export function caughtOf(error: GlobusError): Caught {
  const { message, name } = error;
  if (!(error instanceof GlobusAPIError)) return { name, message };
  return { name, message, httpStatus: error.httpStatus, code: error.code ?? undefined };
}
