import type { Session } from "./session/sessions.ts";

/** Milliseconds that a login may take. */
export const LOGIN_MS = 10 * 60_000;
/** Logins that one browser may have under way; the oldest gives way to a sixth. */
const MAX_LOGINS = 5;

/** A login that is under way in a browser. */
export interface PendingLogin {
  /** Comes back with the code (RFC 6749 section 4.1.1). */
  state: string;
  /** Comes back in the ID token (OIDC Core section 3.1.2.1). */
  nonce: string | undefined;
  /** Proves that whoever brings the code began the login (RFC 7636). */
  verifier: string;
  /** Where the code comes back to. */
  redirectUri: string;
  /** Who must have sent it (RFC 9207). */
  issuer: string;
  /** The scopes asked for. */
  requestedScopes: string;
  /** The page to go on with. */
  returnTo: string;
  /** Milliseconds since 1970. */
  startedAt: number;
}

/** What is kept of one browser. */
export interface PendingLogins {
  /** Logins under way, oldest first. */
  logins: PendingLogin[];
}

/** Notes a login. */
export async function beginLogin(
  browser: Session<PendingLogins>,
  login: PendingLogin,
): Promise<void> {
  await browser.update((data) => {
    data.logins = [...alive(data), login].slice(-MAX_LOGINS);
  });
}

/** The newest login under way: the one that a pasted code belongs to. */
export function newestLogin(browser: Session<PendingLogins>): PendingLogin | undefined {
  return alive(browser.data).at(-1);
}

/**
 * Takes a login out, whatever comes of it: of any number of requests with its state, one gets it.
 *
 * @returns Undefined if this browser has no such login, or had it ten minutes ago.
 */
export async function takeLogin(
  browser: Session<PendingLogins>,
  state: string,
): Promise<PendingLogin | undefined> {
  if (!alive(browser.data).some((login) => login.state === state)) return undefined;
  let taken: PendingLogin | undefined;
  await browser.update((data) => {
    taken = alive(data).find((login) => login.state === state);
    data.logins = alive(data).filter((login) => login.state !== state);
  });
  return taken;
}

function alive({ logins }: Readonly<PendingLogins>): PendingLogin[] {
  return logins.filter(({ startedAt }) => Date.now() - startedAt < LOGIN_MS);
}
