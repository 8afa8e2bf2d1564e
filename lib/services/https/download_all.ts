import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { GlobusError } from "../../core/errors.ts";
import type { CollectionClient } from "./client.ts";
import type { DownloadParams } from "./documents.ts";
import { FileTransferError } from "./errors.ts";
import {
  concernsOneFile,
  type FileOutcome,
  FolderCounter,
  type FolderProgress,
} from "./outcomes.ts";
import { pooled } from "./pool.ts";
import { loadFiles } from "./load_files.ts";

/** A step of a `walk`, as {@link downloadAll} reads it. */
export interface FoundFile {
  /** Path on the collection. */
  readonly path: string;
  /** The entry; undefined for a folder that could not be listed. */
  readonly entry?: { readonly type: string; readonly size?: number | null };
  /** Why the folder could not be listed. */
  readonly error?: GlobusError;
}

/** How {@link downloadAll} downloads. */
export interface DownloadAllParams extends Pick<DownloadParams, "maxBytes"> {
  /**
   * Whether to keep the part of a file that has arrived when a download is interrupted, and to continue it
   * with the next one. This works only if the server sends the file's `ETag` or `Last-Modified`, and they
   * are the same as before; otherwise the file starts from its beginning. @default {false}
   */
  resume?: boolean | undefined;
  /**
   * The folder on the collection that becomes the local folder, such as `/data/run7/`. Each path that is
   * downloaded must begin with it. It is absolute: only Transfer reads `/~/` as the home folder, and its
   * listing of `/~/` names that folder as `absolute_path`.
   */
  from: string;
  /** Path of the local folder. */
  to: string;
  /** Files that are downloaded at the same time, from 1 to 64. @default {8} */
  concurrency?: number | undefined;
  /**
   * What to do with local files that exist: `skip` skips those of the same size, and fails for others.
   * @default {"fail"}
   */
  existing?: "fail" | "skip" | "overwrite" | undefined;
  /** Called for each piece that arrives. An error that it throws ends everything. */
  onProgress?: ((progress: FolderProgress) => void) | undefined;
}

/**
 * Downloads the files that a walk finds into a local folder, with the folders that they are in, several
 * at a time. It reports what became of each file. An error that concerns all files, such as a missing
 * login, ends everything.
 *
 * After an interruption, call it again with `existing: "skip"` and `resume: true`. Files that are complete
 * are skipped. A part of a file is continued only if the file is provably the same, which needs `ETag` or
 * `Last-Modified` from the collection's server; otherwise that file starts from its beginning. Not all servers send
 * them: {@link CollectionClient.stat} shows whether yours does, and `resumedFromBytes` of each outcome
 * what was continued. For one large file, {@link CollectionClient.download} can use a `checksum` instead.
 *
 * @example Usage
 * ```ts ignore
 * const found = walk(tc, collectionId, { path: "/data/run7/" });
 * const params = { from: "/data/run7/", to: "run7", existing: "skip", resume: true } as const;
 * for await (const outcome of downloadAll(files, found, params)) {
 *   if (outcome.state === "failed") console.warn(plainText(outcome.path), outcome.error.message);
 * }
 * ```
 *
 * @param client Client of the collection.
 * @param found Steps of a `walk`, or paths in the same form. Only regular files are downloaded.
 * @param params `to`, the local folder, is made if it is missing. Deno needs `--allow-read` and
 * `--allow-write` for it.
 * @throws {RangeError} If `concurrency` is out of range.
 * @throws The signal's reason, once it is aborted.
 *
 * @category Helpers
 */
export async function* downloadAll(
  client: Pick<CollectionClient, "download">,
  found: AsyncIterable<FoundFile> | Iterable<FoundFile>,
  params: DownloadAllParams,
  options: RequestOptions = {},
): AsyncGenerator<FileOutcome, void, void> {
  checkNamed("downloadAll(client, walk(…), { from, to })", params, options);
  const { to: folder, existing = "fail", concurrency = 8, resume, maxBytes } = params;
  const files = await loadFiles();
  const counter = new FolderCounter(params.onProgress);
  const from = params.from.endsWith("/") ? params.from : `${params.from}/`;
  const wanted = onlyFiles(found);
  // A walk finds the files of a folder one after another.
  const makeFolder = files.folderMaker({ FileTransferError });
  const download = async (step: FoundFile, signal: AbortSignal): Promise<FileOutcome> => {
    const { path, entry } = step;
    if (step.error) return { state: "failed", path, error: step.error };
    let file: string | undefined;
    try {
      file = files.localPath(folder, from, path, { FileTransferError });
      if (existing === "skip" && await files.sizeOf(file) === entry!.size) {
        return { state: "skipped", path, file };
      }
      await makeFolder(file);
      const { sizeBytes, resumedFromBytes } = await client.download(path, file, {
        ...{ resume, maxBytes, overwrite: existing === "overwrite" },
        onProgress: counter.file(path),
      }, { ...options, signal });
      counter.complete(path);
      return { state: "done", path, file, sizeBytes, resumedFromBytes };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (signal.aborted || !concernsOneFile(error)) throw error;
      return { state: "failed", path, file, error };
    }
  };
  yield* pooled(wanted, download, { concurrency, signal: options.signal });
}

/** Leaves out folders and what is not a file. */
async function* onlyFiles(
  found: AsyncIterable<FoundFile> | Iterable<FoundFile>,
): AsyncGenerator<FoundFile, void, void> {
  for await (const step of found) if (step.error || step.entry?.type === "file") yield step;
}
