import { Secret } from "@globus-deno/sdk";
import { DEMO_CLIENT_ID, Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import { callbackPath, type Config, isLoopback } from "./config.ts";

type SandboxConfig = Pick<Config, "mode" | "name" | "publicOrigin" | "sandboxUrl">;

/** A sandbox that runs beside the site. */
export interface OwnSandbox {
  url: string;
  /** Differs from start to start: a sandbox keeps nothing, so tokens of another one are unknown to it. */
  id: string;
  /** The client that it has for the site. Absent if the environment names one. */
  client?: Pick<Config, "clientId" | "clientSecret">;
}

/** Returns the value of an environment variable. */
type Environment = (name: string) => string | undefined;

/** Where the site's own sandbox listens; undefined if the site uses another one, or Globus itself. */
function ownAddress(
  { mode, sandboxUrl }: Pick<Config, "mode" | "sandboxUrl">,
  get: Environment,
): { hostname: string; port: number } | undefined {
  if (mode !== "sandbox" || get("GLOBUS_SDK_SANDBOX_URL") || !sandboxUrl) return undefined;
  const { hostname, port } = new URL(sandboxUrl);
  return { hostname, port: Number(port) };
}

/** Calls `listen`, and says what to do if another program has the port. */
function listening<T>(port: number, listen: () => T): T {
  try {
    return listen();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(
      `Cannot start the sandbox: another program listens on port ${port}. Set SANDBOX_PORT to another` +
        " port, or set GLOBUS_SDK_SANDBOX_URL to the address of a running sandbox.",
      { cause },
    );
  }
}

/**
 * Checks that {@link startSandbox} can start a sandbox.
 *
 * @throws {Error} If another program listens on `SANDBOX_PORT`.
 */
export function checkSandbox(config: SandboxConfig, get: Environment): void {
  const address = ownAddress(config, get);
  if (!address || !get("SANDBOX_PORT")) return;
  listening(address.port, () => Deno.listen(address).close());
}

/**
 * Starts a sandbox beside the site, unless the site uses Globus itself or a sandbox that runs already.
 * If its usual port is taken, such as by another copy of the site, it listens on any free one.
 *
 * @param get Reads environment variables.
 * @param signal Stops the sandbox.
 * @returns The sandbox; undefined if none was started.
 * @throws {Error} If another program listens on `SANDBOX_PORT`.
 */
export function startSandbox(
  config: SandboxConfig,
  get: Environment,
  signal: AbortSignal,
): OwnSandbox | undefined {
  const address = ownAddress(config, get);
  if (!address) return undefined;
  const sandbox = new Sandbox();
  // Its doors let the site's menu reset it, and the page of errors cause faults. They are open to other
  // programs on this computer only.
  const control = isLoopback(address.hostname);
  const serve = (port: number) => serveSandbox(sandbox, { ...address, port, signal, control });
  const { url } = listening(address.port, () => {
    try {
      return serve(address.port);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || get("SANDBOX_PORT")) throw error;
      return serve(0);
    }
  });
  // Standard output is for the access log.
  console.error(`Sandbox running at ${url}`);
  const id = crypto.randomUUID();
  return { url, id, client: get("GLOBUS_CLIENT_ID") ? undefined : clientFor(config, sandbox) };
}

/**
 * Registers the site, under its name, with the sandbox's client for portals. It has a secret, so that
 * the site can introspect tokens as a portal of a lab does.
 */
function clientFor(config: SandboxConfig, { world }: Sandbox): OwnSandbox["client"] {
  const { id, redirect_uris, secret } = world.registerClient({
    id: DEMO_CLIENT_ID,
    name: config.name,
  });
  redirect_uris.push(config.publicOrigin.origin + callbackPath(config));
  return { clientId: id, clientSecret: new Secret(secret) };
}
