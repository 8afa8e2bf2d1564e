import type { Hooks, WarningEvent } from "./hooks.ts";

/** Kinds of warnings that this process has printed. */
const shown = new Set<string>();

/**
 * Warns by `hooks.onWarning`. Without that hook, it prints the first warning of each kind in this
 * process with `console.warn`.
 */
function warn(hooks: Hooks | undefined, warning: WarningEvent): void {
  if (hooks?.onWarning) return hooks.onWarning(warning);
  if (shown.has(warning.kind)) return;
  shown.add(warning.kind);
  console.warn(`@globus-deno/sdk: ${warning.message}`);
}

/** Warns of a listing that reads page after page of a few items. */
export function warnOfSmallPages(hooks: Hooks | undefined): void {
  warn(hooks, {
    kind: "small-pages",
    message:
      "A listing reads page after page of fewer than 10 items. `limit` is the size of a page:" +
      " leave it out, and end the listing with the option `max`",
  });
}
