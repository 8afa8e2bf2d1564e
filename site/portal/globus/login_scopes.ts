/** The scopes of every login, by service: the visitor's identity, and Globus Transfer. */
export const SCOPE_REQUIREMENTS: Readonly<Record<string, readonly string[]>> = {
  "auth.globus.org": ["openid", "profile", "email"],
  "transfer.api.globus.org": ["urn:globus:auth:scope:transfer.api.globus.org:all"],
};

/** The same scopes in one list. */
export const LOGIN_SCOPES: readonly string[] = Object.values(SCOPE_REQUIREMENTS).flat();
