/**
 * What is installed on this computer: Globus Connect Personal and Globus Connect Server. Nothing here
 * uses the network.
 *
 * Works in Deno, Node.js and Bun. Deno needs the permission to read the folder of the installation,
 * and, where no folder is given, to read one environment variable:
 *
 * | class | Linux, macOS | Windows |
 * | --- | --- | --- |
 * | `LocalGlobusConnectPersonal` | `--allow-env=HOME --allow-read=$HOME/.globusonline` | `--allow-env=LOCALAPPDATA`, `--allow-read` of `Globus Connect` there |
 * | `LocalGlobusConnectServer` | `--allow-read=/var/lib/globus-connect-server` | |
 *
 * The files belong to the user of the computer, who can write anything into them. Take what they say
 * as a hint, and never as a proof of who the user is.
 *
 * @example The collection of this computer
 * ```ts
 * import { LocalGlobusConnectPersonal } from "@globus-deno/sdk/local-endpoint";
 *
 * const here = new LocalGlobusConnectPersonal();
 * console.log(await here.endpointId ?? "Globus Connect Personal is not installed here");
 * ```
 *
 * @module
 */

export { LocalGlobusConnectPersonal } from "./connect_personal_deno.ts";
export type { IdentityLookup, LocalGlobusConnectPersonalOptions } from "./connect_personal_deno.ts";
export { LocalGlobusConnectServer } from "./connect_server_deno.ts";
export type { LocalGlobusConnectServerOptions } from "./connect_server_deno.ts";
export { GlobusConnectPersonalOwnerInfo } from "./owner_info.ts";
export type { OwnerInfoParams } from "./owner_info.ts";
