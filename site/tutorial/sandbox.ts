import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import { type Config, isLoopback } from "../portal/server/config.ts";

type SandboxConfig = Pick<Config, "mode" | "sandboxUrl">;

/**
 * Calls `listen` with the address of the site's own sandbox. Does nothing if the site uses Globus
 * itself or a sandbox that runs already.
 *
 * @returns Whether the site has a sandbox of its own.
 */
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
      `Cannot start the sandbox: another program, perhaps another copy of this site, listens on port` +
        ` ${port}. Stop it, or set GLOBUS_SDK_SANDBOX_URL to the address of a running sandbox.`,
      { cause },
    );
  }
  return true;
}

/**
 * Checks that {@link startSandbox} can start a sandbox.
 *
 * @param given The value of `GLOBUS_SDK_SANDBOX_URL`.
 * @throws {Error} If another program listens on its port.
 */
export function checkSandbox(config: SandboxConfig, given: string | undefined): void {
  atOwnAddress(config, given, (address) => Deno.listen(address).close());
}

/**
 * Starts a sandbox beside the site, unless the site uses Globus itself or a sandbox that runs already.
 *
 * @param given The value of `GLOBUS_SDK_SANDBOX_URL`.
 * @param signal Stops the sandbox.
 * @throws {Error} If another program listens on its port.
 */
export function startSandbox(
  config: SandboxConfig,
  given: string | undefined,
  signal: AbortSignal,
): void {
  const isStarted = atOwnAddress(config, given, (address) => {
    // Its doors let the site's menu reset it, and the page of errors cause faults. They are open to
    // other programs on this computer only.
    serveSandbox(new Sandbox(), { ...address, signal, control: isLoopback(address.hostname) });
  });
  if (!isStarted) return;
  // Standard output is for the access log.
  console.error(
    `Sandbox running at ${config.sandboxUrl}`,
  );
}
