/** One login within a session, as introspection shows it. */
export interface Authentication {
  /** Authentication context; null here. */
  acr: string | null;
  /** Methods, `["pwd"]` or `["pwd", "mfa"]`. */
  amr: string[] | null;
  /** UUID of the identity provider. */
  idp: string;
  /** Seconds since 1970. */
  auth_time: number;
  /** Claims of the provider; none here. */
  custom_claims: Record<string, unknown>;
}

/** What a browser, or a client on its own, remembers of logins. */
export interface Session {
  /** UUID, as introspection shows it. */
  id: string;
  /** Username of the person, once logged in. */
  username: string | null;
  /** Logins by identity. Only a login adds here: no refresh does. */
  authentications: Map<string, Authentication>;
}

/**
 * A session with no login.
 *
 * @param id UUID.
 */
export function newSession(id: string): Session {
  return { id, username: null, authentications: new Map() };
}

/** What a client or a service asks of a session. */
export interface SessionRequirements {
  /** One of these identities must have logged in. UUIDs or usernames. */
  identities: string[];
  /** An identity of one of these domains must have logged in. */
  domains: string[];
  /** Each of these policies must be met. UUIDs. */
  policies: string[];
  /** The login must have used a second factor. */
  mfa: boolean;
}
