/**
 * Reports what keeps the site from starting. `deno task dev` runs it before the watcher, which would
 * only wait for a change of the code.
 *
 * @module
 */
import { readConfig } from "./portal/server/config.ts";
import { refuseToStart } from "./portal/server/listening.ts";
import { checkNet } from "./portal/server/permissions.ts";
import { checkSandbox } from "./tutorial/sandbox.ts";

try {
  const config = readConfig((name) => Deno.env.get(name));
  const { hostname, port } = config;
  checkNet(config);
  Deno.listen({ hostname, port }).close();
  checkSandbox(config, Deno.env.get("GLOBUS_SDK_SANDBOX_URL"));
} catch (error) {
  refuseToStart(error);
}
