import type { TransferFilter, TransferOrder } from "../filter.ts";

/** Type of a directory's entry. Devices, pipes and sockets have types of their own. */
export type FileType =
  | "file"
  | "dir"
  | "invalid_symlink"
  | "chr"
  | "blk"
  | "pipe"
  | "other"
  | (string & Record<never, never>);

/** A file or directory. Its name can hold any characters: {@link plainText} makes it safe to print. */
export interface FileDocument {
  /** Always `file`, also for directories. */
  DATA_TYPE: "file";
  /** Name of the file, without its path. */
  name: string;
  /** Type of the entry, such as `file` or `dir`. */
  type: FileType;
  /** Size in bytes. {@link exactInteger} gives sizes above 2^53 exactly. */
  size: number;
  /** When the file was last modified, such as `2023-12-18 16:52:50+00:00`. */
  last_modified: string;
  /** POSIX permissions in octal digits, such as `0644`. */
  permissions: string;
  /** Account on the collection's server that owns the file. */
  user?: string | null;
  /** Group on the collection's server that owns the file. */
  group?: string | null;
  /** Target of a symbolic link; null for other entries. */
  link_target?: string | null;
  /** Size of a symbolic link itself, in bytes. */
  link_size?: number | null;
  /** When a symbolic link itself was last modified. */
  link_last_modified?: string | null;
  /** Account that owns a symbolic link itself. */
  link_user?: string | null;
  /** Group that owns a symbolic link itself. */
  link_group?: string | null;
}

/** A page of {@link TransferClient.operationLs}. */
export interface DirectoryListing {
  /** Always `file_list`. */
  DATA_TYPE: "file_list";
  /** UUID of the collection. */
  endpoint: string;
  /** Path of the directory, as it was requested. */
  path: string;
  /** Path of the directory from the collection's root. */
  absolute_path?: string | null;
  /** Number of entries on this page. */
  length?: number;
  /** Number of entries in the directory that match the filter. */
  total?: number;
  /** Whether entries can be renamed. */
  rename_supported?: boolean;
  /** Whether the collection distinguishes symbolic links from their targets. */
  symlink_supported?: boolean;
  /** The entries on this page. */
  DATA: FileDocument[];
}

/** Parameters of {@link TransferClient.operationLs}. */
export interface LsParams {
  /** Path of the directory. @default the collection's default directory, often the home directory */
  path?: string | null | undefined;
  /** Whether to list names that begin with a dot. @default {true} */
  show_hidden?: boolean | null | undefined;
  /** Order of the entries. @default {"type,name"}, which the service sets */
  orderby?: TransferOrder | null | undefined;
  /** Entries a page, at most 100,000. The option `max` ends the listing. @default {100_000} */
  limit?: number | null | undefined;
  /** Number of entries to skip. @default {0} */
  offset?: number | null | undefined;
  /** Filter by `name`, `type`, `size`, `last_modified`, `user`, `group` or `permissions`. */
  filter?: TransferFilter | null | undefined;
  /** Account on the collection's server, if the caller has several. */
  local_user?: string | null | undefined;
}

/** Parameters of {@link TransferClient.addAppHttpsScope}. */
export interface HttpsScopeParams {
  /**
   * Whether to ask for the scope `data_access` too, which mapped collections without High Assurance
   * have and need. @default {false}
   */
  dataAccess?: boolean | undefined;
}

/** Which account on the collection's server to use, if the caller has several. */
export interface LocalUserParams {
  /** Name of the account on the collection's server. */
  local_user?: string | null | undefined;
}

/** Parameters of {@link TransferClient.operationStat}. */
export interface StatParams extends LocalUserParams {
  /** Path of the file or directory. @default the collection's default directory */
  path?: string | null | undefined;
}
