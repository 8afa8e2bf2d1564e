import { maskBy } from "./masking.ts";

/** What {@link loadFailures} loads. */
export type Failures = typeof import("./failures.ts");

let loading: Promise<Failures | undefined> | undefined;

/**
 * Loads what is needed only where a call fails, or hooks look on. A page begins to load it with its
 * first call: later the network may be what fails.
 *
 * @returns Undefined where it cannot be loaded, such as by a page that is older than its site.
 */
export function loadFailures(): Promise<Failures | undefined> {
  return loading ??= load();
}

async function load(): Promise<Failures | undefined> {
  try {
    const failures = await import("./failures.ts");
    maskBy(failures);
    return failures;
  } catch {
    loading = undefined; // The next call tries again.
    return undefined;
  }
}
