import { GlobusAPIError } from "../../core/api_error.ts";
import { type GlobusError, NetworkError } from "../../core/errors.ts";
import { FileTransferError } from "./errors.ts";

/** What became of one file of many: see {@link downloadAll} and {@link uploadAll}. */
export type FileOutcome = FileDone | FileSkipped | FileFailed;

/** A file that was copied. */
export interface FileDone {
  /** Tells the kinds of outcomes apart. */
  readonly state: "done";
  /** Path of the file on the collection. */
  readonly path: string;
  /** Path of the local file. */
  readonly file: string;
  /** Size of the file in bytes. */
  readonly sizeBytes: number;
  /**
   * Bytes of it that an earlier, interrupted download had left; 0 if the file was copied from its
   * beginning, as each upload is.
   */
  readonly resumedFromBytes: number;
}

/** A file that was there already. */
export interface FileSkipped {
  /** Tells the kinds of outcomes apart. */
  readonly state: "skipped";
  /** Path of the file on the collection. */
  readonly path: string;
  /** Path of the local file. */
  readonly file: string;
}

/** A file that was not copied, or a folder that could not be listed. */
export interface FileFailed {
  /** Tells the kinds of outcomes apart. */
  readonly state: "failed";
  /** Path of the file or folder on the collection. */
  readonly path: string;
  /** Path of the local file; undefined if there is none. */
  readonly file?: string;
  /** Why it failed. */
  readonly error: GlobusError;
}

/** How far a copy of many files has come. */
export interface FolderProgress {
  /** Path on the collection of the file that has just moved. */
  readonly path: string;
  /** Bytes of all files that were copied so far. */
  readonly doneBytes: number;
  /** Files that are complete. */
  readonly doneFiles: number;
}

/** Adds up the progress of many files. */
export class FolderCounter {
  readonly #onProgress: ((progress: FolderProgress) => void) | undefined;
  #doneBytes = 0;
  #doneFiles = 0;

  constructor(onProgress: ((progress: FolderProgress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  /** Makes what counts the bytes of one file. */
  file(path: string): (progress: { doneBytes: number }) => void {
    let before = 0;
    return ({ doneBytes }) => {
      this.#doneBytes += doneBytes - before;
      before = doneBytes;
      this.#report(path);
    };
  }

  /** Notes that a file is complete. */
  complete(path: string): void {
    this.#doneFiles++;
    this.#report(path);
  }

  #report(path: string): void {
    this.#onProgress?.({ path, doneBytes: this.#doneBytes, doneFiles: this.#doneFiles });
  }
}

/** Whether an error concerns one file, so that the others can still be copied. */
export function concernsOneFile(error: unknown): error is GlobusError {
  if (error instanceof GlobusAPIError) {
    return error.httpStatus >= 400 && error.httpStatus !== 401;
  }
  return error instanceof NetworkError || error instanceof FileTransferError;
}
