import { maskBy } from "./masking.ts";

/** The module that {@link loadFailures} loads. */
export type FailureTools = typeof import("./failures.ts");

let loading: Promise<FailureTools | undefined> | undefined;

/**
 * Loads the code that only failed calls and hooks need. A page loads it with its first call: when a
 * call fails, the network may be down.
 *
 * @returns Undefined if it cannot be loaded, such as by an open page whose site was deployed again.
 */
export function loadFailures(): Promise<FailureTools | undefined> {
  return loading ??= load();
}

async function load(): Promise<FailureTools | undefined> {
  try {
    const failures = await import("./failures.ts");
    maskBy(failures);
    return failures;
  } catch {
    loading = undefined; // The next call tries again.
    return undefined;
  }
}
