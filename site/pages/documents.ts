import { InvalidResponseError } from "@globus-deno/sdk";

/**
 * Runs a function that reads a document of Globus. The SDK checks that the document is an object.
 * Whether its fields have the right types shows only when a page reads them.
 *
 * @throws {InvalidResponseError} If a field is missing or has another type.
 */
export function readDocument<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new InvalidResponseError(
      "Cannot show the response: a field is missing or has another type",
      200,
      { cause: error },
    );
  }
}
