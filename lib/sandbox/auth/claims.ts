import type { World } from "../world.ts";
import type { Person } from "./people.ts";
import type { Grant } from "./tokens.ts";

/** Returns the claims about a person that the scopes allow, for ID tokens and userinfo. */
export function identityClaims(
  world: World,
  grant: Grant,
  scopes: readonly string[],
): Record<string, unknown> {
  const { identity, session } = grant;
  const claims: Record<string, unknown> = { sub: identity.id };
  if (scopes.includes("profile")) {
    claims.name = identity.name;
    claims.preferred_username = identity.username;
    claims.organization = identity.organization;
    claims.identity_provider = identity.identity_provider;
    claims.identity_provider_display_name = world.providers.get(identity.identity_provider)?.name ??
      null;
  }
  if (scopes.includes("email")) claims.email = identity.email;
  claims.last_authentication = session?.authentications.get(identity.id)?.auth_time ?? null;
  if (scopes.includes("urn:globus:auth:scope:auth.globus.org:view_identity_set")) {
    claims.identity_set = identitySetClaims(world, grant);
  }
  return claims;
}

/** The linked identities as claims. */
export function identitySetClaims(world: World, grant: Grant): Record<string, unknown>[] {
  const person: Person | undefined = world.personOf(grant.identity.id);
  return (person?.identities ?? [grant.identity]).map((identity) => ({
    sub: identity.id,
    name: identity.name,
    username: identity.username,
    email: identity.email,
    organization: identity.organization,
    identity_provider: identity.identity_provider,
    identity_provider_display_name: world.providers.get(identity.identity_provider)?.name ?? null,
    last_authentication: grant.session?.authentications.get(identity.id)?.auth_time ?? null,
  }));
}
