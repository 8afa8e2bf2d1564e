import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { isUuid } from "../../core/guards.ts";

/** Names that Globus Auth looks up at once. */
const MAX_NAMES = 100;

/** What finds identities by user name: an {@link AuthClient}. */
export interface IdentityFinder {
  /** Returns the identities of user names; unknown names are left out. */
  getIdentities(
    params: { usernames: readonly string[]; provision?: boolean | undefined },
    options?: RequestOptions,
  ): Promise<Iterable<{ readonly id: string; readonly username: string }>>;
}

/** How {@link identityIdsOf} looks people up. */
export interface PeopleParams {
  /** What finds the ids of user names. */
  readonly identities?: IdentityFinder | undefined;
  /** Whether identities are created for names that were never used. */
  readonly provision: boolean;
  /** Makes the options of a request. */
  readonly options: () => RequestOptions;
}

/**
 * Finds the identities of people.
 *
 * @param people Ids and user names.
 * @returns The id of each person who was found, by how the person was given.
 * @throws {GlobusSDKUsageError} If there are names, and nothing to look them up with.
 */
export async function identityIdsOf(
  people: Iterable<string>,
  { identities, provision, options }: PeopleParams,
): Promise<Map<string, string>> {
  const all = [...new Set(people)];
  const found = new Map<string, string>();
  for (const person of all) if (isUuid(person)) found.set(person, person.toLowerCase());
  // Case does not count in user names.
  const names = [...new Set(all.filter((person) => !isUuid(person)).map(toKey))];
  if (names.length === 0) return found;
  if (!identities) {
    throw new GlobusSDKUsageError(
      "Cannot find people by user name: give an AuthClient as `identities`",
    );
  }
  const ids = new Map<string, string>();
  for (let at = 0; at < names.length; at += MAX_NAMES) {
    const usernames = names.slice(at, at + MAX_NAMES);
    for (
      const { id, username } of await identities.getIdentities({ usernames, provision }, options())
    ) {
      if (isUuid(id) && typeof username === "string") ids.set(toKey(username), id.toLowerCase());
    }
  }
  for (const person of all) {
    const id = ids.get(toKey(person));
    if (id !== undefined) found.set(person, id);
  }
  return found;
}

function toKey(name: string): string {
  return name.toLowerCase();
}
