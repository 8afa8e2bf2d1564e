import { checkType } from "../../core/arguments.ts";
import type { AppLike } from "../../core/client_options.ts";
import { checkServiceUrl, sandboxHostUrl, sandboxOf } from "../../core/environment.ts";

/** The options of a client that say whether it calls a sandbox. */
interface SandboxChoice {
  readonly app?: AppLike;
  readonly sandboxUrl?: string;
  readonly fetch?: unknown;
}

/**
 * The address of a manager's API, which ends in `/api` or `/api/`.
 *
 * @param address DNS name of the manager, or its URL. A URL is https, or http on this machine. A
 * path `/api` is added if it does not end so.
 * @param options If they name a sandbox, the address is that of the manager there.
 * @throws {TypeError} If the address is another one.
 */
export function managerUrl(address: string, options: SandboxChoice = {}): string {
  checkType("gcsAddress", address, "string");
  const [scheme] = /^[a-z][a-z\d+.-]*:\/\//i.exec(address) ?? [""];
  const text = (scheme.toLowerCase() || "https://") + address.slice(scheme.length);
  const base = checkServiceUrl(/\/api\/?$/.test(text) ? text : `${text.replace(/\/+$/, "")}/api/`);
  const { protocol, host, pathname } = new URL(base);
  const { app } = options;
  const sandboxUrl = app ? app.clientOptions.sandboxUrl : sandboxOf(options);
  if (!sandboxUrl || protocol === "http:") return base;
  const there = sandboxHostUrl(sandboxUrl, host);
  // Served by https, a sandbox tells the address of the manager there itself.
  return there.startsWith(`https://${host}/`) ? base : there + pathname.slice(1);
}
