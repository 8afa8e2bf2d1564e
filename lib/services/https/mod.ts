/**
 * Files of collections by HTTPS: read, download, upload and delete them as streams, without Globus
 * Connect Personal.
 *
 * Permissions in Deno: `--allow-net` for the collection's host, Globus Auth and Transfer. Only local
 * files need more: `--allow-read` for what is uploaded, and `--allow-read` and `--allow-write` for the
 * folder of what is downloaded. Node.js 22.13 and Bun work too. Browsers have everything but local
 * files and checksums.
 *
 * @example Download a file, and continue an interrupted download if the file is provably the same
 * ```ts ignore
 * import { UserApp } from "@globus-deno/sdk";
 * import { TransferClient } from "@globus-deno/sdk/transfer";
 * import { CollectionClient } from "@globus-deno/sdk/https";
 *
 * const app = new UserApp("my-tool", { clientId });
 * const files = await CollectionClient.for(new TransferClient({ app }), collectionId);
 * await files.download("/data/run7.h5", "run7.h5", {
 *   resume: true,
 *   onProgress: ({ doneBytes, totalBytes }) => console.log(doneBytes, "of", totalBytes),
 * });
 * ```
 *
 * @module
 */

export type { CollectionAddresses } from "../../core/collection_url.ts";
export type {
  CollectionClientOptions,
  CollectionDescription,
  CollectionFile,
  CollectionFinder,
  CollectionParams,
} from "./client.ts";
export { CollectionClient } from "./client.ts";
export type {
  ChecksumAlgorithm,
  Downloaded,
  DownloadParams,
  FileChecksum,
  FileStat,
  ReadParams,
  Uploaded,
  UploadParams,
} from "./documents.ts";
export type { DownloadTarget } from "./download.ts";
export type { DownloadAllParams, FoundFile } from "./download_all.ts";
export { downloadAll } from "./download_all.ts";
export type { FileProblem } from "./errors.ts";
export { CollectionAPIError, FileTransferError } from "./errors.ts";
export type { FileDone, FileFailed, FileOutcome, FileSkipped, FolderProgress } from "./outcomes.ts";
export type { FileProgress, OnFileProgress } from "./progress.ts";
export type { UploadContent } from "./source.ts";
export type { FolderMaker, UploadAllParams } from "./upload_all.ts";
export { uploadAll } from "./upload_all.ts";
