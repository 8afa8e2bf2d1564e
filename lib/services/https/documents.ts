import type { OnFileProgress } from "./progress.ts";

/** Which bytes {@link CollectionClient.read} asks for. */
export interface ReadParams {
  /** Offset of the first byte. @default {0} */
  offset?: number | undefined;
  /** Number of bytes; the file can end earlier. @default all bytes up to the end */
  length?: number | undefined;
}

/** What is known of a file without reading it. */
export interface FileStat {
  /** Size in bytes; null if the server does not say. */
  readonly sizeBytes: number | null;
  /** When the file was changed last; null if the server does not say. */
  readonly lastModified: Date | null;
  /** The entity tag, which changes with the bytes; null if there is none. */
  readonly etag: string | null;
  /** Media type that the server assumes from the name; null if it does not say. */
  readonly contentType: string | null;
  /** Whether the server can send parts of the file. */
  readonly acceptsRanges: boolean;
}

/** An algorithm for checksums, of those that Transfer knows. */
export type ChecksumAlgorithm = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

/** A checksum that a file must have. */
export interface FileChecksum {
  /** How it was computed. */
  readonly algorithm: ChecksumAlgorithm;
  /** The checksum in hexadecimal digits. */
  readonly value: string;
}

/** How {@link CollectionClient.download} downloads. */
export interface DownloadParams {
  /** Whether to replace a local file. @default {false} */
  overwrite?: boolean | undefined;
  /**
   * Whether to continue an earlier download to the same local file that was interrupted, and to keep
   * what has arrived if this one is. It continues only if the file on the collection is provably the
   * same: by its entity tag, by the time of its last change, or because `checksum` proves it at the end.
   * @default {false}
   */
  resume?: boolean | undefined;
  /** The checksum that the file must have. Browsers cannot compute it. @default none is verified */
  checksum?: FileChecksum | undefined;
  /** The size in bytes that the file must have. @default any */
  sizeBytes?: number | undefined;
  /** Size limit in bytes: a larger file is refused. @default {Infinity} */
  maxBytes?: number | undefined;
  /**
   * Connections that download at the same time, each a part of the file, from 1 to 8. It helps where
   * the network limits a single connection. Each uses 4 MiB of memory.
   * @default {1}
   */
  connections?: number | undefined;
  /** Called for each piece that arrives. An error that it throws ends the download. */
  onProgress?: OnFileProgress | undefined;
}

/** A file that was downloaded. */
export interface Downloaded {
  /** Size of the whole file in bytes. */
  readonly sizeBytes: number;
  /** Bytes of it that an earlier download had left. */
  readonly resumedFromBytes: number;
  /** When the file on the collection was changed last; null if the server does not say. */
  readonly lastModified: Date | null;
}

/** How {@link CollectionClient.upload} uploads. */
export interface UploadParams {
  /** Size of a stream in bytes, if it is known. Servers may not accept a stream without a size. */
  sizeBytes?: number | undefined;
  /**
   * Whether to upload again if the connection breaks, which can leave a part of the file on the
   * collection until then. It needs a source that can be read again: not a stream.
   * @default {false}
   */
  retry?: boolean | undefined;
  /** Called for each piece that is sent. An error that it throws ends the upload. */
  onProgress?: OnFileProgress | undefined;
}

/** A file that was uploaded. */
export interface Uploaded {
  /** Size of the whole file in bytes. */
  readonly sizeBytes: number;
  /** Whether the server says that the file is new. It may also not say so. */
  readonly isNew: boolean;
}
