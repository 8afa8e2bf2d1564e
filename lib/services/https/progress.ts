/** How far a copy has come. */
export interface FileProgress {
  /** Bytes that were copied, those of an earlier attempt included. */
  readonly doneBytes: number;
  /** Bytes of the whole file; null if they are not known before the end. */
  readonly totalBytes: number | null;
}

/** Called for each piece that was copied. An error that it throws ends the copy. */
export type OnFileProgress = (progress: FileProgress) => void;
