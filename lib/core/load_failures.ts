import { maskBy } from "./masking.ts";

/** What {@link loadFailures} loads. */
export type Failures = typeof import("./failures.ts");

/**
 * Loads what is needed only where a call fails, or hooks look on.
 *
 * @returns Undefined where it cannot be loaded, such as by a page that is older than its site.
 */
export async function loadFailures(): Promise<Failures | undefined> {
  try {
    const failures = await import("./failures.ts");
    maskBy(failures);
    return failures;
  } catch {
    return undefined;
  }
}
