import { GlobusAPIError, type GlobusError } from "@globus-deno/sdk";
import { mustLogIn } from "../../portal/globus/globus.ts";
import { refusalOf } from "../../portal/requirements/refusals.ts";

/** An error of the SDK, as pages show it. It holds no secret. */
export interface Caught {
  /** Name of the error's class. */
  name: string;
  /** The error's own message, for those who know the SDK. */
  message: string;
  /** What happened, in a few words. */
  title: string;
  /** What it means, and what to do. */
  text: string;
  /** Absent if no service answered. */
  httpStatus?: number;
  /** Absent if no service answered, or the response has no code. */
  code?: string;
}

const ENDED = {
  title: "Globus did not accept the token",
  text: "It expired or was revoked, or the request had none. Log in again, or refresh it.",
};

/**
 * Explains an error to readers, in the same words as the workbench.
 *
 * @throws The error itself, if the visitor must log in.
 */
export function caughtOf(error: GlobusError): Caught {
  if (mustLogIn(error)) throw error;
  const { message, name } = error;
  const isRefused = error instanceof GlobusAPIError && error.httpStatus === 401;
  const { text, title } = isRefused ? ENDED : refusalOf(error, "Globus");
  if (!(error instanceof GlobusAPIError)) return { name, message, text, title };
  const code = error.code ?? undefined;
  return { name, message, text, title, httpStatus: error.httpStatus, code };
}
