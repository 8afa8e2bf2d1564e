import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import type { Config } from "../portal/server/config.ts";

type SandboxConfig = Pick<Config, "mode" | "sandboxUrl">;

/** Does something with the address of the site's own sandbox; nothing where it has none. */
function atOwnAddress(
  { mode, sandboxUrl }: SandboxConfig,
  given: string | undefined,
  listen: (address: { hostname: string; port: number }) => void,
): boolean {
  if (mode !== "sandbox" || given || !sandboxUrl) return false;
  const { hostname, port } = new URL(sandboxUrl);
  try {
    listen({ hostname, port: Number(port) });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(
      `Cannot start the sandbox: another program, perhaps this site too, listens on port ${port}.` +
        " End it, or set GLOBUS_SDK_SANDBOX_URL to the address of a sandbox that runs.",
      { cause },
    );
  }
  return true;
}

/**
 * Finds out whether {@link startSandbox} could start one.
 *
 * @throws {Error} That says what is in the way.
 */
export function checkSandbox(config: SandboxConfig, given: string | undefined): void {
  atOwnAddress(config, given, (address) => Deno.listen(address).close());
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
  const starts = atOwnAddress(config, given, (address) => {
    serveSandbox(new Sandbox(), { ...address, signal });
  });
  if (!starts) return;
  // Beside the access log, not in it.
  console.error(
    `A sandbox of Globus listens on ${config.sandboxUrl}: log in there as anybody you like.`,
  );
}
