/**
 * Says what keeps the site from starting, before a watcher begins: that one would wait for a change
 * of code, which is no help.
 *
 * @module
 */
import { readConfig } from "./config.ts";
import { refuseToStart } from "./listening.ts";
import { checkNet } from "./permissions.ts";
import { sandboxAddress, sandboxPortTaken } from "./sandbox.ts";

try {
  const config = readConfig((name) => Deno.env.get(name));
  const { hostname, port } = config;
  checkNet(config);
  Deno.listen({ hostname, port }).close();
  const sandbox = sandboxAddress(config, Deno.env.get("GLOBUS_SDK_SANDBOX_URL"));
  try {
    if (sandbox) Deno.listen(sandbox).close();
  } catch (cause) {
    if (cause instanceof Deno.errors.AddrInUse) throw sandboxPortTaken(sandbox!.port, cause);
    throw cause;
  }
} catch (error) {
  refuseToStart(error);
}
