import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import type { Router } from "../http/router.ts";
import type { World } from "../world.ts";
import { grantCode, redirectBack } from "./authorization_code.ts";
import { CODE_PAGE } from "./authorize_request.ts";
import { authenticate, sessionOf } from "./browser_sessions.ts";
import { codePage } from "./code_page.ts";
import { consentPage, type ScopeInWords } from "./consent_page.ts";
import { afterLogin, allowed, interactionOf, originOf, showLogin } from "./login_steps.ts";
import { errorPage } from "./page.ts";
import type { ScopeNode } from "./scopes.ts";
import { newSession } from "./sessions.ts";

/** Adds the pages of a login: who logs in, what they allow, and the code to copy. */
export function addLoginRoutes(router: Router): void {
  router
    .on("GET /v2/web/login", chooseUser)
    .on("POST /v2/web/login", logIn)
    .on("GET /v2/web/consent", showConsent)
    .on("POST /v2/web/consent", decide)
    .on(`GET ${CODE_PAGE}`, showCode);
}

/** Shows the sample users again, to a visitor who does not want to be the one who is logged in. */
function chooseUser(context: Context): Response {
  return showLogin(context, interactionOf(context, context.query.get("interaction") ?? ""));
}

function logIn(context: Context): Response {
  const { form } = context;
  const { world } = context;
  const interaction = interactionOf(context, form.get("interaction") ?? "");
  const identity = world.identities.get(form.get("identity") ?? "");
  const person = identity && world.personOf(identity.id);
  if (!identity || !person || !allowed(world, interaction, identity.id)) {
    throw new Refusal(errorPage("access_denied", "This user cannot log in here.", 403));
  }
  let session = sessionOf(world, interaction.browser);
  if (session.username !== null && session.username !== person.primary.username) {
    // Another person at the same browser: the session of the first one ends.
    session = newSession(world.random.uuid());
    world.sessions.set(interaction.browser, session);
  }
  session.username = person.primary.username;
  authenticate(world, session, identity.id, form.get("mfa") === "true");
  interaction.identity = person.primary;
  return afterLogin(context, interaction);
}

function showConsent(context: Context): Response {
  const interaction = interactionOf(context, context.query.get("interaction") ?? "");
  const { request, identity } = interaction;
  if (!identity) return showLogin(context, interaction);
  return consentPage({
    action: `${context.pathPrefix}/v2/web/consent`,
    loginPath: `${context.pathPrefix}/v2/web/login?interaction=${interaction.id}`,
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
    optional: node.revocable,
    dependencies: node.dependencies.map((child) => inWords(world, child)),
  };
}

function decide(context: Context): Response {
  const { form } = context;
  const interaction = interactionOf(context, form.get("interaction") ?? "");
  if (!interaction.identity) return showLogin(context, interaction);
  const { request } = interaction;
  if (form.get("decision") === "allow") {
    const kept = form.getAll("kept");
    const declined = form.getAll("offered").filter((scope) => !kept.includes(scope));
    interaction.request = { ...request, scopes: without(request.scopes, declined) };
    // A form without `grant` allows everything that was asked for.
    return grantCode(context, interaction, form.has("grant") ? form.getAll("grant") : undefined);
  }
  context.world.interactions.delete(interaction.id);
  const params = new URLSearchParams({
    error: "access_denied",
    error_description: "The person refused",
  });
  return redirectBack(context, request.redirectUri, request.state, params);
}

/** The scopes without the optional ones that the person declined, at every depth. */
function without(nodes: ScopeNode[], declined: string[]): ScopeNode[] {
  return nodes
    .filter(({ revocable, scope }) => !(revocable && declined.includes(scope)))
    .map((node) => ({ ...node, dependencies: without(node.dependencies, declined) }));
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
