import type { Hooks, WarningEvent } from "./hooks.ts";

/** The kinds that this process has shown on the console. */
const shown = new Set<string>();

/**
 * Tells `hooks.onWarning` of each case; without that hook `console.warn` shows the first case of a
 * kind in this process.
 */
export function warn(hooks: Hooks | undefined, warning: WarningEvent): void {
  if (hooks?.onWarning) return hooks.onWarning(warning);
  if (shown.has(warning.kind)) return;
  shown.add(warning.kind);
  console.warn(`@globus-deno/sdk: ${warning.message}`);
}
