import type { World } from "../world.ts";

/** Usernames that an error lists at most. */
const MAX_LISTED = 20;

/**
 * The error for a username that belongs to no person, with those that do.
 *
 * @param action What cannot be done, such as `log in`.
 */
export function unknownPerson(world: World, action: string, username: string): RangeError {
  const all = world.people.flatMap(({ identities }) => identities.map((one) => one.username));
  const listed = all.slice(0, MAX_LISTED).join(", ") + (all.length > MAX_LISTED ? ", …" : "");
  return new RangeError(
    `Cannot ${action}: no person has the username "${username}"; choose one of ${listed}, or add a` +
      " person by sandbox.world.addPerson()",
  );
}
