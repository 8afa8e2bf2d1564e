import type { Hooks, WarningEvent } from "./hooks.ts";

/** Kinds of warnings that this process has printed. */
const shown = new Set<string>();

/**
 * Warns by `hooks.onWarning`. Without that hook, it prints the first warning of each kind in this
 * process with `console.warn`.
 */
export function warn(hooks: Hooks | undefined, warning: WarningEvent): void {
  if (hooks?.onWarning) return hooks.onWarning(warning);
  if (shown.has(warning.kind)) return;
  shown.add(warning.kind);
  console.warn(`@globus-deno/sdk: ${warning.message}`);
}
