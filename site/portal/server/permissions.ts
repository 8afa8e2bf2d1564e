import type { Config } from "./config.ts";

function demand(permission: Deno.PermissionDescriptor, flag: string, where: string): void {
  if (Deno.permissions.querySync(permission).state === "granted") return;
  throw new Error(
    `Cannot start: the task does not permit ${where}. Add it to ${flag} of the task in deno.json.`,
  );
}

/**
 * Checks that Deno's permissions cover the address to listen on and the Redis server.
 *
 * @throws {Error} If a permission is missing. The message says which one to add.
 */
export function checkNet({ hostname, port, storeUrl }: Config): void {
  const demandHost = (host: string) => demand({ name: "net", host }, "--allow-net", host);
  demandHost(`${hostname.includes(":") ? `[${hostname}]` : hostname}:${port || 1}`);
  if (!/^rediss?:/.test(storeUrl)) return;
  const store = new URL(storeUrl);
  demandHost(`${store.hostname}:${store.port || 6379}`);
}

/**
 * Checks that Deno's permissions cover the configuration, before the first visitor does.
 *
 * @throws {Error} If a permission is missing. The message says which one to add.
 */
export function checkPermissions(config: Config): void {
  const { dataFolder, sessionKey, storeUrl } = config;
  checkNet(config);
  const demandFolder = (path: string) => demand({ name: "write", path }, "--allow-write", path);
  if (!sessionKey) demandFolder(dataFolder);
  if (!storeUrl.includes(":")) demandFolder(storeUrl);
}
