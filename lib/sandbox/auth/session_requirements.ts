import type { World } from "../world.ts";
import type { IdentityRecord } from "./people.ts";
import type { Session, SessionRequirements } from "./sessions.ts";

/** The domain of a username; sub-domains do not count as their parent. */
export function domainOf(identity: IdentityRecord): string {
  return identity.username.slice(identity.username.lastIndexOf("@") + 1).toLowerCase();
}

/** Whether a login as this identity could meet the requirements, its time and factors aside. */
export function identityFits(
  world: World,
  identity: IdentityRecord,
  requirements: SessionRequirements,
): boolean {
  const { identities, domains, policies } = requirements;
  const domain = domainOf(identity);
  if (
    identities.length && !identities.includes(identity.id) &&
    !identities.includes(identity.username)
  ) return false;
  if (domains.length && !domains.some((one) => one.toLowerCase() === domain)) return false;
  return policies.every((id) => {
    const policy = world.policies.get(id);
    const include = policy?.domain_constraints_include;
    const exclude = policy?.domain_constraints_exclude;
    return (!include || include.includes(domain)) && !exclude?.includes(domain);
  });
}

/**
 * Whether a session meets the requirements now. Where several identities are named, one of them is
 * enough (assumed).
 */
export function sessionMeets(
  world: World,
  session: Session,
  requirements: SessionRequirements,
): boolean {
  const nowSeconds = world.clock.now() / 1000;
  const { identities, domains, policies, mfa } = requirements;
  if (!identities.length && !domains.length && !policies.length && !mfa) return true;
  return [...session.authentications].some(([id, login]) => {
    const identity = world.identities.get(id);
    if (!identity || !identityFits(world, identity, requirements)) return false;
    if (mfa && !login.amr?.includes("mfa")) return false;
    return policies.every((policyId) => {
      const policy = world.policies.get(policyId);
      if (policy?.required_mfa && !login.amr?.includes("mfa")) return false;
      const minutes = policy?.authentication_assurance_timeout;
      return !minutes || nowSeconds - login.auth_time < minutes * 60;
    });
  });
}
