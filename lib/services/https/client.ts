import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed, checkType, uuidsOf } from "../../core/arguments.ts";
import { BaseClient, inheritOptions } from "../../core/client.ts";
import type { AppLike, ClientOptions, RequestOptions } from "../../core/client_options.ts";
import { sleep, within } from "../../core/clock.ts";
import type { CollectionAddresses } from "../../core/collection_address.ts";
import type { ResponseType } from "../../core/document.ts";
import { sandboxHostUrl, sandboxOf } from "../../core/environment.ts";
import { GlobusSDKUsageError, GlobusTimeoutError, NetworkError } from "../../core/errors.ts";
import { isUuid, secureUrl } from "../../core/guards.ts";
import { loadPart } from "../../core/load_part.ts";
import { outsideSandbox } from "../../core/outside_sandbox.ts";
import { toPath } from "../../core/path.ts";
import { isBrowser } from "../../core/runtime.ts";
import { GCSCollectionScopes } from "../../scopes/collections.ts";
import type { Scope } from "../../scopes/scope.ts";
import type {
  Downloaded,
  DownloadParams,
  FileStat,
  ReadParams,
  Uploaded,
  UploadParams,
} from "./documents.ts";
import type { DownloadTarget } from "./download.ts";
import { CollectionAPIError, FileTransferError } from "./errors.ts";
import { loadFiles } from "./load_files.ts";
import type { FileCalls } from "./file_calls.ts";
import type { UploadContent } from "./source.ts";

/** The part of a {@link TransferClient} that finds a collection. */
export interface CollectionFinder {
  /** The app that logs in for the client, if it has one. */
  readonly app?: AppLike;
  /** How the client's requests travel. */
  readonly clientOptions?: AppLike["clientOptions"];
  /** Describes a collection: see {@link TransferClient.getEndpoint}. */
  getEndpoint(endpointId: string, options?: RequestOptions): Promise<CollectionDescription>;
}

/** What {@link CollectionClient.for} reads of a collection. */
export interface CollectionDescription extends CollectionAddresses {
  /** Kind of the collection, such as `GCSv5_mapped_collection`. */
  readonly entity_type: string;
  /** Whether it is one of High Assurance. */
  readonly high_assurance?: boolean | null;
}

/** How a {@link CollectionClient} is made. */
export interface CollectionClientOptions extends Omit<ClientOptions, "baseUrl" | "resourceServer"> {
  /** UUID of the collection. It is needed with `app`: a login asks for the collection's scopes. */
  readonly collectionId?: string | undefined;
  /**
   * Whether logins ask for the scope `data_access` too. Mapped collections without High Assurance need
   * it; other collections do not have it. @default {false}
   */
  readonly dataAccess?: boolean | undefined;
}

/** How {@link CollectionClient.for} makes a client. */
export interface CollectionParams extends Omit<CollectionClientOptions, "collectionId"> {
  /**
   * Set it to true if you know that the collection is a mapped one without High Assurance. Then a
   * single login is enough even if the user has not logged in before.
   * @default as Transfer describes it; before the first login, as in the login before
   */
  readonly dataAccess?: boolean | undefined;
}

/** A file's client and its path there: see {@link CollectionClient.fromUrl}. */
export interface CollectionFile {
  /** A client for the collection that holds the file. */
  readonly client: CollectionClient;
  /** Path of the file on the collection. */
  readonly path: string;
}

/** Milliseconds without progress after which a request for a file ends. */
const FILE_TIMEOUT_MS = 120_000;

/**
 * Reads and writes the files of one collection by HTTPS, as streams, without Globus Connect Personal.
 *
 * Its tokens go only to the collection's own address, and it follows no redirect. While the bytes of a
 * file move there is no time limit, unless a call has a `timeoutMs`: the client's own `timeoutMs` does
 * not count here. A pause of 30 seconds (`idleTimeoutMs`) within a download ends the connection, and so
 * do 120 seconds without progress of an upload. Folders cannot be listed by HTTPS: use
 * {@link TransferClient.operationLs} or `walk`.
 *
 * A client without `app` and `authorizer` reads public files.
 *
 * @example Download a file
 * ```ts
 * import { CollectionClient, TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const collectionId = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
 *
 * const files = await CollectionClient.for(new TransferClient({ app }), collectionId);
 * console.log(await (await files.read("/home/share/godata/file1.txt")).text());
 * const folder = await Deno.makeTempDir();
 * await files.download("/home/share/godata/file1.txt", `${folder}/file1.txt`, { resume: true });
 * ```
 *
 * @category Clients
 */
export class CollectionClient extends BaseClient {
  /** Class of the errors that are thrown for error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    CollectionAPIError;
  /** Responses are never parsed: many are HTML. */
  static override readonly responseType: ResponseType = "text";

  /** UUID of the collection, if it is known. */
  readonly collectionId: string | undefined;
  readonly #scopes: GCSCollectionScopes | undefined;
  readonly #dataAccess: boolean;

  /**
   * Makes a client for a collection whose address is known. Sends nothing.
   *
   * @param address Address of the collection's files, such as `https://g-1a2b3c.data.globus.org`.
   * @throws {TypeError} If `address` is not https, or http on this machine, or has a path.
   * @throws {GlobusSDKUsageError} If `app` is given without `collectionId`.
   */
  constructor(address: string, options: CollectionClientOptions = {}) {
    checkNamed("new CollectionClient(address, { app, collectionId })", options);
    const { collectionId, dataAccess = false, ...others } = options;
    const [id] = collectionId === undefined
      ? []
      : uuidsOf("make a client for a collection", collectionId);
    if (options.app && !id) {
      throw new GlobusSDKUsageError(
        "Cannot make a client for an app: it needs a collectionId; CollectionClient.for() finds the rest",
      );
    }
    const scopes = id === undefined ? undefined : new GCSCollectionScopes(id);
    super({
      clientInfo: false, // Collections refuse requests of web pages with this header.
      ...others,
      baseUrl: baseUrlOf(address, options),
      resourceServer: id,
      appScopes: options.app && (options.appScopes ?? scopesOf(id!, dataAccess)),
    });
    this.collectionId = id;
    this.#scopes = scopes;
    this.#dataAccess = dataAccess;
  }

  /**
   * Makes a client for a collection, with one call of Transfer: it finds the address of the files, and
   * which scopes they need. An app logs in once for all of it, with one exception: the first time that a
   * user without any tokens uses a mapped collection without High Assurance. It also needs the scope
   * `data_access`, which other collections do not have. So a login must not ask for it before Transfer
   * has described the collection, which takes a login of its own. `dataAccess: true` avoids that.
   *
   * @param transfer A {@link TransferClient}. Its app is used unless `params` has an `app` or an
   * `authorizer`. The client travels as this one does (`sandboxUrl`, `fetch`, `clock` and so on), unless
   * `params` has an app of its own, or says otherwise.
   * @param collectionId UUID of the collection.
   * @throws {GlobusSDKUsageError} If the collection cannot be reached by HTTPS, or its address is not
   * one of the public internet.
   * @throws {TransferAPIError} If Transfer does not know the collection.
   */
  static async for(
    transfer: CollectionFinder,
    collectionId: string,
    params: CollectionParams = {},
    options: RequestOptions = {},
  ): Promise<CollectionClient> {
    checkNamed("CollectionClient.for(transfer, collectionId, { app })", params, options);
    const [id] = uuidsOf("make a client for a collection", collectionId);
    const app = params.authorizer ? undefined : params.app ?? transfer.app;
    const stored = await app?.storedScope?.(id);
    const { dataAccess = stored?.includes(`${new GCSCollectionScopes(id).dataAccess}`) } = params;
    // Before the first login, so that it covers the files too.
    app?.addScopeRequirements({ [id]: scopesOf(id, dataAccess) });
    const found = await transfer.getEndpoint(id, options);
    const { href } = await httpsUrl(found, transfer.clientOptions?.sandboxUrl);
    return new CollectionClient(href, {
      ...inheritOptions(transfer, params),
      app,
      collectionId: id,
      dataAccess: found.entity_type === "GCSv5_mapped_collection" && found.high_assurance !== true,
    });
  }

  /**
   * Makes a client for the file at a URL. A public file needs no login. For any other file the server
   * names its collection, and `transfer` must confirm that the collection has this address.
   *
   * @param url Address of a file, such as `https://g-1a2b3c.data.globus.org/data/run7.h5`.
   * @param params `transfer`: a {@link TransferClient}, for files that are not public.
   * @throws {CollectionAPIError} If the file does not exist, or needs a login and there is no `transfer`.
   * @throws {GlobusSDKUsageError} If the collection has another address than the URL, or its host does
   * not have a public name.
   */
  static async fromUrl(
    url: string,
    params: CollectionParams & { readonly transfer?: CollectionFinder | undefined } = {},
    options: RequestOptions = {},
  ): Promise<CollectionFile> {
    checkNamed("CollectionClient.fromUrl(url, { transfer })", params, options);
    const { transfer, ...own } = params;
    const { app, authorizer: _, ...others } = inheritOptions(transfer ?? {}, own);
    const parsed = secureUrl(outsideSandbox(url, sandboxFor({ app, ...others })));
    if (!parsed) throw new TypeError("Cannot read a file at this address: it is not an https URL");
    const { origin, pathname } = parsed;
    // A URL can come from outside: it must not lead into a private network.
    await httpsUrl({ https_server: origin });
    const path = decodePath(pathname);
    const open = new CollectionClient(origin, { ...app?.clientOptions, ...others });
    try {
      await open.stat(path, options);
      return { client: open, path };
    } catch (error) {
      const collectionId = requiredCollection(error);
      if (!transfer || !collectionId) throw error;
      const client = await CollectionClient.for(transfer, collectionId, own, options);
      if (client.baseUrl === open.baseUrl) return { client, path };
      throw new GlobusSDKUsageError(
        `Cannot log in for ${origin}: it names a collection that has another address`,
      );
    }
  }

  /** The scopes of the collection; undefined if its id is not known. */
  get scopes(): GCSCollectionScopes | undefined {
    return this.#scopes;
  }

  /**
   * Requests a file, or a part of it, as a stream. The response must be read to its end, or canceled.
   *
   * `GET /{path}`
   *
   * @param path Path of the file on the collection, beginning with `/`.
   * @returns The response, with status 200, or 206 for a part. Reading its body can throw a
   * {@link NetworkError}.
   * @throws {CollectionAPIError} If the server responds with an error, such as 404, or 416 for a part
   * beyond the end.
   * @throws {InvalidResponseError} If the server does not send the part that was asked for, or says that
   * the path is that of a folder.
   */
  async read(
    path: string,
    params: ReadParams = {},
    options: RequestOptions = {},
  ): Promise<Response> {
    checkNamed("read(path, { offset, length })", params, options);
    return await (await this.#calls()).read(path, params, options);
  }

  /**
   * Describes a file without reading it.
   *
   * `HEAD /{path}`
   *
   * @param path Path of the file on the collection, beginning with `/`.
   * @throws {CollectionAPIError} If the server responds with an error: 404 if there is no such file.
   */
  async stat(path: string, options: RequestOptions = {}): Promise<FileStat> {
    checkNamed("stat(path, { signal })", options);
    return await (await this.#calls()).stat(path, options);
  }

  /**
   * Whether there is a file or a folder. HTTPS cannot tell them apart: a server describes a folder as a
   * file of some 4096 bytes. {@link TransferClient.operationStat} can.
   *
   * `HEAD /{path}`
   *
   * @param path Path on the collection, beginning with `/`.
   * @throws {CollectionAPIError} If the server responds with another error than 404.
   */
  async exists(path: string, options: RequestOptions = {}): Promise<boolean> {
    checkNamed("exists(path, { signal })", options);
    return await (await this.#calls()).exists(path, options);
  }

  /**
   * Downloads a file to a local file or a stream. Make sure that the path is not that of a folder: for
   * most folders the server sends some 4096 bytes that mean nothing, which cannot be told from a file.
   * Use `walk` and {@link downloadAll} for folders. If the connection breaks, another one continues where
   * it stopped, if the file is provably the same.
   *
   * A local file appears under its name only once it is complete and stored on the disk. Until then its
   * bytes are in a file beside it whose name ends in `.part`. Deno needs `--allow-read` and
   * `--allow-write` for its folder.
   *
   * `GET /{path}`
   *
   * @param path Path of the file on the collection, beginning with `/`.
   * @param target Path of a local file, or a stream, which is closed at the end.
   * @throws {CollectionAPIError} If the server responds with an error.
   * @throws {InvalidResponseError} If the server says that the path is that of a folder.
   * @throws {FileTransferError} If the local file exists or cannot be written, or the bytes are not what
   * was expected.
   * @throws {NetworkError} If the connection breaks too often.
   */
  async download(
    path: string,
    target: DownloadTarget,
    params: DownloadParams = {},
    options: RequestOptions = {},
  ): Promise<Downloaded> {
    checkNamed("download(path, target, { resume: true })", params, options);
    return await (await this.#calls()).download(path, target, params, options);
  }

  /**
   * Uploads a file. A file that exists is replaced. The folder must exist already: make it by
   * {@link TransferClient.operationMkdir}.
   *
   * `PUT /{path}`
   *
   * @param path Path of the file on the collection, beginning with `/`.
   * @param content Path of a local file (Deno needs `--allow-read` for it), a Blob, bytes, or a stream.
   * For text, pass `new Blob([text])`: a string is a path.
   * @throws {CollectionAPIError} If the server responds with an error: 404 if the folder does not exist.
   * @throws {FileTransferError} If the local file cannot be read, or changes meanwhile.
   * @throws {NetworkError} If the connection breaks: a part of the file may be on the collection.
   * @throws The error of a stream that fails.
   */
  async upload(
    path: string,
    content: UploadContent,
    params: UploadParams = {},
    options: RequestOptions = {},
  ): Promise<Uploaded> {
    checkNamed("upload(path, content, { onProgress })", params, options);
    return await (await this.#calls()).upload(path, content, params, options);
  }

  /**
   * Deletes a file.
   *
   * `DELETE /{path}`
   *
   * @param path Path of the file on the collection, beginning with `/`.
   * @throws {CollectionAPIError} If the server responds with an error: 404 if there is no such file.
   */
  async remove(path: string, options: RequestOptions = {}): Promise<void> {
    checkNamed("remove(path, { signal })", options);
    await (await this.#calls()).remove(path, options);
  }

  /** What the code that loads with the first call needs of this client. */
  async #calls(): Promise<FileCalls> {
    const { FileCalls } = await loadPart("reach a file", import("./file_calls.ts"));
    return new FileCalls({
      ...{ clock: this.clock, random: this.random, baseUrl: this.baseUrl },
      ...{ collectionId: this.collectionId?.toLowerCase(), dataAccess: this.#dataAccess },
      send: (method, path, file, options) =>
        this.exchange(method, path, file, {
          defaults: { timeoutMs: FILE_TIMEOUT_MS },
          ...options,
        }),
      tools: {
        ...{ CollectionAPIError, FileTransferError, GlobusSDKUsageError, GlobusTimeoutError },
        ...{
          NetworkError,
          isBrowser,
          loadFiles,
          isUuid,
          scopesOf,
          sleep,
          within,
          toPath,
          checkType,
        },
      },
    });
  }
}

/** The checked address of a collection's files. The code for it loads with the first one. */
async function httpsUrl(collection: CollectionAddresses, sandboxUrl?: string): Promise<URL> {
  const { checkCollectionUrl } = await loadPart(
    "check the address of a collection",
    import("../../core/collection_address.ts"),
  );
  const tools = { GlobusSDKUsageError, outsideSandbox, secureUrl };
  return checkCollectionUrl(collection, "https_server", sandboxUrl, tools);
}

function scopesOf(collectionId: string, hasDataAccess = false): Scope[] {
  const { https, dataAccess } = new GCSCollectionScopes(collectionId);
  return hasDataAccess ? [https, dataAccess] : [https];
}

/** The address that requests go to: that of a sandbox, if there is one. */
function baseUrlOf(address: string, options: CollectionClientOptions): string {
  const sandbox = sandboxFor(options);
  const outside = outsideSandbox(address, sandbox);
  const url = secureUrl(outside);
  if (!url || url.pathname !== "/" || /[?#]/.test(outside)) {
    throw new TypeError(
      "Cannot use this address for a collection: it needs https, or http on this machine, without" +
        " path, query or credentials",
    );
  }
  return sandbox && url.protocol === "https:" ? sandboxHostUrl(sandbox, url.host) : url.href;
}

/** Address of the sandbox that a client with these options calls, if it calls one. */
function sandboxFor({ app, sandboxUrl, fetch }: CollectionClientOptions): string | undefined {
  return app ? app.clientOptions.sandboxUrl : sandboxOf({ sandboxUrl, fetch });
}

/** Decodes the path of a URL. */
function decodePath(pathname: string): string {
  try {
    const segments = pathname.split("/").map(decodeURIComponent);
    if (segments.every((segment) => !segment.includes("/"))) return segments.join("/");
  } catch { /* It is not valid either. */ }
  throw new TypeError("Cannot read a file at this address: its path is not valid");
}

/** The collection that an error requires a login for. */
function requiredCollection(error: unknown): string | undefined {
  if (!(error instanceof CollectionAPIError)) return undefined;
  const { collection_id: id } = (error.rawJson ?? {}) as { collection_id?: string };
  return error.httpStatus < 400 ? id : undefined;
}
