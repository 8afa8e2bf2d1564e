import { answerControl } from "../control.ts";
import { environmentAt } from "../http/environment.ts";
import { SERVICE_HOSTS, type ServiceName } from "../http/hosts.ts";
import type { Sandbox } from "../sandbox.ts";
import { readKeyPair, refusalOf, vouchesForItself } from "./certificate_deno.ts";
import { endQuietly } from "./end_quietly.ts";
import { mayName } from "./host_names.ts";
import type { Answer, Listener, ServeSandboxOptions } from "./listener.ts";
import { listenWithNode } from "./node_server_deno.ts";

/** A sandbox on a port. */
export interface SandboxServer {
  /**
   * For example `http://127.0.0.1:8901`, or `https:` with a certificate. In Node.js it is known once {@linkcode SandboxServer.ready}
   * has resolved; before, reading it throws an error.
   */
  readonly url: string;
  /** Resolves once the server listens; rejects where it cannot, as when the port is taken. */
  readonly ready: Promise<void>;
  /** Address of a service, without a slash at the end. */
  serviceUrl(service: ServiceName): string;
  /**
   * Variables that lead the SDKs of Globus to this server: `GLOBUS_SDK_SERVICE_URL_AUTH` … With
   * `certFile` also those by which they, Node.js, Bun and Deno trust its certificate:
   * `GLOBUS_SDK_VERIFY_SSL`, `NODE_EXTRA_CA_CERTS` and `DENO_CERT`. These take the place of values that
   * the program under test would have had otherwise, such as the certificate of a proxy.
   */
  env(): Record<string, string>;
  /** Stops it; resolves once nothing is open any more. */
  shutdown(): Promise<void>;
}

/**
 * Puts a sandbox on a port, by http, or with `cert` and `key` by https. A request whose `Host` header names neither a loopback host nor
 * `hostname` is refused (403), so that no page of another site can reach the sandbox by a name of
 * its own (DNS rebinding).
 *
 * @example Usage
 * ```ts
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const server = serveSandbox(new Sandbox());
 * await server.ready;
 * const url = `${server.serviceUrl("auth")}/jwk.json`; // http://127.0.0.1:PORT/auth.globus.org/jwk.json
 * const { keys } = await (await fetch(url)).json();
 * await server.shutdown();
 * ```
 *
 * @param sandbox The sandbox.
 * @param options Where to listen, and with which certificate.
 * @throws {TypeError} If `cert` or `key` is missing or not PEM, they do not belong together, or the
 * runtime does not take them.
 * @throws {Deno.errors.AddrInUse} In Deno, if the port is taken.
 */
export function serveSandbox(sandbox: Sandbox, options: ServeSandboxOptions = {}): SandboxServer {
  const { hostname = "127.0.0.1", control = false, certFile } = options;
  const pair = readKeyPair(options);
  const trusted = pair && certFile !== undefined && vouchesForItself(pair.cert)
    ? certFile
    : undefined;
  const answer = async (request: Request): Promise<Response> => {
    if (!mayName(new URL(request.url).hostname, hostname)) {
      const message = "Cannot answer: the Host header names neither this machine nor the sandbox\n";
      return new Response(message, { status: 403 });
    }
    return await answerControl(sandbox, request, control) ?? await sandbox.handler(request);
  };
  const listener = listen({ ...options, hostname }, answer);
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const reached = { "0.0.0.0": "127.0.0.1", "[::]": "[::1]" }[host] ?? host;
  const url = (): string => {
    const port = listener.port();
    if (port === undefined) {
      throw new Error("Cannot tell the sandbox's address: it does not listen yet, await `ready`");
    }
    return `${pair ? "https" : "http"}://${reached}:${port}`;
  };
  return {
    get url() {
      return url();
    },
    ready: listener.ready,
    serviceUrl: (service) => `${url()}/${SERVICE_HOSTS.get(service)}`,
    env: () => environmentAt(url(), trusted),
    shutdown: listener.shutdown,
  };
}

function listen(options: ServeSandboxOptions, answer: Answer): Listener {
  const listenHere = "Deno" in globalThis ? listenWithDeno : listenWithNode;
  try {
    return listenHere(options, answer);
  } catch (error) {
    throw options.cert === undefined ? error : refusalOf(error);
  }
}

function listenWithDeno(options: ServeSandboxOptions, answer: Answer): Listener {
  const { port = 0, hostname, signal, cert, key } = options;
  const pair = cert !== undefined && key !== undefined ? { cert, key } : {};
  const server = Deno.serve(
    { port, hostname, signal, onListen: () => {}, ...pair },
    async (request) => endQuietly(await answer(request)),
  );
  return {
    port: () => server.addr.port,
    ready: Promise.resolve(),
    shutdown: () => server.shutdown(),
  };
}
