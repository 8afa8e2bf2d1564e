/**
 * Prints the error of each mishap in all ways that a console has, and ends with an error that is
 * not caught. Run by the tests.
 *
 * @module
 */

import { happen, mishaps } from "../mishaps.ts";

const [last] = Deno.args;
for (const name of mishaps) {
  const error = await happen(name);
  console.log(name, error);
  console.error(`${error}`, { error });
  console.dir(error, { depth: 9, showHidden: true });
  console.table([error]);
}
Promise.reject(await happen(last));
