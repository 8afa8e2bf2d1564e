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
  [
    "urn:globus:auth:scope:auth.globus.org:view_consents",
    "See the consents that you gave to all apps",
  ],
  [
    "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships",
    "See your groups and your roles in them",
  ],
  ["urn:globus:auth:scope:search.api.globus.org:all", "Search, and manage your indices"],
  [
    "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all",
    "See and manage your flows and runs",
  ],
  [
    "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer",
    "See and manage your timers",
  ],
  ["urn:globus:auth:scope:groups.api.globus.org:all", "See and manage your groups"],
  ["urn:globus:auth:scope:search.api.globus.org:search", "Search indexes"],
]);

const COLLECTION = /^https:\/\/auth\.globus\.org\/scopes\/[0-9a-f-]{36}\/(data_access|https)$/;

const FLOW = /^https:\/\/auth\.globus\.org\/scopes\/[0-9a-f-]{36}\/flow_[0-9a-f_]{36}_user$/;

/** What a scope allows, in a few words; an empty text if the site does not know the scope. */
export function meaningOf(scope: string): string {
  const forCollection = COLLECTION.exec(scope)?.[1];
  if (forCollection) {
    return forCollection === "https"
      ? "Read and write the files of one collection by HTTPS"
      : "Let Globus Transfer access your files on one collection";
  }
  return MEANINGS.get(scope) ?? (FLOW.test(scope) ? "Start this flow for you" : "");
}
