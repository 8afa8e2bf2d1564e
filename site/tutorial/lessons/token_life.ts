import {
  AccessTokenAuthorizer,
  GlobusAPIError,
  GlobusError,
  TransferClient,
} from "@globus-deno/sdk";
import { keepTokens, LoginNeeded } from "../../portal/globus/globus.ts";
import type { SessionData } from "../../portal/session/session_data.ts";
import { site } from "../../portal/site.ts";
import type { State } from "../../portal/state.ts";
import { markDone } from "./progress.ts";

const TRANSFER = "transfer.api.globus.org";
/** What an access token lives, and a minute. */
const LIFE_SECONDS = 48 * 3600 + 60;

function tokenOf({ session }: State): SessionData["tokens"][string] {
  const token = session.data.tokens[TRANSFER];
  if (!token) throw new LoginNeeded(TRANSFER);
  return token;
}

/**
 * Calls Transfer with the session's access token as it is: nothing renews it.
 *
 * @returns The status of the answer.
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

/** What an action has to tell. */
type Told = SessionData["notice"];

const good = (text: string): Told => ({ kind: "good", text });
const bad = (text: string): Told => ({ kind: "bad", text });

async function callOnly(state: State): Promise<Told> {
  const status = await call(state);
  return status === 200
    ? good("Transfer has accepted the token.")
    : bad(`Transfer has answered ${status}: the token is no good any more. Renew it.`);
}

async function expire(state: State): Promise<Told> {
  if (state.globus.mode !== "sandbox") return undefined;
  try {
    await site.clock.advance(LIFE_SECONDS);
  } catch {
    return bad("The sandbox does not answer: its clock could not be moved.");
  }
  const status = await call(state);
  if (status !== 401) return bad(`Transfer has answered ${status}, and not 401.`);
  await markDone(state.session, "5.expired");
  return good("Two days have passed. Transfer has answered 401: the token has expired.");
}

async function renew(state: State): Promise<Told> {
  const { refresh_token: refreshToken } = tokenOf(state);
  if (refreshToken === null) return bad("There is no refresh token: log in again.");
  const response = await state.globus.loginClient().oauth2RefreshToken(refreshToken);
  await state.session.update((data) => keepTokens(data, response));
  const status = await call(state);
  if (status !== 200) return bad(`Renewed, but Transfer has answered ${status}.`);
  await markDone(state.session, "5.renewed");
  return good("There is a new access token, and Transfer has accepted it.");
}

async function revoke(state: State): Promise<Told> {
  await state.globus.loginClient().oauth2RevokeToken(tokenOf(state).access_token);
  const status = await call(state);
  if (status !== 401) {
    return bad(`Revoked, but Transfer has answered ${status}: it may take a minute to hear of it.`);
  }
  await markDone(state.session, "5.revoked");
  return good("Revoked. Transfer has answered 401, although the token's time is not over.");
}

/** Does something, and leaves what it sent, and how it went, for the next page. */
function told(action: (state: State) => Promise<Told>): (state: State) => Promise<void> {
  return async (state) => {
    let notice: Told;
    try {
      tokenOf(state);
      notice = await action(state);
    } catch (error) {
      if (error instanceof LoginNeeded) notice = bad("You are not logged in any more.");
      else if (error instanceof GlobusError) notice = bad(error.message);
      else throw error;
    }
    await state.session.update((data) => {
      data.exchanges = [...state.globus.wire.exchanges];
      data.notice = notice;
    });
  };
}

/** What the buttons of the lesson do. */
export const ACTIONS: ReadonlyMap<string, (state: State) => Promise<void>> = new Map([
  ["call", told(callOnly)],
  ["expire", told(expire)],
  ["renew", told(renew)],
  ["revoke", told(revoke)],
]);
