/**
 * The scope of Transfer with consent to the data of mapped collections, which is optional: a login
 * goes on where a collection has no such consent to give.
 *
 * @param collectionIds UUIDs of mapped collections.
 */
export function transferWithDataAccess(collectionIds: readonly string[]): string {
  const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
  const needs = collectionIds.map((id) => `*https://auth.globus.org/scopes/${id}/data_access`);
  return needs.length > 0 ? `${all}[${needs.join(" ")}]` : all;
}
