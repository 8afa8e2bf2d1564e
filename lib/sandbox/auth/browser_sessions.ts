import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import type { World } from "../world.ts";
import { errorPage } from "./page.ts";
import type { Person } from "./people.ts";
import { newSession, type Session } from "./sessions.ts";

/** Name of the cookie that tells browsers apart. */
export const COOKIE = "globus_sandbox";

/** The session of a browser, made where there is none. */
export function sessionOf(world: World, browser: string): Session {
  let session = world.sessions.get(browser);
  if (!session) world.sessions.set(browser, session = newSession(world.random.uuid()));
  return session;
}

/**
 * Returns the person who is logged in at this browser.
 *
 * @throws {Refusal} An error page, if no person is logged in.
 */
export function browserPerson(context: Context): Person {
  const { world } = context;
  const username = world.sessions.get(context.cookie(COOKIE))?.username ?? "";
  const person = world.personByUsername(username);
  if (person) return person;
  throw new Refusal(errorPage("login_required", "No person is logged in at this browser.", 401));
}

/** A `Set-Cookie` header with the browser's session. */
export function cookie(context: Context, value: string): string {
  return `${COOKIE}=${value}; Path=${context.pathPrefix || "/"}; HttpOnly; SameSite=Lax` +
    (context.base().startsWith("https:") ? "; Secure" : "");
}

/** Writes a login into a session: what `auth_time` and assurance count from. */
export function authenticate(
  world: World,
  session: Session,
  identityId: string,
  mfa: boolean,
): void {
  const identity = world.identities.get(identityId);
  session.authentications.set(identityId, {
    acr: null,
    amr: mfa ? ["pwd", "mfa"] : ["pwd"],
    idp: identity?.identity_provider ?? "",
    auth_time: Math.floor(world.clock.now() / 1000),
    custom_claims: {},
  });
}
