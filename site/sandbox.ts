import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import type { Config } from "./config.ts";

/**
 * Starts a simulated Globus beside the site, unless the site uses Globus itself or is pointed to a
 * sandbox that runs already.
 */
export function startSandbox(
  config: Pick<Config, "mode" | "sandboxUrl">,
  given: string | undefined,
  signal: AbortSignal,
): void {
  if (config.mode !== "sandbox" || given || !config.sandboxUrl) return;
  const { hostname, port } = new URL(config.sandboxUrl);
  try {
    serveSandbox(new Sandbox(), { hostname, port: Number(port), signal });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(
      `Cannot start the sandbox: another program, perhaps this site too, listens on port ${port}.` +
        " End it, or set GLOBUS_SDK_SANDBOX_URL to the address of a sandbox that runs.",
      { cause },
    );
  }
  // Beside the access log, not in it.
  console.error(
    `A sandbox of Globus listens on ${config.sandboxUrl}: log in there as anybody you like.`,
  );
}
