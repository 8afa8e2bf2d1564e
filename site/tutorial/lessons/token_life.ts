import {
  AccessTokenAuthorizer,
  GlobusAPIError,
  GlobusError,
  MissingTokenError,
  TransferClient,
} from "@globus-deno/sdk";
import type { NoticeText, StoredToken } from "../../portal/session/session_data.ts";
import type { State } from "../../portal/state.ts";
import { advanceSandboxClock } from "../sandbox_clock.ts";
import { caughtOf } from "./caught.ts";
import { markDone } from "./progress.ts";

const TRANSFER = "transfer.api.globus.org";
/** The lifetime of tokens, and more than the leeway that checks of ID tokens allow. */
const LIFE_SECONDS = 48 * 3600 + 600;

function tokenOf({ globus }: State): StoredToken {
  return globus.tokenFor(TRANSFER);
}

/**
 * Calls Transfer with the session's access token, without renewing it.
 *
 * @returns The HTTP status of the response.
 */
async function call(state: State): Promise<number> {
  const authorizer = new AccessTokenAuthorizer(tokenOf(state).access_token);
  const tc = new TransferClient({ ...state.globus.clientOptions, authorizer });
  try {
    await tc.endpointSearch({ filter_scope: "my-endpoints", limit: 1 }).page();
    return 200;
  } catch (error) {
    if (error instanceof GlobusAPIError) return error.httpStatus;
    throw error;
  }
}

declare module "../../portal/session/session_data.ts" {
  interface SessionData {
    /** When the access token for Transfer that lesson 5 revoked would have expired. */
    revokedUntilSeconds?: number;
  }
}

/** Whether a token works. */
export type TokenLife = "valid" | "expired" | "revoked";

/** What the session knows of its token for Transfer. */
export function lifeOf({ globus, session }: State, token: StoredToken): TokenLife {
  if (session.data.revokedUntilSeconds === token.expires_at_seconds) return "revoked";
  return token.expires_at_seconds <= globus.clock.now() / 1000 ? "expired" : "valid";
}

/** How an action ended; undefined if there is nothing to say. */
type Result = NoticeText | undefined;

function good(text: string): Result {
  return { kind: "good", text };
}

/** A refusal that the lesson wanted to show. */
function expected(text: string): Result {
  return { kind: "info", title: "As expected: 401", text };
}

function bad(text: string): Result {
  return { kind: "bad", text };
}

async function callOnly(state: State): Promise<Result> {
  const status = await call(state);
  return status === 200
    ? good("Transfer accepted the token.")
    : status === 401
    ? expected("Transfer answered 401. The token no longer works. Refresh it.")
    : bad(`Transfer answered ${status}.`);
}

async function expire(state: State): Promise<Result> {
  if (state.globus.mode !== "sandbox") return undefined;
  try {
    await advanceSandboxClock(LIFE_SECONDS);
  } catch {
    return bad("The sandbox does not answer, so its clock was not moved.");
  }
  const status = await call(state);
  if (status !== 401) return bad(`Transfer answered ${status}, not 401.`);
  await markDone(state.session, "5.expired");
  return expected("Two days have passed. Transfer answered 401: the token has expired.");
}

async function renew(state: State): Promise<Result> {
  const { refresh_token: refreshToken } = tokenOf(state);
  if (refreshToken === null) return bad("This session has no refresh token. Log in again.");
  const response = await state.globus.loginClient().oauth2RefreshToken(refreshToken);
  await state.globus.app.storeTokenResponse(response);
  await state.session.update((data) => delete data.revokedUntilSeconds);
  const status = await call(state);
  if (status !== 200) return bad(`Refreshed, but Transfer answered ${status}.`);
  await markDone(state.session, "5.renewed");
  return good("You have a new access token, and Transfer accepted it.");
}

async function revoke(state: State): Promise<Result> {
  const { access_token, expires_at_seconds } = tokenOf(state);
  await state.globus.loginClient().oauth2RevokeToken(access_token);
  await state.session.update((data) => data.revokedUntilSeconds = expires_at_seconds);
  const status = await call(state);
  if (status !== 401) {
    return bad(`Revoked, but Transfer answered ${status}. It may take a minute to take effect.`);
  }
  await markDone(state.session, "5.revoked");
  return expected("Revoked. Transfer answered 401 although the token had not expired.");
}

/** Runs an action, and leaves for the next page how it ended. */
function withNotice(action: (state: State) => Promise<Result>): (state: State) => Promise<void> {
  return async (state) => {
    let notice: Result;
    try {
      tokenOf(state);
      notice = await action(state);
    } catch (error) {
      if (error instanceof MissingTokenError) {
        notice = bad("This session has no token for Transfer. Log in again to get one.");
      } else if (error instanceof GlobusError) {
        const { text, title } = caughtOf(error);
        notice = { kind: "bad", title, text };
      } else throw error;
    }
    await state.session.update((data) => data.flash = { notice });
  };
}

/** The actions of the lesson's buttons, by name. */
export const ACTIONS: ReadonlyMap<string, (state: State) => Promise<void>> = new Map([
  ["call", withNotice(callOnly)],
  ["expire", withNotice(expire)],
  ["renew", withNotice(renew)],
  ["revoke", withNotice(revoke)],
]);
