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
import { markDone } from "./progress.ts";

const TRANSFER = "transfer.api.globus.org";
/** The lifetime of an access token, and a minute more. */
const LIFE_SECONDS = 48 * 3600 + 60;

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

/** How an action ended; undefined if there is nothing to say. */
type Result = NoticeText | undefined;

function good(text: string): Result {
  return { kind: "good", text };
}

function bad(text: string): Result {
  return { kind: "bad", text };
}

async function callOnly(state: State): Promise<Result> {
  const status = await call(state);
  return status === 200
    ? good("Transfer has accepted the token.")
    : bad(`Transfer has answered ${status}: the token is not valid anymore. Renew it.`);
}

async function expire(state: State): Promise<Result> {
  if (state.globus.mode !== "sandbox") return undefined;
  try {
    await advanceSandboxClock(LIFE_SECONDS);
  } catch {
    return bad("The sandbox does not answer: its clock could not be moved.");
  }
  const status = await call(state);
  if (status !== 401) return bad(`Transfer has answered ${status}, and not 401.`);
  await markDone(state.session, "5.expired");
  return good("Two days have passed. Transfer has answered 401: the token has expired.");
}

async function renew(state: State): Promise<Result> {
  const { refresh_token: refreshToken } = tokenOf(state);
  if (refreshToken === null) return bad("There is no refresh token: log in again.");
  const response = await state.globus.loginClient().oauth2RefreshToken(refreshToken);
  await state.globus.app.storeTokenResponse(response);
  const status = await call(state);
  if (status !== 200) return bad(`Renewed, but Transfer has answered ${status}.`);
  await markDone(state.session, "5.renewed");
  return good("There is a new access token, and Transfer has accepted it.");
}

async function revoke(state: State): Promise<Result> {
  await state.globus.loginClient().oauth2RevokeToken(tokenOf(state).access_token);
  const status = await call(state);
  if (status !== 401) {
    return bad(`Revoked, but Transfer has answered ${status}: it may take a minute to hear of it.`);
  }
  await markDone(state.session, "5.revoked");
  return good("Revoked. Transfer has answered 401, although the token's time is not over.");
}

/** Runs an action, and leaves for the next page how it ended. */
function withNotice(action: (state: State) => Promise<Result>): (state: State) => Promise<void> {
  return async (state) => {
    let notice: Result;
    try {
      tokenOf(state);
      notice = await action(state);
    } catch (error) {
      if (error instanceof MissingTokenError) notice = bad("You are not logged in any more.");
      else if (error instanceof GlobusError) notice = bad(error.message);
      else throw error;
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
