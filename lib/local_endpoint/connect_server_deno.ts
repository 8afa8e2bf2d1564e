import { checkNamed, checkType } from "../core/arguments.ts";
import { isObject } from "../core/guards.ts";
import { builtin } from "../core/runtime_deno.ts";
import { utf8 } from "./read_file_deno.ts";

/** Where Globus Connect Server keeps its description. */
export interface LocalGlobusConnectServerOptions {
  /** Path of the file. @default {"/var/lib/globus-connect-server/info.json"} */
  readonly infoPath?: string | undefined;
}

/**
 * The Globus Connect Server that is installed on this computer. In a container the files of the
 * computer around it are usually out of reach: then all is null.
 *
 * @example The endpoint of this server
 * ```ts
 * import { LocalGlobusConnectServer } from "@globus-deno/sdk/local-endpoint";
 *
 * const local = new LocalGlobusConnectServer();
 * console.log(await local.endpointId, await local.domainName);
 * ```
 */
export class LocalGlobusConnectServer {
  /** Path of the file that describes the server. */
  readonly infoPath: string;
  #info: Record<string, unknown> | undefined;

  /** Reads nothing yet. */
  constructor(options: LocalGlobusConnectServerOptions = {}) {
    checkNamed("new LocalGlobusConnectServer({ infoPath })", options);
    const { infoPath = "/var/lib/globus-connect-server/info.json" } = options;
    checkType("infoPath", infoPath, "string");
    this.infoPath = infoPath;
  }

  /**
   * What the file says. Null if there is no file, or it does not hold a JSON object. A description is
   * read once: see {@link LocalGlobusConnectServer.reset}.
   */
  get infoDict(): Promise<Readonly<Record<string, unknown>> | null> {
    return this.#readInfo();
  }

  /** Id of the endpoint; null if the file does not give one. */
  get endpointId(): Promise<string | null> {
    return this.#text("endpoint_id");
  }

  /** DNS name of the endpoint, such as `abc.data.globus.org`; null if the file does not give one. */
  get domainName(): Promise<string | null> {
    return this.#text("domain_name");
  }

  /** Forgets the description, which is then read again. */
  reset(): void {
    this.#info = undefined;
  }

  async #readInfo(): Promise<Record<string, unknown> | null> {
    if (this.#info) return this.#info;
    const text = await textOf(this.infoPath);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text ?? "");
    } catch { // Not JSON, or no file.
      return null;
    }
    if (!isObject(parsed)) return null;
    return this.#info = parsed;
  }

  async #text(name: string): Promise<string | null> {
    const info = await this.#readInfo();
    const value = info?.[name];
    return typeof value === "string" ? value : null;
  }
}

/** The text of a file; undefined if there is no file, or it is not UTF-8. */
async function textOf(path: string): Promise<string | undefined> {
  const { readFile, stat } = builtin("node:fs/promises");
  const stats = await stat(path).catch((error) => {
    // A path through a file, or to none, is one that does not exist.
    if (["ENOENT", "ENOTDIR"].includes(error.code)) return undefined;
    throw error;
  });
  return stats?.isFile() ? utf8(await readFile(path)) : undefined;
}
