import { checkNamed, checkType } from "../core/arguments.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { readEnvironmentVariable } from "../core/runtime.ts";
import { builtin, isWindows } from "../core/runtime_deno.ts";
import { type GlobusConnectPersonalOwnerInfo, ownerIn } from "./owner_info.ts";
import { readIfExists, utf8 } from "./read_file_deno.ts";

/** Where Globus Connect Personal is installed. */
export interface LocalGlobusConnectPersonalOptions {
  /**
   * Folder of the installation's settings: on Linux the value of its option `-dir`. It holds these files
   * (on Windows without the folder `lta`):
   *
   * - `lta/client-id.txt`: the UUID of this computer's collection.
   * - `lta/gridmap`: who owns it. A line has the quoted name of a certificate and a local account:
   *   `"/C=US/O=Globus Consortium/OU=Globus Connect User/CN=ann" ann`. The first line that begins so
   *   counts. `CN` is the owner: `ann` stands for the username `ann@globusid.org`, and `u_` with 26
   *   letters is the id of an identity in base 32.
   *
   * @example A folder of your own, for a test
   * ```ts
   * import { LocalGlobusConnectPersonal } from "@globus-deno/sdk/local-endpoint";
   * import { assertEquals } from "@std/assert";
   *
   * const configDir = await Deno.makeTempDir();
   * const data = Deno.build.os === "windows" ? configDir : `${configDir}/lta`;
   * await Deno.mkdir(data, { recursive: true });
   * await Deno.writeTextFile(`${data}/client-id.txt`, "0c1b3b2c-8a0b-4d8f-9d9f-0a0b0c0d0e0f\n");
   * const name = "/C=US/O=Globus Consortium/OU=Globus Connect User/CN=ann";
   * await Deno.writeTextFile(`${data}/gridmap`, `"${name}" ann\n`);
   *
   * const local = new LocalGlobusConnectPersonal({ configDir });
   * assertEquals(await local.endpointId, "0c1b3b2c-8a0b-4d8f-9d9f-0a0b0c0d0e0f");
   * assertEquals((await local.getOwnerInfo())?.username, "ann@globusid.org");
   * await Deno.remove(configDir, { recursive: true });
   * ```
   *
   * @default `~/.globusonline`; on Windows `Globus Connect` in the folder that `LOCALAPPDATA` names
   */
  readonly configDir?: string | undefined;
}

/** What {@link LocalGlobusConnectPersonal.getOwnerInfo} needs of an {@link AuthClient}. */
export interface IdentityLookup<Identity> {
  /** Looks up identities by their ids or usernames. */
  getIdentities(
    params: { ids: string } | { usernames: string },
  ): Promise<{ readonly data: { readonly identities?: readonly Identity[] } }>;
}

/**
 * The Globus Connect Personal that is installed on this computer: its collection and its owner.
 *
 * Anyone who can write to the folder can change what is read here: never treat it as a proof.
 *
 * @example The collection of this computer
 * ```ts
 * import { LocalGlobusConnectPersonal } from "@globus-deno/sdk/local-endpoint";
 *
 * const local = new LocalGlobusConnectPersonal({ configDir: "/home/ann/.globusonline" });
 * const collectionId = await local.endpointId; // null where it is not installed
 * const owner = await local.getOwnerInfo();
 * console.log(collectionId, `${owner}`);
 * ```
 */
export class LocalGlobusConnectPersonal {
  #configDir: string | undefined;
  #endpointId: string | undefined;

  /** Reads nothing yet. An empty `configDir` counts as absent. */
  constructor(options: LocalGlobusConnectPersonalOptions = {}) {
    checkNamed("new LocalGlobusConnectPersonal({ configDir })", options);
    const { configDir } = options;
    if (configDir !== undefined) checkType("configDir", configDir, "string");
    this.#configDir = configDir || undefined;
  }

  /**
   * Folder of the installation's settings.
   *
   * @throws {GlobusSDKUsageError} If it was not given, and the environment variable that leads to it
   * (`HOME`, on Windows `LOCALAPPDATA`) is not set, or may not be read.
   */
  get configDir(): string {
    return this.#configDir ??= isWindows()
      ? builtin("node:path").join(requireVariable("LOCALAPPDATA"), "Globus Connect")
      : `${requireVariable("HOME").replace(/\/+$/, "")}/.globusonline`;
  }

  /**
   * Id of the computer's collection, as its files hold it: it is not checked. Null if Globus Connect
   * Personal is not installed. An id is read once: see {@link LocalGlobusConnectPersonal.reset}.
   *
   * The Promise rejects with a `TypeError` if the file is not text, and with the system's error if it
   * cannot be read.
   */
  get endpointId(): Promise<string | null> {
    return this.#readEndpointId();
  }

  /** Forgets the id, which is then read again. */
  reset(): void {
    this.#endpointId = undefined;
  }

  /**
   * Returns the owner, as the files name them.
   *
   * @returns Null if Globus Connect Personal is not installed, or its files name no owner.
   */
  getOwnerInfo(authClient?: null): Promise<GlobusConnectPersonalOwnerInfo | null>;
  /**
   * Looks up the owner's identity at Globus Auth.
   *
   * @param authClient An {@link AuthClient}, whose token needs the scope `view_identities`.
   * @returns Null as without a client, or if the identity cannot be found.
   */
  getOwnerInfo<Identity>(authClient: IdentityLookup<Identity>): Promise<Identity | null>;
  async getOwnerInfo<Identity>(
    authClient?: IdentityLookup<Identity> | null,
  ): Promise<GlobusConnectPersonalOwnerInfo | Identity | null> {
    const bytes = await readIfExists(this.#file("gridmap"));
    const owner = ownerIn(bytes && utf8(bytes) || "");
    if (!authClient || !owner) return owner;
    const { data } = await authClient.getIdentities(
      owner.id === null ? { usernames: owner.username! } : { ids: owner.id },
    );
    return data.identities?.[0] ?? null;
  }

  async #readEndpointId(): Promise<string | null> {
    if (this.#endpointId !== undefined) return this.#endpointId;
    const path = this.#file("client-id.txt");
    const bytes = await readIfExists(path);
    if (!bytes) return null;
    const text = utf8(bytes);
    if (text === undefined) throw new TypeError(`Cannot read ${path}: it is not UTF-8`);
    return this.#endpointId = text.trim();
  }

  #file(name: string): string {
    const { join } = builtin("node:path");
    return isWindows() ? join(this.configDir, name) : join(this.configDir, "lta", name);
  }
}

function requireVariable(name: string): string {
  const value = readEnvironmentVariable(name);
  if (value) return value;
  throw new GlobusSDKUsageError(
    `Cannot find Globus Connect Personal: the environment variable ${name} is not set, or Deno runs` +
      ` without --allow-env=${name}; set configDir`,
  );
}
