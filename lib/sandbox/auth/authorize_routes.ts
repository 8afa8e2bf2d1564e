import { makeRoom } from "../bounded.ts";
import type { Context } from "../http/context.ts";
import { setCookie } from "../http/cookies.ts";
import type { Router } from "../http/router.ts";
import { secretText } from "../random.ts";
import type { World } from "../world.ts";
import type { Interaction } from "./authorizations.ts";
import { readAuthorizationRequest } from "./authorize_request.ts";
import { COOKIE, cookie, sessionOf } from "./browser_sessions.ts";
import { afterLogin, allowed, showLogin } from "./login_steps.ts";
import { sessionMeets } from "./session_requirements.ts";

/** Adds the authorization endpoint. */
export function addAuthorizeRoutes(router: Router): void {
  router.on("GET /v2/oauth2/authorize", authorize);
}

function authorize(context: Context): Response {
  const request = readAuthorizationRequest(context);
  const { world } = context;
  const sent = context.cookie(COOKIE);
  const browser = world.sessions.has(sent) ? sent : secretText(24);
  const session = sessionOf(world, browser);
  const interaction: Interaction = { id: secretText(24), request, browser, identity: null };
  dropStale(world);
  world.interactions.set(interaction.id, interaction);
  const person = session.username === null ? undefined : world.personByUsername(session.username);
  const fresh = person && !request.promptLogin &&
    person.identities.some((identity) => allowed(world, interaction, identity.id)) &&
    sessionMeets(world, session, request.requirements);
  if (fresh) {
    interaction.identity = person.primary;
    return afterLogin(context, interaction);
  }
  const answer = showLogin(context, interaction);
  setCookie(answer, cookie(context, browser));
  return answer;
}

/** At most 1,000 logins wait, and 10,000 browsers and codes are remembered; the oldest go first. */
function dropStale(world: World): void {
  makeRoom(world.interactions, 1000);
  makeRoom(world.sessions, 10_000);
  makeRoom(world.codes, 10_000);
}
