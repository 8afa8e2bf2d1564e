import type { JSX } from "preact";
import { CopyButton } from "../../components/copy_button.tsx";
import { Empty } from "../../components/pieces.tsx";
import {
  type EndpointQuery,
  ENTITY_TYPES,
  ORDERS,
  PAGE_SIZE,
  SCOPES,
  SEARCH_CAP,
  writeQuery,
} from "./endpoint_query.ts";
import type { EndpointResults, EndpointRow } from "./endpoints.ts";
import { countText } from "../../components/format.ts";
import { Pager } from "../../components/pager.tsx";

interface SearchProps {
  query: EndpointQuery;
  /** Absent if the search failed. */
  found?: EndpointResults;
}

/** The search for collections: a form and its results. */
export function EndpointSearch(props: SearchProps): JSX.Element {
  const { found = { rows: [], hasNext: false }, query } = props;
  const { hasNext, rows } = found;
  const address = (page: number) => `/endpoints${writeQuery({ ...query, page })}`;
  const isCut = query.page * PAGE_SIZE >= SEARCH_CAP && rows.length === PAGE_SIZE;
  const said = rows.length > 0 ? countOf(query.page, rows.length, hasNext) : "Nothing shown";
  return (
    <>
      <SearchForm query={query} />
      <section
        class="panel"
        id="found"
        aria-labelledby="results"
        data-address={address(query.page)}
        data-said={said}
      >
        <div class="panel-head">
          <h2 id="results" tabIndex={-1}>Results</h2>
          <span class="note said">{said}</span>
        </div>
        {rows.length > 0
          ? <Rows rows={rows} />
          : query.page > 1 && props.found
          ? (
            <Empty title="No more results">
              <p>
                <a href={address(1)}>Go to the first page</a>
              </p>
            </Empty>
          )
          : <NothingFound query={query} found={props.found} />}
        {rows.some((row) => row.isOwnedByApplication) && (
          <p class="panel-body note">
            An owner that is called <i>application</i>{" "}
            is a program that logs in to Globus as itself, not a person. The page of the collection
            shows its whole ID.
          </p>
        )}
        {isCut && (
          <p class="panel-body note">
            Globus returns at most {countText(SEARCH_CAP)} results. Narrow your search to see more.
          </p>
        )}
        <Pager page={query.page} hasNext={hasNext} addressOf={address} />
      </section>
    </>
  );
}

/** Why there are no results, and what to do. */
function NothingFound({ found, query }: SearchProps): JSX.Element {
  if (!found) return <Empty title="No results" />;
  if (found.hint) return <Empty title="What are you looking for?">{found.hint}</Empty>;
  const isNarrowed = query.q !== "" || query.type !== "";
  if (query.scope === "all") {
    return <Empty title="Nothing found">Try fewer words or another type.</Empty>;
  }
  return (
    <Empty
      title={isNarrowed
        ? "Nothing found"
        : query.scope === SCOPES[0][0]
        ? "You own no collections yet"
        : "No collections here yet"}
    >
      {isNarrowed ? "Try fewer words, or " : "You can "}
      <a href={`/endpoints${writeQuery({ ...query, scope: "all", page: 1 })}`}>
        search all collections that you can see
      </a>.
    </Empty>
  );
}

/** Which results are shown. Globus tells the number of all of them only on the last page. */
function countOf(page: number, shown: number, hasNext: boolean): string {
  const before = (page - 1) * PAGE_SIZE;
  const last = before + shown;
  const all = hasNext || last >= SEARCH_CAP ? `more than ${countText(last)}` : countText(last);
  return `${countText(before + 1)} to ${countText(last)} of ${all}`;
}

function SearchForm({ query: { order, q, scope, type } }: { query: EndpointQuery }): JSX.Element {
  return (
    <form id="search" method="get" action="/endpoints" role="search">
      <p class="row">
        <label class="field grow">
          <span class="note">Search</span>
          <input
            type="search"
            name="q"
            value={q}
            maxLength={200}
            placeholder="Name, owner, keyword"
          />
        </label>
        <Choice name="scope" title="Show" chosen={scope} choices={SCOPES} />
        <Choice name="type" title="Type" chosen={type} choices={ENTITY_TYPES} />
        <Choice name="order" title="Sort each page" chosen={order} choices={ORDERS} />
        <button class="button" type="submit">Search</button>
      </p>
    </form>
  );
}

function Choice(props: {
  name: string;
  title: string;
  chosen: string;
  choices: readonly (readonly [value: string, title: string])[];
}): JSX.Element {
  return (
    <label class="field grow">
      <span class="note">{props.title}</span>
      <select name={props.name}>
        {props.choices.map(([value, title]) => (
          <option key={value} value={value} selected={value === props.chosen}>{title}</option>
        ))}
      </select>
    </label>
  );
}

function Rows(props: { rows: EndpointRow[] }): JSX.Element {
  return (
    <ul class="rows">
      {props.rows.map(({ connected, id, kind, name, organization, owner }) => (
        <li key={id} class="row apart">
          <div class="grow">
            <a href={`/endpoints/${id}`}>
              <strong>
                <bdi>{name}</bdi>
              </strong>
            </a>
            <p class="note">{[owner, organization].filter(Boolean).join(" · ")}</p>
            <p class="note row">
              <code>{id}</code> <CopyButton text={id} what={`ID ${id.slice(0, 8)}`} />
            </p>
          </div>
          <div class="row">
            <span class="badge">{kind}</span>
            {connected !== undefined && (
              <span class={`badge ${connected ? "good" : "warn"}`}>
                {connected ? "connected" : "offline"}
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
