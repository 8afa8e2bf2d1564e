import { directoryPath } from "./paths.ts";

/** Entries on a page of the file browser. */
export const FILES_PAGE_SIZE = 100;

/** The fields to sort entries by. Folders always come first. */
const SORT_FIELDS = ["name", "size", "last_modified"] as const;

/** A value of {@link SORT_FIELDS}. */
export type SortField = typeof SORT_FIELDS[number];

/** What the file browser shows, as in the URL of the page. */
export interface FilesQuery {
  /** Id of the collection; empty if none is chosen. */
  endpoint: string;
  /** The directory; undefined for the collection's default directory. */
  path?: string;
  sort: SortField;
  descending: boolean;
  /** Whether names that begin with a dot are shown. */
  hidden: boolean;
  /** From 1. */
  page: number;
}

const MAX_PAGE = 100_000;

/** Reads a query from a URL. Invalid values become the defaults. */
export function readFilesQuery(params: URLSearchParams): FilesQuery {
  const path = params.get("path");
  const page = Number(params.get("page") ?? 1);
  const [field, direction] = (params.get("sort") ?? "").split("-");
  return {
    endpoint: (params.get("endpoint") ?? "").trim().slice(0, 200),
    path: path === null || path === "" ? undefined : directoryPath(path) ?? "/",
    sort: SORT_FIELDS.find((name) => name === field) ?? "name",
    descending: direction === "down",
    hidden: params.get("hidden") === "yes",
    page: Number.isInteger(page) && page >= 1 && page <= MAX_PAGE ? page : 1,
  };
}

/** Writes the URL of the file browser. Defaults are left out. */
export function filesAddress(query: Partial<FilesQuery> & { endpoint: string }): string {
  const { endpoint, path, sort = "name", descending, hidden, page = 1 } = query;
  const params = new URLSearchParams({ endpoint });
  if (path !== undefined) params.set("path", path);
  if (sort !== "name" || descending) params.set("sort", descending ? `${sort}-down` : sort);
  if (hidden) params.set("hidden", "yes");
  if (page > 1) params.set("page", `${page}`);
  return `/files?${params}`;
}
