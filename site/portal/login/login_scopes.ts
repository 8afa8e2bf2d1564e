/** The scopes of every login: the visitor's identity, and Globus Transfer. */
export const LOGIN_SCOPES: readonly string[] = [
  "openid",
  "profile",
  "email",
  "urn:globus:auth:scope:transfer.api.globus.org:all",
];
