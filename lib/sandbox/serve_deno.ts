/**
 * The sandbox on a port, for browsers and for programs in any language. Needs Deno.
 *
 * @module
 */
import { answerControl } from "./control.ts";
import { environmentAt } from "./http/environment.ts";
import { SERVICE_HOSTS, type ServiceName } from "./http/hosts.ts";
import type { Sandbox } from "./sandbox.ts";

/** Where to listen. */
export interface ServeSandboxOptions {
  /** Port; 0 for any that is free. @default {0} */
  port?: number | undefined;
  /** Interface to listen on. @default {"127.0.0.1"} */
  hostname?: string | undefined;
  /** Stops the server. */
  signal?: AbortSignal | undefined;
  /**
   * Opens all of `/_sandbox/…`. Every program that reaches the port can then add faults and get tokens,
   * and not only its clock: see {@linkcode answerControl}. @default {false}
   */
  control?: boolean | undefined;
}

/** A sandbox on a port. */
export interface SandboxServer {
  /** For example `http://127.0.0.1:8901`. */
  url: string;
  /** Address of a service, without a slash at the end. */
  serviceUrl(service: ServiceName): string;
  /** Variables that lead the SDKs of Globus to this server: `GLOBUS_SDK_SERVICE_URL_AUTH` … */
  env(): Record<string, string>;
  /** Stops it; resolves once nothing is open any more. */
  shutdown(): Promise<void>;
}

/**
 * Puts a sandbox on a port.
 *
 * @example Usage
 * ```ts
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const server = serveSandbox(new Sandbox());
 * const url = `${server.serviceUrl("auth")}/jwk.json`; // http://127.0.0.1:PORT/auth.globus.org/jwk.json
 * const { keys } = await (await fetch(url)).json();
 * await server.shutdown();
 * ```
 *
 * @param sandbox The sandbox.
 * @param options Where to listen.
 * @throws {Deno.errors.AddrInUse} If the port is taken.
 */
export function serveSandbox(sandbox: Sandbox, options: ServeSandboxOptions = {}): SandboxServer {
  const { port = 0, hostname = "127.0.0.1", signal, control = false } = options;
  const server = Deno.serve(
    { port, hostname, signal, onListen: () => {} },
    async (request) =>
      await answerControl(sandbox, request, control) ?? await sandbox.handler(request),
  );
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const url = `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${server.addr.port}`;
  const serviceUrl = (service: ServiceName) => `${url}/${SERVICE_HOSTS.get(service)}`;
  return {
    url,
    serviceUrl,
    env: () => environmentAt(url),
    shutdown: () => server.shutdown(),
  };
}
