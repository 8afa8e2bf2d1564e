/**
 * Creates an index, puts entries into it, and queries it: by words, with a filter, and with facets.
 * Then it deletes the index.
 *
 *     deno task example search_index
 *     deno task example search_index -- lagoon   # searches for this word
 */
import {
  AccessTokenAuthorizer,
  ingestAll,
  plainText,
  searchAll,
  SearchClient,
  SearchScopes,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";

/** What the entries of the index say. */
interface Dive {
  site: string;
  habitat: string;
  date: string;
  depth_m: number;
}

const [words = "reef"] = Deno.args;

const { tokens } = await logIn(SearchScopes.all);
const { access_token } = tokens.byResourceServer["search.api.globus.org"];
const search = new SearchClient({ authorizer: new AccessTokenAuthorizer(access_token) });

const { id } = await search.createIndex("Made by an example", "Dives of a summer");
console.log(`\nCreated index ${id}`);
try {
  // Entries are written by tasks of the service, some time after it took them. The report comes when
  // the last task has ended.
  const report = await ingestAll<Dive>(search, id, { entries: dives(60) });
  report.throwIfFailed();
  console.log(`Wrote ${report.resumeAt} entries`);

  const shallow = { type: "range", field_name: "depth_m", values: [{ lte: 20 }] } as const;
  const found = search.postSearch<Dive>(id, {
    q: words,
    filters: [shallow],
    facets: [{ type: "terms", field_name: "site" }, { type: "avg", field_name: "depth_m" }],
    sort: [{ field_name: "date", order: "asc" }],
    limit: 5,
  });
  const { total, gmeta, facet_results = [] } = await found.page();
  console.log(`\n${total} dives in at most 20 m for "${plainText(words)}", the first of them:`);
  for (const { subject, entries: [{ content }] } of gmeta) {
    console.log(`${plainText(content.date)}  ${content.depth_m} m  ${plainText(subject)}`);
  }
  for (const facet of facet_results) {
    if ("buckets" in facet) {
      for (const { value, count } of facet.buckets) console.log(`${count} at ${value}`);
    } else if ("value" in facet) console.log(`${facet.value.toFixed(1)} m on average`);
  }

  // A search ends after 10,000 results. A scroll has no end, but no order either.
  let all = 0;
  for await (const _ of searchAll(search, id)) all++;
  console.log(`\n${all} dives in all`);
} finally {
  await search.deleteIndex(id);
  console.log("Deleted the index");
}

/** Entries that all users may see. The subject says what an entry is about: often the URL of data. */
function* dives(count: number) {
  const sites = ["North Bank", "Old Pier", "Heron Island"];
  const habitats = ["coral reef", "sea grass", "lagoon"];
  for (let n = 0; n < count; n++) {
    const content: Dive = {
      site: sites[n % 3],
      habitat: habitats[Math.floor(n / 3) % 3],
      date: `2026-07-${String(1 + n % 28).padStart(2, "0")}`,
      depth_m: 5 + n % 30,
    };
    yield { subject: `https://dives.example/${n}`, visible_to: ["public"], content };
  }
}
