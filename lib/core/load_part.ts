import { NetworkError } from "./errors.ts";

/**
 * Waits for a part of the SDK that loads when it is first needed.
 *
 * @param action What needs it, for the message of the error, such as `wait for a task`.
 * @param part The result of `import()`.
 * @throws {NetworkError} If it cannot be loaded: a page may be offline, or older than its site. The
 * next call tries again.
 */
export async function loadPart<T>(action: string, part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    throw new NetworkError(
      `Cannot ${action}: a part of the SDK could not be loaded; check the network, or load the page again`,
      { nothingSent: true, cause },
    );
  }
}
