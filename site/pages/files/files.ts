import { type FileDocument, plainText, type TransferClient } from "@globus-deno/sdk";
import { readDocument } from "../documents.ts";
import { FILES_PAGE_SIZE, type FilesQuery } from "./file_query.ts";
import { type Moment, momentOf } from "../../components/format.ts";
import { directoryPath } from "./paths.ts";

/** An entry as a row shows it. */
export interface FileRow {
  name: string;
  /** Where it is; of a folder with a slash at the end. */
  path: string;
  isFolder: boolean;
  /** What it is, where it is neither a file nor a folder. */
  kind?: string;
  size: number;
  modified?: Moment;
  permissions: string;
  /** Where a symbolic link leads. */
  linkTarget?: string;
}

/** A part of a directory. */
export interface Directory {
  /** From the collection's root, where the collection says it. */
  path: string;
  rows: FileRow[];
  /** Entries in all, where the collection says it. */
  total?: number;
  hasNext: boolean;
}

const KINDS = new Map([
  ["invalid_symlink", "broken link"],
  ["chr", "device"],
  ["blk", "device"],
  ["pipe", "pipe"],
]);

/**
 * Lists a part of a directory.
 *
 * @throws {GlobusError} Whatever the SDK throws.
 */
export async function listDirectory(
  tc: TransferClient,
  query: Omit<FilesQuery, "endpoint"> & { endpoint: string; pageSize?: number },
  signal?: AbortSignal,
): Promise<Directory> {
  const { endpoint, path, sort, descending, hidden, page, pageSize = FILES_PAGE_SIZE } = query;
  const offset = (page - 1) * pageSize;
  const listing = await tc.operationLs(endpoint, {
    path,
    show_hidden: hidden,
    orderby: ["type", descending ? `${sort} DESC` : sort],
    limit: pageSize,
    offset,
  }, { signal }).page();
  const given = listing.absolute_path ?? path ?? listing.path;
  const directory = (typeof given === "string" ? directoryPath(given) : undefined) ?? "/";
  const { total } = listing;
  return {
    path: directory,
    rows: listing.DATA.map((file) => fileRow(file, directory)),
    total,
    hasNext: total === undefined ? listing.DATA.length === pageSize : offset + pageSize < total,
  };
}

function fileRow(file: FileDocument, directory: string): FileRow {
  return readDocument(() => {
    const isFolder = file.type === "dir";
    return {
      name: plainText(file.name, 255),
      path: `${directory}${file.name}${isFolder ? "/" : ""}`,
      isFolder,
      kind: isFolder || file.type === "file"
        ? undefined
        : KINDS.get(file.type) ?? plainText(file.type, 30),
      size: file.size,
      modified: momentOf(file.last_modified),
      permissions: plainText(file.permissions ?? "", 10),
      linkTarget: file.link_target ? plainText(file.link_target, 255) : undefined,
    };
  });
}
