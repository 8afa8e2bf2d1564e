/**
 * The scopes for the files of collections over HTTPS, by resource server: each collection is one.
 *
 * @param collectionIds UUIDs of collections.
 * @param dataAccess Whether the collections need the scope `data_access` too.
 */
export function httpsScopes(
  collectionIds: readonly string[],
  dataAccess: boolean,
): Record<string, string[]> {
  const names = dataAccess ? ["https", "data_access"] : ["https"];
  return Object.fromEntries(
    collectionIds.map((id) => [
      id,
      names.map((name) => `https://auth.globus.org/scopes/${id}/${name}`),
    ]),
  );
}

/**
 * A scope with the scopes of mapped collections' data. These are optional: a login continues if a
 * collection does not have such a scope.
 *
 * @param scope Scope of the service that reaches the data.
 * @param collectionIds UUIDs of mapped collections.
 */
export function withDataAccess(scope: string, collectionIds: readonly string[]): string {
  const needs = collectionIds.map((id) => `*https://auth.globus.org/scopes/${id}/data_access`);
  return needs.length > 0 ? `${scope}[${needs.join(" ")}]` : scope;
}

/** The scope of Transfer with those of mapped collections' data: see {@link withDataAccess}. */
export function transferWithDataAccess(collectionIds: readonly string[]): string {
  return withDataAccess("urn:globus:auth:scope:transfer.api.globus.org:all", collectionIds);
}
