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
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { TransferClient } from "@globus-deno/sdk/transfer";
 * import { CollectionClient } from "@globus-deno/sdk/https";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const files = await CollectionClient.for(
 *   new TransferClient({ app }),
 *   "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
 * );
 * const folder = await Deno.makeTempDir();
 * await files.download("/home/share/godata/file1.txt", `${folder}/file1.txt`, {
 *   resume: true,
 *   onProgress: ({ doneBytes, totalBytes }) => console.log(doneBytes, "of", totalBytes),
 * });
 * ```
 *
 * @module
 */

export type { CollectionAddresses } from "../../core/collection_address.ts";
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
