import type { TransferFilter, TransferOrder } from "../filter.ts";

/** What an entry of a directory is. */
export type FileType =
  | "file"
  | "dir"
  | "invalid_symlink"
  | "chr"
  | "blk"
  | "pipe"
  | "other"
  | (string & Record<never, never>);

/** A file or directory. Its name is whatever its owner chose: `plainText` makes it safe to print. */
export interface FileDocument {
  /** `file`, for directories too. */
  DATA_TYPE: "file";
  /** Name, without the path. */
  name: string;
  /** What it is. */
  type: FileType;
  /** Bytes. `exactInteger` has what is beyond 2^53. */
  size: number;
  /** Time of the last change, such as `2023-12-18 16:52:50+00:00`. */
  last_modified: string;
  /** POSIX permissions in octal digits, such as `0644`. */
  permissions: string;
  /** Name of the account that owns it, on the collection's server. */
  user?: string | null;
  /** Name of the group, on the collection's server. */
  group?: string | null;
  /** Of a symbolic link: where it leads. */
  link_target?: string | null;
  /** Of a symbolic link: its own size in bytes. */
  link_size?: number | null;
  /** Of a symbolic link: when it was last changed itself. */
  link_last_modified?: string | null;
  /** Of a symbolic link: its own owner. */
  link_user?: string | null;
  /** Of a symbolic link: its own group. */
  link_group?: string | null;
}

/** A page of {@link TransferClient.operationLs}. */
export interface DirectoryListing {
  /** `file_list`. */
  DATA_TYPE: "file_list";
  /** UUID of the collection. */
  endpoint: string;
  /** The directory, as it was asked for. */
  path: string;
  /** The directory, from the collection's root. */
  absolute_path?: string | null;
  /** Entries in this answer. */
  length?: number;
  /** Entries in the directory that fit the filter. */
  total?: number;
  /** Whether entries can be renamed. */
  rename_supported?: boolean;
  /** Whether symbolic links are told from what they lead to. */
  symlink_supported?: boolean;
  /** The entries. */
  DATA: FileDocument[];
}

/** Parameters of {@link TransferClient.operationLs}. */
export interface LsParams {
  /** The directory. @default the collection's own, often the home directory */
  path?: string | null;
  /** Whether names that begin with a dot are listed. @default {true} */
  show_hidden?: boolean | null;
  /** In which order. @default {"type,name"}, as the service has it */
  orderby?: TransferOrder | null;
  /** Entries a page, at most 100,000. The option `max` ends the listing. @default {100_000} */
  limit?: number | null;
  /** Entries to pass over. @default {0} */
  offset?: number | null;
  /** Which entries, by `name`, `type`, `size`, `last_modified`, `user`, `group`, `permissions`. */
  filter?: TransferFilter | null;
  /** Account on the collection's server, where the caller has several. */
  local_user?: string | null;
}

/** Which account on the collection's server acts, where the caller has several. */
export interface LocalUserParams {
  /** Name of the account. */
  local_user?: string | null;
}

/** Parameters of {@link TransferClient.operationStat}. */
export interface StatParams extends LocalUserParams {
  /** The file or directory. @default the collection's own directory */
  path?: string | null;
}
