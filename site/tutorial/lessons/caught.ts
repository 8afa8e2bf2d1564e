import { GlobusAPIError, type GlobusError } from "@globus-deno/sdk";
import { mustLogIn } from "../../portal/globus/globus.ts";

/** An error of the SDK, as pages show it. It holds no secret. */
export interface Caught {
  /** Name of the error's class. */
  name: string;
  message: string;
  /** Absent if no service answered. */
  httpStatus?: number;
  /** Absent if no service answered, or the response has no code. */
  code?: string;
}

/**
 * Selects what pages show of an error.
 *
 * @throws The error itself, if the visitor must log in.
 */
export function caughtOf(error: GlobusError): Caught {
  if (mustLogIn(error)) throw error;
  const { message, name } = error;
  if (!(error instanceof GlobusAPIError)) return { name, message };
  return { name, message, httpStatus: error.httpStatus, code: error.code ?? undefined };
}
