/** A policy on logins (`GET /v2/api/policies/{id}`). */
export interface PolicyRecord {
  /** UUID. */
  id: string;
  /** UUID of its project. */
  project_id: string;
  /** Name for people. */
  display_name: string;
  /** Purpose of the policy, as its owner wrote it. */
  description: string;
  /** Whether it rules each session, and not only the account. */
  high_assurance: boolean;
  /** Minutes after which a login is too old. */
  authentication_assurance_timeout: number | null;
  /** Whether a second factor is needed. */
  required_mfa: boolean;
  /** Only these domains, if any are named. */
  domain_constraints_include: string[] | null;
  /** Never these domains. */
  domain_constraints_exclude: string[] | null;
}

/**
 * The policy that exists from the start.
 *
 * @param id UUID of the policy.
 * @param project_id UUID of its project.
 */
export function seedPolicy(id: string, project_id: string): PolicyRecord {
  return {
    id,
    project_id,
    display_name: "Meridian staff, fresh login",
    description: "A login with Meridian in the last half hour.",
    high_assurance: true,
    authentication_assurance_timeout: 30,
    required_mfa: false,
    domain_constraints_include: ["meridian.example"],
    domain_constraints_exclude: null,
  };
}
