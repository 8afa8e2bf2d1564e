import type { ComponentChildren, JSX } from "preact";
import { Empty } from "../../components/pieces.tsx";
import { SOURCE_ID } from "../../tutorial/lessons/first_transfer.ts";
import { type EndpointRow, holderOf } from "../endpoints/endpoints.ts";
import { FILES_PAGE_SIZE, filesAddress, type FilesQuery, type SortField } from "./file_query.ts";
import type { Directory, FileRow } from "./files.ts";
import { countText, type Moment, sizeText, things } from "../../components/format.ts";
import { EntryIcon, Icon } from "../../components/icons.tsx";
import { Pager } from "../../components/pager.tsx";
import { Crumbs } from "./crumbs.tsx";
import { MAX_PATH_LENGTH, parentOf } from "./paths.ts";
import { transferAddress } from "../transfer/transfer_query.ts";

/** The page before a collection is chosen: a search, a field for an id, and recent collections. */
export function FilesStart(props: { rows: readonly EndpointRow[] }): JSX.Element {
  const { rows } = props;
  return (
    <>
      <div class="halves">
        <form class="card" method="get" action="/endpoints" role="search">
          <h2>Search</h2>
          <input type="hidden" name="scope" value="all" />
          <p class="row">
            <label class="field grow">
              <span class="hidden">Words</span>
              <input type="search" name="q" placeholder="Name, owner, keyword" required />
            </label>
            <button class="button" type="submit">Search</button>
          </p>
        </form>
        <form class="card" method="get" action="/files">
          <h2>Or enter an ID</h2>
          <p class="row">
            <label class="field grow">
              <span class="hidden">ID of a collection</span>
              <input name="endpoint" placeholder="36 characters" required spellcheck={false} />
            </label>
            <button class="button quiet" type="submit">Open</button>
          </p>
        </form>
      </div>
      {rows.length === 0 && (
        <p>
          To begin, open{" "}
          <a href={filesAddress({ endpoint: SOURCE_ID })}>Globus Tutorial Collection 1</a>, which
          each user may read.
        </p>
      )}
      {rows.length > 0 && (
        <section class="panel" aria-labelledby="recent">
          <div class="panel-head">
            <h2 id="recent">Recently used</h2>
          </div>
          <ul class="rows">
            {rows.map((row) => (
              <li key={row.id} class="row apart">
                <div class="grow">
                  <a href={filesAddress({ endpoint: row.id })}>
                    <strong>
                      <bdi>{row.name}</bdi>
                    </strong>
                  </a>
                  <p class="note">{holderOf(row)}</p>
                </div>
                <span class="badge">{row.kind}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** A directory of a collection, with links to others. It works without script. */
export function FileBrowser(props: {
  query: FilesQuery;
  /** Absent if the directory cannot be listed. */
  directory?: Directory;
  /** Shown instead of the entries. */
  children?: ComponentChildren;
}): JSX.Element {
  const { directory, query } = props;
  const { endpoint } = query;
  const path = directory?.path ?? query.path ?? "/";
  // Another directory or another order starts at page 1.
  const address = (change: Partial<FilesQuery>) =>
    filesAddress({ ...query, path, page: 1, ...change });
  const above = parentOf(path);
  return (
    <>
      <form method="get" action="/files">
        <p class="row">
          <input type="hidden" name="endpoint" value={endpoint} />
          {query.hidden && <input type="hidden" name="hidden" value="yes" />}
          <label class="field grow">
            <span class="hidden">Path</span>
            <input name="path" value={path} maxLength={MAX_PATH_LENGTH} spellcheck={false} />
          </label>
          <button class="button quiet" type="submit">Open</button>
          {above && <a class="button quiet" href={address({ path: above })}>Parent folder</a>}
        </p>
      </form>
      {props.children}
      {directory && (
        <section class="panel" aria-labelledby="folder">
          <div class="panel-head">
            <h2 id="folder" class="hidden">Folder</h2>
            <Crumbs path={path} addressOf={(to) => address({ path: to })} />
            <a class="note" href={address({ hidden: !query.hidden })}>
              {query.hidden ? "Hide hidden files" : "Show hidden files"}
            </a>
          </div>
          {directory.rows.length === 0
            ? <Nothing query={query} directory={directory} address={address} />
            : <Table query={query} directory={directory} address={address} />}
          <Pager
            page={query.page}
            hasNext={directory.hasNext}
            addressOf={(page) => address({ page })}
          >
            {windowText(query, directory)}
          </Pager>
        </section>
      )}
      {directory && (
        <p class="row">
          <a
            class="button quiet"
            href={transferAddress({ source: endpoint, sourcePath: path })}
          >
            Transfer from this folder
          </a>
          <a
            class="button quiet"
            href={transferAddress({ destination: endpoint, destinationPath: path })}
          >
            Transfer to this folder
          </a>
        </p>
      )}
    </>
  );
}

interface DirectoryProps {
  query: FilesQuery;
  directory: Directory;
  address: (change: Partial<FilesQuery>) => string;
}

function windowText({ page }: FilesQuery, { rows, total }: Directory): string {
  const from = (page - 1) * FILES_PAGE_SIZE;
  const shown = `${countText(from + 1)}–${countText(from + rows.length)}`;
  if (rows.length === 0) return `Page ${page}`;
  return total === undefined ? shown : `${shown} of ${countText(total)}`;
}

function Nothing({ address, directory, query }: DirectoryProps): JSX.Element {
  if (query.page > 1) {
    return (
      <Empty title="No more results">
        <p>
          <a href={address({ page: 1 })}>Go to the first page</a>
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="This folder is empty">
      <p>
        {query.hidden || directory.total !== 0
          ? "A transfer can fill it."
          : "Names that begin with a dot are not shown."}
      </p>
    </Empty>
  );
}

function Table({ address, directory, query }: DirectoryProps): JSX.Element {
  const { rows, total = rows.length } = directory;
  return (
    <div class="scroll">
      <table class="files">
        <caption class="hidden">{things(total, "entry", "entries")}</caption>
        <thead>
          <tr>
            <SortHead field="name" title="Name" query={query} address={address} />
            <SortHead field="size" title="Size" query={query} address={address} />
            <SortHead field="last_modified" title="Modified" query={query} address={address} />
            <th scope="col">
              Transfer
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <Row key={row.path} row={row} query={query} path={directory.path} />)}
        </tbody>
      </table>
    </div>
  );
}

function SortHead(props: {
  field: SortField;
  title: string;
  query: FilesQuery;
  address: DirectoryProps["address"];
}): JSX.Element {
  const { address, field, query: { descending, sort }, title } = props;
  const isSorted = sort === field;
  return (
    <th scope="col" aria-sort={!isSorted ? "none" : descending ? "descending" : "ascending"}>
      <a href={address({ sort: field, descending: isSorted && !descending })}>
        {title}
        <span aria-hidden="true">{!isSorted ? "" : descending ? " ↓" : " ↑"}</span>
      </a>
    </th>
  );
}

/** A point in time. It may break into two lines, the day and the time. */
function When({ moment: { iso, text } }: { moment: Moment }): JSX.Element {
  const [day, ...rest] = text.split(", ");
  return (
    <time dateTime={iso}>
      <span>{day},</span> <span>{rest.join(", ")}</span>
    </time>
  );
}

function Row({ path, query, row }: { row: FileRow; query: FilesQuery; path: string }): JSX.Element {
  const { endpoint, hidden } = query;
  const { isFolder, kind, linkTarget, modified, name, permissions, size } = row;
  return (
    <tr>
      <th scope="row">
        <EntryIcon isFolder={isFolder} />
        {isFolder
          ? (
            <a href={filesAddress({ endpoint, path: row.path, hidden })}>
              <bdi>{name}</bdi>
            </a>
          )
          : <bdi>{name}</bdi>}
        {kind && <i>{kind}</i>}
        {linkTarget && (
          <span class="note">
            → <bdi>{linkTarget}</bdi>
          </span>
        )}
      </th>
      <td title={isFolder ? undefined : `${countText(size)} bytes`}>
        {isFolder ? "–" : <span>{sizeText(size)}</span>}
      </td>
      <td title={permissions ? `Permissions ${permissions}` : undefined}>
        {modified ? <When moment={modified} /> : "–"}
      </td>
      <td>
        <a
          href={transferAddress({ source: endpoint, sourcePath: path, items: [row.path] })}
          aria-label={`Transfer ${name}`}
          title="Transfer"
        >
          <Icon name="send" />
        </a>
      </td>
    </tr>
  );
}
