import { plainText, SearchClient } from "@globus-deno/sdk";
import { page } from "fresh";
import { countText, things } from "../site/components/format.ts";
import { CopyButton } from "../site/components/copy_button.tsx";
import { Empty } from "../site/components/pieces.tsx";
import { readUuid } from "../site/components/uuid.ts";
import { callService } from "../site/pages/services/service_call.ts";
import { JsonPanel, ServicePage } from "../site/pages/services/service_page.tsx";
import { define } from "../site/portal/state.ts";

/** An index that the sandbox has from the start, and that all users may search. */
const SKY_INDEX = "5ea5c000-7d14-4b6f-9c82-e3a0f1d59b27";
const PAGE_SIZE = 10;
const MAX_QUERY_LENGTH = 200;

export const handler = define.handlers({
  async GET({ state, url }) {
    const { searchParams } = url;
    const wanted = readUuid(searchParams.get("index")) ??
      (state.globus.mode === "sandbox" ? SKY_INDEX : undefined);
    const q = (searchParams.get("q") ?? "").slice(0, MAX_QUERY_LENGTH);
    const subject = searchParams.get("subject");
    const called = await callService(state, "search", async (options) => {
      const client = new SearchClient(options);
      const { index_list: indices } = await client.indexList().page();
      const index = wanted ?? indices[0]?.id;
      const found = index && q
        ? await client.search(index, q, { limit: PAGE_SIZE }).page()
        : undefined;
      const opened = subject === null
        ? undefined
        : found?.gmeta.find((result) => result.subject === subject);
      return { found, index, indices, opened, q };
    });
    return page(called, { status: called.status });
  },
});

export default define.page<typeof handler>(({ data: called, state, url }) => (
  <ServicePage
    name="search"
    title="Search"
    lead="Globus Search finds data by its metadata. An index holds entries, each about a subject such as
      a file. Type words to query an index."
    called={called}
    state={state}
    returnTo={url.pathname + url.search}
  >
    {({ found, index, indices, opened, q }) => (
      <>
        <form class="card action row" method="get" action="/search" role="search">
          <label class="field grow">
            <span class="note">Words</span>
            <input
              type="search"
              name="q"
              value={q}
              maxLength={MAX_QUERY_LENGTH}
              placeholder="green"
            />
          </label>
          <label class="field grow">
            <span class="note">ID of the index</span>
            <input name="index" value={index} maxLength={36} spellcheck={false} />
          </label>
          <button class="button" type="submit">Search</button>
        </form>
        {found && (
          <section class="panel" aria-labelledby="found">
            <div class="panel-head">
              <h2 id="found">Results</h2>
              <span class="note">
                {found.total > PAGE_SIZE ? `First ${found.gmeta.length} of ` : ""}
                {things(found.total, "subject", "subjects")}
              </span>
            </div>
            {found.gmeta.length === 0
              ? <Empty title="Nothing found">Try other words, such as green or infrared.</Empty>
              : (
                <ul class="rows">
                  {found.gmeta.map(({ entries, subject }) => (
                    <li key={subject}>
                      <a
                        href={`/search?${new URLSearchParams({ q, index: index ?? "", subject })}`}
                      >
                        <bdi>{plainText(subject, 200)}</bdi>
                      </a>
                      <p class="note">
                        {plainText(JSON.stringify(entries[0]?.content ?? {}), 160)}
                      </p>
                    </li>
                  ))}
                </ul>
              )}
          </section>
        )}
        {opened && <JsonPanel title="The entry" document={opened} />}
        <section class="panel" aria-labelledby="mine">
          <div class="panel-head">
            <h2 id="mine">Indices where you have a role</h2>
            <span class="note">{countText(indices.length)}</span>
          </div>
          {indices.length === 0 ? <Empty title="None" /> : (
            <ul class="rows">
              {indices.map(({ description, display_name, id }) => (
                <li key={id}>
                  <a href={`/search?index=${encodeURIComponent(id)}`}>
                    <bdi>{plainText(display_name, 120)}</bdi>
                  </a>{" "}
                  <span class="note block">
                    <code>{id}</code> <CopyButton text={id} what={`ID ${id.slice(0, 8)}`} />
                  </span>
                  <p class="note">{plainText(description ?? "", 200)}</p>
                </li>
              ))}
            </ul>
          )}
        </section>
      </>
    )}
  </ServicePage>
));
