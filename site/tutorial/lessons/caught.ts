import { AuthAPIError, GlobusAPIError, type GlobusError } from "@globus-deno/sdk";
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
  /** `code`, or `oauthError` of Globus Auth. Absent if no service answered, or the response has none. */
  code?: string;
}

const ENDED = {
  title: "Globus did not accept the token",
  text: "It expired or was revoked, or the request had none. Log in again, or refresh it.",
};

const SPENT = {
  title: "Globus did not accept the code or refresh token",
  text:
    "A code works once, for 10 minutes. A refresh token ends when it is revoked, or was not used " +
    "for six months. Log in again.",
};

/** What an error means that the workbench does not explain; undefined for any other. */
function meaningOf(error: GlobusError): typeof ENDED | undefined {
  if (error instanceof AuthAPIError && error.oauthError === "invalid_grant") return SPENT;
  return error instanceof GlobusAPIError && error.httpStatus === 401 ? ENDED : undefined;
}

/**
 * Explains an error to readers, in the same words as the workbench.
 *
 * @throws The error itself, if the visitor must log in.
 */
export function caughtOf(error: GlobusError): Caught {
  if (mustLogIn(error)) throw error;
  const { message, name } = error;
  const { text, title } = meaningOf(error) ?? refusalOf(error, "Globus");
  if (!(error instanceof GlobusAPIError)) return { name, message, text, title };
  const oauthError = error instanceof AuthAPIError ? error.oauthError : null;
  const code = error.code ?? oauthError ?? undefined;
  return { name, message, text, title, httpStatus: error.httpStatus, code };
}
