import { InvalidResponseError } from "@globus-deno/sdk";

/**
 * Makes what a page shows out of a document of Globus. The SDK makes sure that it is an object; a
 * field that is missing or of another kind shows only here.
 *
 * @throws {InvalidResponseError} If the document does not hold what the page needs.
 */
export function readDocument<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new InvalidResponseError(
      "Cannot show the response: it does not hold what it should",
      200,
      { cause: error },
    );
  }
}
