/** What {@link loadFailures} loads. */
export type Failures = typeof import("./failures.ts");

/**
 * Loads what is needed only where a call fails, or hooks look on.
 *
 * @returns Undefined where it cannot be loaded, such as by a page that is older than its site.
 */
export function loadFailures(): Promise<Failures | undefined> {
  return import("./failures.ts").catch(() => undefined);
}
