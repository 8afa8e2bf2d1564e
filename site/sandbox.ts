import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import type { Config } from "./config.ts";

type SandboxConfig = Pick<Config, "mode" | "sandboxUrl">;

/** Where the site's own sandbox listens; undefined where it has none. */
export function sandboxAddress(
  { mode, sandboxUrl }: SandboxConfig,
  given: string | undefined,
): { hostname: string; port: number } | undefined {
  if (mode !== "sandbox" || given || !sandboxUrl) return undefined;
  const { hostname, port } = new URL(sandboxUrl);
  return { hostname, port: Number(port) };
}

/** What to say where that address is taken. */
export function sandboxPortTaken(port: number, cause: unknown): Error {
  return new Error(
    `Cannot start the sandbox: another program, perhaps this site too, listens on port ${port}.` +
      " End it, or set GLOBUS_SDK_SANDBOX_URL to the address of a sandbox that runs.",
    { cause },
  );
}

/**
 * Starts a simulated Globus beside the site, unless the site uses Globus itself or is pointed to a
 * sandbox that runs already.
 */
export function startSandbox(
  config: SandboxConfig,
  given: string | undefined,
  signal: AbortSignal,
): void {
  const address = sandboxAddress(config, given);
  if (!address) return;
  try {
    serveSandbox(new Sandbox(), { ...address, signal });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw sandboxPortTaken(address.port, cause);
  }
  // Beside the access log, not in it.
  console.error(
    `A sandbox of Globus listens on ${config.sandboxUrl}: log in there as anybody you like.`,
  );
}
