import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { CollectionClient } from "./client.ts";
import type { UploadParams } from "./documents.ts";
import { FileTransferError } from "./errors.ts";
import {
  concernsOneFile,
  type FileOutcome,
  FolderCounter,
  type FolderProgress,
} from "./outcomes.ts";
import { pooled } from "./pool.ts";
import { loadFiles } from "./load_files.ts";

/** The part of a {@link TransferClient} that makes folders. */
export interface FolderMaker {
  /** Makes a folder: see {@link TransferClient.operationMkdir}. */
  operationMkdir(
    endpointId: string,
    path: string,
    params?: object,
    options?: RequestOptions,
  ): Promise<unknown>;
}

/** How {@link uploadAll} uploads. */
export interface UploadAllParams extends Pick<UploadParams, "retry"> {
  /** Path of the local folder. */
  from: string;
  /** The folder on the collection that the local folder becomes, such as `/data/run7/`. */
  to: string;
  /**
   * A {@link TransferClient} that makes folders on the collection which are missing. The client of the
   * collection must know its `collectionId`. @default all folders must exist
   */
  transfer?: FolderMaker | undefined;
  /** Files that are uploaded at the same time, from 1 to 64. @default {8} */
  concurrency?: number | undefined;
  /** Called for each piece that is sent. An error that it throws ends everything. */
  onProgress?: ((progress: FolderProgress) => void) | undefined;
}

/**
 * Uploads a local folder with everything below it, several files at a time, and reports what became of
 * each file. Files that exist on the collection are replaced. Links are not followed: they fail. An error
 * that concerns all files, such as a missing login, ends everything.
 *
 * @example Usage
 * ```ts ignore
 * for await (const outcome of uploadAll(files, { from: "run7", to: "/data/run7/", transfer: tc })) {
 *   if (outcome.state === "failed") console.warn(outcome.file, outcome.error.message);
 * }
 * ```
 *
 * @param client Client of the collection.
 * @param params Deno needs `--allow-read` for `from`, the local folder.
 * @throws {RangeError} If `concurrency` is out of range.
 * @throws {FileTransferError} If the local folder cannot be read.
 * @throws The signal's reason, once it is aborted.
 *
 * @category Helpers
 */
export async function* uploadAll(
  client: Pick<CollectionClient, "upload" | "collectionId">,
  params: UploadAllParams,
  options: RequestOptions = {},
): AsyncGenerator<FileOutcome, void, void> {
  checkNamed("uploadAll(client, { from, to })", params, options);
  const { from: folder, transfer, retry, concurrency = 8 } = params;
  const { collectionId } = client;
  if (transfer && !collectionId) {
    throw new GlobusSDKUsageError("Cannot make folders: the client does not know its collectionId");
  }
  const files = await loadFiles();
  const counter = new FolderCounter(params.onProgress);
  const to = params.to.endsWith("/") ? params.to : `${params.to}/`;
  const made = new Map<string, Promise<void>>();
  /** Makes a folder once, after the one that it is in. */
  const makeFolder = (path: string, options: RequestOptions): Promise<void> => {
    let promise = made.get(path);
    if (!promise) {
      promise = (async () => {
        const parent = path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
        if (parent.length >= to.length) await makeFolder(parent, options);
        try {
          await transfer!.operationMkdir(collectionId!, path, {}, options);
        } catch (error) {
          if (!/Exists/.test((error as { code?: string | null }).code ?? "")) throw error;
        }
      })();
      made.set(path, promise);
      promise.catch(() => made.delete(path));
    }
    return promise;
  };
  type Local = Awaited<ReturnType<ReturnType<typeof files.filesBelow>["next"]>>["value"];
  const upload = async (local: Local, signal: AbortSignal): Promise<FileOutcome> => {
    const { file, relative, problem } = local!;
    const path = to + relative;
    try {
      if (problem) throw new FileTransferError(`Cannot upload ${file}: ${problem}`, "unsafe");
      const all = { ...options, signal };
      if (transfer) await makeFolder(path.slice(0, path.lastIndexOf("/") + 1), all);
      const onProgress = counter.file(path);
      const { sizeBytes } = await client.upload(path, file, { retry, onProgress }, all);
      counter.complete(path);
      return { state: "done", path, file, sizeBytes, resumedFromBytes: 0 };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (signal.aborted || !concernsOneFile(error)) throw error;
      return { state: "failed", path, file, error };
    }
  };
  const locals = files.filesBelow(folder, { FileTransferError });
  yield* pooled(locals, upload, { concurrency, signal: options.signal });
}
