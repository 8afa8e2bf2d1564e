import type { Context } from "../http/context.ts";
import { secretText } from "../random.ts";
import type { Interaction } from "./authorizations.ts";

/** The redirect back to the client, with what hostile modes make of it. */
export function redirectBack(
  context: Context,
  redirectUri: string,
  state: string | undefined,
  params: URLSearchParams,
): Response {
  if (state !== undefined) params.set("state", state);
  if (context.settings.callbackIss) params.set("iss", context.issuer);
  context.hostile.callback?.(params);
  const joint = redirectUri.includes("?") ? "&" : "?";
  return new Response(null, {
    status: 303,
    headers: {
      location: redirectUri + joint + params,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}

/**
 * Ends a login with a code.
 *
 * @param context The request that ends the login.
 * @param interaction The login, with the person who logged in.
 * @param granted Scope strings granted, or `undefined` for all.
 */
export function grantCode(
  context: Context,
  interaction: Interaction,
  granted?: string[],
): Response {
  const { request } = interaction;
  const identity = interaction.identity!;
  const { world, settings, hostile } = context;
  const session = world.sessions.get(interaction.browser) ?? null;
  let names = request.scopes.map((node) => node.scope);
  if (granted) names = names.filter((name) => granted.includes(name));
  names = hostile.grantScopes?.(names) ?? names;
  const scopes = names.map((name) =>
    request.scopes.find((node) => node.scope === name) ??
      { scope: name, revocable: false, dependencies: [] }
  );
  const consents = world.consents.grant({
    identity: identity.id,
    client: request.client.document.id,
    scopes,
    allowsRefresh: request.offline,
    autoApproved: false,
  });
  const code = secretText(24);
  world.codes.set(code, {
    code,
    request,
    scopes,
    consents,
    expiresMs: context.now + settings.codeSeconds * 1000,
    used: false,
    grant: {
      client: request.client.document.id,
      identity,
      session,
      startedMs: context.now,
      nonce: request.nonce,
      state: request.state,
      revoked: false,
    },
  });
  world.interactions.delete(interaction.id);
  return redirectBack(context, request.redirectUri, request.state, new URLSearchParams({ code }));
}
