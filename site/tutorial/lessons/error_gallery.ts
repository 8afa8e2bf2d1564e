import {
  AccessTokenAuthorizer,
  GlobusAPIError,
  GlobusError,
  TransferClient,
} from "@globus-deno/sdk";
import type { Globus } from "../../portal/globus/globus.ts";
import { controlSandbox } from "../sandbox_control.ts";
import { type Caught, caughtOf } from "./caught.ts";

/** A collection of the sandbox that requires a consent. */
const COLLECTION = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";
const LIST_PATH = "/v0.10/endpoint_search";
const OPEN_PATH = `/v0.10/operation/endpoint/${COLLECTION}/ls`;

/** An error that the gallery causes. */
export interface GalleryError {
  /** Value in the form. */
  id: string;
  title: string;
  /** When a program meets it. */
  when: string;
  /** The class to catch, and what to look at. */
  errorClass: string;
  /** What the program or its user does. */
  advice: string;
  /** Text of the button. */
  button: string;
  /** Why the call can succeed. Absent if only a fault that is gone can be the reason. */
  succeeded?: string;
  /** Whether it needs a login. */
  needsLogin: boolean;
  /** Fails with the error. */
  cause: (globus: Globus) => Promise<unknown>;
}

/** Lists collections. Each attempt takes a second or less. */
function list(tc: TransferClient): Promise<unknown> {
  return tc.endpointSearch({ filter_scope: "my-endpoints", limit: 1 }, { timeoutMs: 4_000 }).page();
}

/** Lists the files of the gallery's collection. */
function open(tc: TransferClient): Promise<unknown> {
  return tc.operationLs(COLLECTION, { path: "/~/" }).page();
}

/** Lets the next responses of Transfer fail, and calls it. */
async function callWithFault(
  globus: Globus,
  fault: Record<string, unknown>,
  call: typeof list = list,
): Promise<unknown> {
  await controlSandbox("POST faults", { service: "transfer", times: 20, ...fault });
  try {
    return await call(globus.transfer());
  } finally {
    await controlSandbox("DELETE faults");
  }
}

/** The errors, in the order in which programs meet them. */
export const GALLERY: readonly GalleryError[] = [
  {
    id: "code",
    title: "The code has expired",
    when: "A code from a login works once, for 10 minutes. This one was never issued.",
    errorClass: "`AuthAPIError` with `httpStatus` 400 or 401, `oauthError` `invalid_grant`",
    advice: "Start a new login. Never send a code twice.",
    button: "Exchange an old code",
    needsLogin: false,
    cause: (globus) => {
      const client = globus.loginClient();
      const redirectUri = "http://localhost/old";
      if ("oauth2ClientCredentialsTokens" in client) {
        client.oauth2StartFlow(redirectUri, ["openid"]);
      } else client.oauth2StartFlow(["openid"], { redirectUri });
      return client.oauth2ExchangeCodeForTokens("this-code-is-too-old");
    },
  },
  {
    id: "revoked",
    title: "The token was revoked",
    when: "The user logged out elsewhere, or revoked a consent. Expired tokens look the same.",
    errorClass: "`TransferAPIError` with `httpStatus` 401",
    advice: "Refresh the token, or log in again. A `UserApp` does both for you.",
    button: "Call with a revoked token",
    needsLogin: false,
    cause: (globus) => {
      const authorizer = new AccessTokenAuthorizer("revoked-token-of-the-gallery");
      return list(new TransferClient({ ...globus.clientOptions, authorizer }));
    },
  },
  {
    id: "consent",
    title: "A consent is missing",
    when: "The collection needs a scope that the login did not ask for.",
    errorClass:
      "`TransferAPIError` with `httpStatus` 403, code `ConsentRequired`; see `toGare(error)`",
    advice:
      "Log in again for the scopes that the error names. A `UserApp` with `autoRedriveGares` does.",
    button: "Open a mapped collection",
    succeeded:
      "The call succeeded: you have given this consent already, as lesson 6 does. To see the error, " +
      "log in as another user.",
    needsLogin: true,
    cause: (globus) => open(globus.transfer()),
  },
  {
    id: "mfa",
    title: "A second factor is required",
    when: "The collection's owner requires multi-factor authentication, or a recent login.",
    errorClass:
      "`TransferAPIError` with `httpStatus` 403; see `toGare(error)?.authorizationParameters`",
    advice: "Log in again with the parameters of the error, such as `session_required_mfa`.",
    button: "Open a collection that requires it",
    needsLogin: true,
    cause: (globus) =>
      callWithFault(globus, {
        path: OPEN_PATH,
        fault: "answer",
        status: 403,
        body: {
          code: "AuthorizationParametersRequired",
          message: "This collection requires multi-factor authentication.",
          request_id: "gallery",
          authorization_parameters: { session_required_mfa: true },
        },
      }, open),
  },
  {
    id: "rate",
    title: "Too many requests",
    when: "A program calls more often than the service allows.",
    errorClass: "`TransferAPIError` with `httpStatus` 429",
    advice:
      "Wait as long as `Retry-After` says. The SDK does, and retries; then it throws this error.",
    button: "Call too often",
    needsLogin: true,
    cause: (globus) =>
      callWithFault(globus, {
        path: LIST_PATH,
        fault: "answer",
        status: 429,
        headers: { "retry-after": "0" },
        body: { code: "TooManyRequests", message: "Slow down.", request_id: "gallery" },
      }),
  },
  {
    id: "network",
    title: "The connection breaks",
    when: "A cable, a proxy, or a restart: the request got no response.",
    errorClass: "`GlobusConnectionError` or `GlobusTimeoutError`, both `NetworkError`",
    advice: "The SDK retries what is safe to repeat. After that, try again later.",
    button: "Break the connection",
    needsLogin: true,
    cause: (globus) => callWithFault(globus, { path: LIST_PATH, fault: "reset" }),
  },
];

/** Causes an error of the gallery. Undefined if the call succeeded in spite of it. */
export async function causeError(entry: GalleryError, globus: Globus): Promise<Caught | undefined> {
  try {
    await entry.cause(globus);
  } catch (error) {
    if (!(error instanceof GlobusError)) throw error;
    const caught = caughtOf(error);
    return error instanceof GlobusAPIError ? { ...caught, httpStatus: error.httpStatus } : caught;
  }
}
