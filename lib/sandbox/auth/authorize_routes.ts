import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import type { Router } from "../http/router.ts";
import { secretText } from "../random.ts";
import type { World } from "../world.ts";
import type { Interaction } from "./authorizations.ts";
import {
  codePage,
  consentPage,
  errorPage,
  escapeHtml,
  loginPage,
  page,
  type ScopeInWords,
} from "./authorize_page.ts";
import {
  CODE_PAGE,
  grantCode,
  isLoopback,
  mayRedirect,
  readAuthorizationRequest,
  redirectBack,
} from "./authorize_request.ts";
import type { Person } from "./people.ts";
import type { ScopeNode } from "./scopes.ts";
import { domainOf, identityFits, sessionMeets } from "./session_requirements.ts";
import { newSession, type Session } from "./sessions.ts";

const COOKIE = "globus_sandbox";

/** Adds the pages that people see. */
export function addWebRoutes(router: Router): void {
  router
    .on("GET /v2/oauth2/authorize", authorize)
    .on("POST /v2/web/login", logIn)
    .on("GET /v2/web/consent", showConsent)
    .on("POST /v2/web/consent", decide)
    .on(`GET ${CODE_PAGE}`, showCode)
    .on("GET /v2/web/logout", logOut);
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
  answer.headers.set("set-cookie", cookie(context, browser));
  return answer;
}

function sessionOf(world: World, browser: string): Session {
  let session = world.sessions.get(browser);
  if (!session) world.sessions.set(browser, session = newSession(world.random.uuid()));
  return session;
}

/**
 * Who is logged in at this browser.
 *
 * @throws {Refusal} A page where nobody is.
 */
export function browserPerson(context: Context): Person {
  const { world } = context;
  const username = world.sessions.get(context.cookie(COOKIE))?.username ?? "";
  const person = world.personByUsername(username);
  if (person) return person;
  throw new Refusal(errorPage("login_required", "Nobody is logged in at this browser.", 401));
}

/** At most 1,000 logins wait, and 10,000 browsers are remembered; the oldest go first. */
function dropStale(world: World): void {
  dropOldest(world.interactions, 1000);
  dropOldest(world.sessions, 10_000);
}

function dropOldest<T>(map: Map<string, T>, most: number): void {
  for (const key of map.keys()) {
    if (map.size < most) break;
    map.delete(key);
  }
}

function cookie(context: Context, value: string): string {
  return `${COOKIE}=${value}; Path=${context.pathPrefix || "/"}; HttpOnly; SameSite=Lax` +
    (context.pathPrefix ? "" : "; Secure");
}

function allowed(world: World, { request }: Interaction, identityId: string): boolean {
  const identity = world.identities.get(identityId);
  const { required_idp } = request.client.document;
  return identity !== undefined && identityFits(world, identity, request.requirements) &&
    (required_idp === null || identity.identity_provider === required_idp);
}

function showLogin(context: Context, interaction: Interaction): Response {
  const { world } = context;
  const { request } = interaction;
  const choices = world.people.flatMap((person) =>
    person.identities
      .filter((identity) => allowed(world, interaction, identity.id))
      .map((identity) => ({
        identity,
        about: identity === person.primary ? person.about : "A linked identity.",
        provider: world.providers.get(identity.identity_provider)?.name ?? "",
        linked: identity !== person.primary,
      }))
  ).sort((a, b) => Number(a.linked) - Number(b.linked));
  const mfa = request.requirements.mfa ||
    request.requirements.policies.some((id) => world.policies.get(id)?.required_mfa);
  return loginPage({
    action: `${context.pathPrefix}/v2/web/login`,
    interaction: interaction.id,
    client: request.client.document,
    choices,
    message: request.message,
    mfa,
    formTo: originOf(request.redirectUri),
  });
}

function originOf(uri: string): string {
  const { origin, protocol } = new URL(uri);
  return origin === "null" ? protocol : origin;
}

/** The login under way that a form or an address names, bound to this browser. */
function interactionOf(context: Context, id: string): Interaction {
  const interaction = context.world.interactions.get(id);
  if (!interaction || interaction.browser !== context.cookie(COOKIE)) {
    throw new Refusal(
      errorPage("invalid_request", "This login has ended or was never begun here."),
    );
  }
  return interaction;
}

function logIn(context: Context): Response {
  const { form } = context;
  const { world } = context;
  const interaction = interactionOf(context, form.get("interaction") ?? "");
  const identity = world.identities.get(form.get("identity") ?? "");
  const person = identity && world.personOf(identity.id);
  if (!identity || !person || !allowed(world, interaction, identity.id)) {
    throw new Refusal(errorPage("access_denied", "Nobody can log in like that.", 403));
  }
  let session = sessionOf(world, interaction.browser);
  if (session.username !== null && session.username !== person.primary.username) {
    // Somebody else at the same browser: what the first one did there is over.
    session = newSession(world.random.uuid());
    world.sessions.set(interaction.browser, session);
  }
  session.username = person.primary.username;
  authenticate(world, session, identity.id, form.get("mfa") === "true");
  interaction.identity = person.primary;
  return afterLogin(context, interaction);
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

/** Native apps are asked each time, others once (assumed). */
function afterLogin(context: Context, interaction: Interaction): Response {
  const { request } = interaction;
  const { document } = request.client;
  const domain = missingDomain(context.world, interaction);
  if (domain !== undefined) {
    context.world.interactions.delete(interaction.id);
    const params = new URLSearchParams({
      error: "access_denied",
      error_description: `A scope is for people of ${domain} only`,
    });
    return redirectBack(context, request.redirectUri, request.state, params);
  }
  const known = context.world.consents.covers(
    interaction.identity!.id,
    document.id,
    request.scopes,
  );
  if (known && !document.prompt_for_named_grant) return grantCode(context, interaction);
  const params = new URLSearchParams({ interaction: interaction.id });
  return new Response(null, {
    status: 303,
    headers: { location: `${context.base("auth")}/v2/web/consent?${params}` },
  });
}

/** Domains that a scope demands and that no identity of the person has. */
function missingDomain(world: World, { request, identity }: Interaction): string | undefined {
  const person = world.personOf(identity?.id ?? "");
  for (const { scope } of request.scopes) {
    const domains = world.findScope(scope)?.required_domains ?? [];
    const has = person?.identities.some((one) => domains.includes(domainOf(one)));
    if (domains.length && !has) return domains.join(", ");
  }
  return undefined;
}

function showConsent(context: Context): Response {
  const interaction = interactionOf(context, context.query.get("interaction") ?? "");
  const { request, identity } = interaction;
  if (!identity) return showLogin(context, interaction);
  return consentPage({
    action: `${context.pathPrefix}/v2/web/consent`,
    interaction: interaction.id,
    client: request.client.document,
    identity,
    scopes: request.scopes.map((node) => inWords(context.world, node)),
    offline: request.offline,
    label: request.namedGrant,
    formTo: originOf(request.redirectUri),
  });
}

function inWords(world: World, node: ScopeNode): ScopeInWords {
  const record = world.findScope(node.scope);
  return {
    name: record?.name ?? node.scope,
    description: record?.description ?? "",
    scope: node.scope,
    dependencies: node.dependencies.map((child) => inWords(world, child)),
  };
}

function decide(context: Context): Response {
  const { form } = context;
  const interaction = interactionOf(context, form.get("interaction") ?? "");
  if (!interaction.identity) return showLogin(context, interaction);
  const { request } = interaction;
  if (form.get("decision") === "allow") {
    // `grant` is no field of the page: a browser without it allows all that was asked for.
    return grantCode(context, interaction, form.has("grant") ? form.getAll("grant") : undefined);
  }
  context.world.interactions.delete(interaction.id);
  const params = new URLSearchParams({
    error: "access_denied",
    error_description: "The person refused",
  });
  return redirectBack(context, request.redirectUri, request.state, params);
}

function showCode(context: Context): Response {
  const code = context.query.get("code");
  if (code) return codePage(code);
  return errorPage(
    context.query.get("error") ?? "invalid_request",
    context.query.get("error_description") ?? "There is no code to show.",
    context.query.has("error") ? 200 : 400,
  );
}

function logOut(context: Context): Response {
  context.world.sessions.delete(context.cookie(COOKIE));
  const to = context.query.get("redirect_uri") ?? "";
  const name = (context.query.get("redirect_name") || "the application").slice(0, 100);
  const link = mayLeadBack(context, to)
    ? `<p><a href="${escapeHtml(to)}" rel="noreferrer">Back to ${escapeHtml(name)}</a></p>`
    : "";
  return page("You are logged out", `<p>This browser no longer knows who you are.</p>${link}`, {
    headers: { "set-cookie": `${cookie(context, "")}; Max-Age=0` },
  });
}

/**
 * Whether the page after a logout links to an address: https, or http on a loopback host; where a
 * client is named, a place where the client could be sent back to (assumed: any path of the origin
 * of a registered redirect URI).
 */
function mayLeadBack(context: Context, to: string): boolean {
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (!url || url.username || url.password) return false;
  if (url.protocol !== "https:" && !isLoopback(url)) return false;
  const clientId = context.query.get("client_id");
  if (clientId === null) return true;
  const client = context.world.clients.get(clientId);
  return client !== undefined &&
    (mayRedirect(context, client, to) ||
      client.document.redirect_uris.some((uri) =>
        URL.canParse(uri) && new URL(uri).origin === url.origin
      ));
}
