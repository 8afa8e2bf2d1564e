import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import type { World } from "../world.ts";
import { grantCode, redirectBack } from "./authorization_code.ts";
import type { Interaction } from "./authorizations.ts";
import { COOKIE } from "./browser_sessions.ts";
import { loginPage } from "./login_page.ts";
import { errorPage } from "./page.ts";
import { domainOf, identityFits } from "./session_requirements.ts";

/** Whether an identity meets what a login requires. */
export function allowed(world: World, { request }: Interaction, identityId: string): boolean {
  const identity = world.identities.get(identityId);
  const { required_idp } = request.client.document;
  return identity !== undefined && identityFits(world, identity, request.requirements) &&
    (required_idp === null || identity.identity_provider === required_idp);
}

/** Answers with the page where the person picks an identity. */
export function showLogin(context: Context, interaction: Interaction): Response {
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

/** Where forms of a login page may lead: the origin of a redirect URI, or its scheme. */
export function originOf(uri: string): string {
  const { origin, protocol } = new URL(uri);
  return origin === "null" ? protocol : origin;
}

/** The login under way that a form or an address names, bound to this browser. */
export function interactionOf(context: Context, id: string): Interaction {
  const interaction = context.world.interactions.get(id);
  if (!interaction || interaction.browser !== context.cookie(COOKIE)) {
    throw new Refusal(
      errorPage("invalid_request", "This login has ended, or started in another browser."),
    );
  }
  return interaction;
}

/** Native apps are asked each time, others once (assumed). */
export function afterLogin(context: Context, interaction: Interaction): Response {
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
