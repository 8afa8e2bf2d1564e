const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["openid", "Who you are: an ID token with your identity ID, which never changes"],
  ["profile", "Your name, user name and organization"],
  ["email", "Your email address"],
  [
    "urn:globus:auth:scope:transfer.api.globus.org:all",
    "Find collections, list files, and transfer data",
  ],
  [
    "urn:globus:auth:scope:auth.globus.org:view_identities",
    "Look up identities by ID or user name",
  ],
  ["urn:globus:auth:scope:auth.globus.org:view_identity_set", "See all identities that you linked"],
  ["urn:globus:auth:scope:groups.api.globus.org:all", "See and manage your groups"],
  ["urn:globus:auth:scope:search.api.globus.org:search", "Search indexes"],
]);

const COLLECTION = /^https:\/\/auth\.globus\.org\/scopes\/[0-9a-f-]{36}\/(data_access|https)$/;

/** What a scope allows, in a few words; an empty text if the site does not know the scope. */
export function meaningOf(scope: string): string {
  const forCollection = COLLECTION.exec(scope)?.[1];
  if (forCollection) {
    return forCollection === "https"
      ? "Read and write the files of one collection by HTTPS"
      : "Let Globus Transfer access your files on one collection";
  }
  return MEANINGS.get(scope) ?? "";
}
