import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { WireLogView } from "../site/components/WireLogView.tsx";
import type { Exchange } from "../site/wire_log.ts";
import {
  type EndpointQuery,
  type EndpointScope,
  ENTITY_TYPES,
  SCOPES,
  writeQuery,
} from "../site/workbench/endpoint_query.ts";
import type { EndpointResults, EndpointRow } from "../site/workbench/endpoints.ts";

/** What the page begins with. */
export interface EndpointSearchProps {
  query: EndpointQuery;
  found: EndpointResults & { error?: string };
  exchanges: Exchange[];
  sandboxUrl?: string;
}

/** Milliseconds without a key before a search is sent. */
const PAUSE_MS = 250;

/**
 * The search of endpoints: a form and links that work by themselves; with script the results change
 * while one types, and the page stays.
 */
export default function EndpointSearch(props: EndpointSearchProps): JSX.Element {
  const query = useSignal(props.query);
  const found = useSignal(props.found);
  const exchanges = useSignal(props.exchanges);
  const loading = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const under = useRef<AbortController | undefined>(undefined);

  async function load(next: EndpointQuery): Promise<void> {
    under.current?.abort();
    const controller = under.current = new AbortController();
    const address = `/endpoints${writeQuery(next)}`;
    loading.value = true;
    try {
      const response = await fetch(`/endpoints/results${writeQuery(next)}`, {
        signal: controller.signal,
        headers: { accept: "application/json" },
        redirect: "manual",
      });
      // Logged out meanwhile: the page itself knows the way to the login.
      if (response.type === "opaqueredirect") return location.assign(address);
      const { exchanges: sent, ...results } = await response.json();
      found.value = { rows: [], hasNext: false, ...results };
      exchanges.value = [...exchanges.value, ...sent].slice(-20);
      history.replaceState(null, "", address);
    } catch (error) {
      if (controller.signal.aborted) return;
      found.value = { rows: [], hasNext: false, error: "The site cannot be reached." };
      console.info(error);
    }
    loading.value = false;
  }

  function ask(change: Partial<EndpointQuery>, pauseMs = 0): void {
    query.value = { ...query.value, page: 1, ...change };
    clearTimeout(timer.current);
    timer.current = setTimeout(() => load(query.value), pauseMs);
  }

  useEffect(() => () => {
    clearTimeout(timer.current);
    under.current?.abort();
  }, []);

  const { q, scope, type, page } = query.value;
  const { rows, hasNext, hint, error } = found.value;
  const turn = (to: number) => (event: MouseEvent) => {
    event.preventDefault();
    ask({ page: to });
  };

  return (
    <>
      <form
        method="get"
        action="/endpoints"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          ask({});
        }}
      >
        <p class="row">
          <label class="field grow">
            <span class="note">Search</span>
            <input
              type="search"
              name="q"
              value={q}
              maxLength={200}
              placeholder="Name, owner, keyword"
              onInput={(event) => ask({ q: event.currentTarget.value }, PAUSE_MS)}
            />
          </label>
          <label class="field grow">
            <span class="note">Among</span>
            <select
              name="scope"
              onChange={(event) => ask({ scope: event.currentTarget.value as EndpointScope })}
            >
              {SCOPES.map(([value, title]) => (
                <option key={value} value={value} selected={value === scope}>{title}</option>
              ))}
            </select>
          </label>
          <label class="field grow">
            <span class="note">Kind</span>
            <select name="type" onChange={(event) => ask({ type: event.currentTarget.value })}>
              {ENTITY_TYPES.map(([value, title]) => (
                <option key={value} value={value} selected={value === type}>{title}</option>
              ))}
            </select>
          </label>
          <button class="button" type="submit">Search</button>
        </p>
      </form>

      <section class="panel" aria-labelledby="results" aria-busy={loading.value}>
        <div class="panel-head">
          <h2 id="results">Results</h2>
          <span class="note" role="status">
            {loading.value ? "Searching …" : `Page ${page}, ${rows.length} shown`}
          </span>
        </div>
        {error
          ? (
            <div class="empty">
              <p>
                <strong>Globus did not answer as hoped</strong>
              </p>
              <p>{error}</p>
            </div>
          )
          : rows.length === 0
          ? (
            <div class="empty">
              <p>
                <strong>{hint ? "What are you looking for?" : "Nothing found"}</strong>
              </p>
              <p>{hint ?? "Try fewer words, or look among other collections."}</p>
            </div>
          )
          : <Rows rows={rows} />}
        <nav class="panel-head pager" aria-label="Pages of results">
          {page > 1
            ? (
              <a
                class="button small quiet"
                rel="prev"
                href={`/endpoints${writeQuery({ ...query.value, page: page - 1 })}`}
                onClick={turn(page - 1)}
              >
                Previous
              </a>
            )
            : <span />}
          {hasNext && (
            <a
              class="button small quiet"
              rel="next"
              href={`/endpoints${writeQuery({ ...query.value, page: page + 1 })}`}
              onClick={turn(page + 1)}
            >
              Next
            </a>
          )}
        </nav>
      </section>

      <WireLogView exchanges={exchanges.value} sandboxUrl={props.sandboxUrl} />
    </>
  );
}

function Rows(props: { rows: EndpointRow[] }): JSX.Element {
  return (
    <ul class="rows">
      {props.rows.map((row) => (
        <li key={row.id} class="row apart">
          <div class="grow">
            <a href={`/endpoints/${row.id}`}>
              <strong>{row.name}</strong>
            </a>
            <p class="note">{[row.owner, row.organization].filter(Boolean).join(" · ")}</p>
          </div>
          <div class="row">
            <span class="badge">{row.kind}</span>
            {row.connected !== undefined && (
              <span class={`badge ${row.connected ? "good" : "warn"}`}>
                {row.connected ? "connected" : "not connected"}
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
