import { type FileDocument, plainText, type TransferClient } from "@globus-deno/sdk";
import { visibleName } from "../../components/visible.ts";
import { readDocument } from "../documents.ts";
import { FILES_PAGE_SIZE, type FilesQuery } from "./file_query.ts";
import { type Moment, momentOf } from "../../components/format.ts";
import { directoryPath } from "./paths.ts";

/** What a list shows of a file or folder. */
export interface FileRow {
  name: string;
  /** The whole path. The path of a folder ends in a slash. */
  path: string;
  isFolder: boolean;
  /** The type, if it is neither a file nor a folder. */
  kind?: string;
  size: number;
  modified?: Moment;
  permissions: string;
  /** The target of a symbolic link. */
  linkTarget?: string;
}

/** One page of a directory. */
export interface Directory {
  /** The absolute path, if the collection tells it. */
  path: string;
  rows: FileRow[];
  /** Number of all entries, if the collection tells it. */
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
 * Lists one page of a directory.
 *
 * @throws {GlobusError} If the request fails.
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
      name: plainText(visibleName(file.name), 255),
      path: `${directory}${file.name}${isFolder ? "/" : ""}`,
      isFolder,
      kind: isFolder || file.type === "file"
        ? undefined
        : KINDS.get(file.type) ?? plainText(file.type, 30),
      size: file.size,
      modified: momentOf(file.last_modified),
      permissions: plainText(file.permissions ?? "", 10),
      linkTarget: file.link_target ? plainText(visibleName(file.link_target), 255) : undefined,
    };
  });
}
