/**
 * Reports what keeps the site from starting. `deno task dev` runs it before the watcher, which would
 * only wait for a change of the code.
 *
 * @module
 */
import { readConfig } from "./portal/server/config.ts";
import { refuseToStart } from "./portal/server/listening.ts";
import { checkNet } from "./portal/server/permissions.ts";
import { checkSandbox } from "./portal/server/sandbox.ts";

try {
  const get = (name: string) => Deno.env.get(name);
  const config = readConfig(get);
  const { hostname, port } = config;
  checkNet(config);
  Deno.listen({ hostname, port }).close();
  checkSandbox(config, get);
} catch (error) {
  refuseToStart(error);
}
