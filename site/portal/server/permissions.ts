import type { Config } from "./config.ts";

function demand(permission: Deno.PermissionDescriptor, flag: string, where: string): void {
  if (Deno.permissions.querySync(permission).state === "granted") return;
  throw new Error(
    `Cannot start: the task does not permit ${where}. Add it to ${flag} of the task in deno.json.`,
  );
}

/**
 * Refuses to listen, or to keep sessions, where the program's permissions do not reach.
 *
 * @throws {Error} That says which permission to add.
 */
export function checkNet({ hostname, port, storeUrl }: Config): void {
  const demandHost = (host: string) => demand({ name: "net", host }, "--allow-net", host);
  demandHost(`${hostname.includes(":") ? `[${hostname}]` : hostname}:${port || 1}`);
  if (!/^rediss?:/.test(storeUrl)) return;
  const store = new URL(storeUrl);
  demandHost(`${store.hostname}:${store.port || 6379}`);
}

/**
 * Refuses a configuration that the program's permissions do not go with, before a visitor finds out.
 *
 * @throws {Error} That says which permission to add.
 */
export function checkPermissions(config: Config): void {
  const { dataFolder, sessionKey, storeUrl } = config;
  checkNet(config);
  const demandFolder = (path: string) => demand({ name: "write", path }, "--allow-write", path);
  if (!sessionKey) demandFolder(dataFolder);
  if (!storeUrl.includes(":")) demandFolder(storeUrl);
}
