import { unknownScope } from "../auth/authorize_request.ts";
import { authenticate } from "../auth/browser_sessions.ts";
import { notRegistered, TUTORIAL_CLIENT_ID } from "../auth/clients.ts";
import { addIdToken, type IssuerFacts } from "../auth/id_token.ts";
import { issueTokens, nestTokens } from "../auth/issued_tokens.ts";
import { mergeScopes, parseScopeText } from "../auth/scopes.ts";
import { newSession } from "../auth/sessions.ts";
import type { TokenResponseBody } from "../auth/tokens.ts";
import { hideFields } from "../hidden.ts";
import type { SandboxState } from "../state.ts";
import { unknownPerson } from "./unknown.ts";

/** Who gets tokens, and for what. */
export interface LoginOptions {
  /** Username of a person, primary or linked. @default {"ada@fjord.example"} */
  username?: string | undefined;
  /** Id of the client that gets the tokens. @default {TUTORIAL_CLIENT_ID} */
  clientId?: string | undefined;
  /** Scopes, as text or as a list, dependencies in brackets. */
  scopes: string | readonly string[];
  /** Whether refresh tokens come along. @default {false} */
  refreshTokens?: boolean | undefined;
  /** Echoed in the ID token, as if it had been sent. */
  nonce?: string | undefined;
  /** Whether the login used a second factor. @default {false} */
  mfa?: boolean | undefined;
}

/**
 * Tokens without a browser.
 *
 * @param facts The issuer, where the setting names none. @default That of the process door.
 * @throws {RangeError} If the person, the client or a scope does not exist.
 */
export async function login(
  state: SandboxState,
  options: LoginOptions,
  facts: IssuerFacts = { issuer: "https://auth.globus.org", throughPort: false },
): Promise<TokenResponseBody> {
  const { world, settings, clock } = state;
  const username = options.username ?? world.people[0].primary.username;
  const person = world.personByUsername(username);
  if (!person) throw unknownPerson(world, "log in", username);
  const clientId = options.clientId ?? TUTORIAL_CLIENT_ID;
  if (!world.clients.has(clientId)) {
    throw new RangeError(`Cannot log in: ${notRegistered(clientId)}`);
  }
  const text = typeof options.scopes === "string" ? options.scopes : options.scopes.join(" ");
  const scopes = mergeScopes(parseScopeText(text));
  const unknown = unknownScope(world, scopes);
  if (unknown !== undefined || scopes.length === 0) {
    throw new RangeError(`Cannot log in: no scope "${unknown ?? ""}"`);
  }
  const session = newSession(world.random.uuid());
  session.username = person.primary.username;
  const used = person.identities.find((one) => one.username === username) ?? person.primary;
  authenticate(world, session, used.id, options.mfa ?? false);
  const refresh = options.refreshTokens ?? false;
  const consents = world.consents.grant({
    identity: person.primary.id,
    client: clientId,
    scopes,
    allowsRefresh: refresh,
    autoApproved: false,
  });
  const grant = {
    client: clientId,
    identity: person.primary,
    session,
    startedMs: clock.now(),
    nonce: options.nonce,
    revoked: false,
  };
  const document = nestTokens(issueTokens(world, {
    grant,
    scopes,
    consents,
    refresh,
    lifeSeconds: settings.accessTokenSeconds,
  }));
  const issuer = settings.issuer ?? facts.issuer;
  await addIdToken(state, document, grant, { ...facts, issuer });
  for (const one of [document, ...document.other_tokens ?? []]) {
    hideFields(one, "access_token", "refresh_token", "id_token");
  }
  return document;
}
