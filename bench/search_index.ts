/**
 * Measures an index of 100,000 entries in the sandbox: `ingestAll` that writes them, and `searchAll`
 * that reads them back, against a raw loop over the same pages.
 *
 * @module
 */

import { AccessTokenAuthorizer } from "../lib/authorizers/access_token.ts";
import { SearchClient } from "../lib/services/search/client.ts";
import { searchAll } from "../lib/services/search/search_all.ts";
import { compare, type Compared } from "./rounds.ts";

const ENTRIES = 100_000;
const ROUNDS = 41;
const WARM_UPS = 2;
const TOKEN = "AgVeryOpaqueTokenOfTheUsualLengthThatStandsForARealOneHere0123456789";

/** What {@link run} found. */
export interface SearchIndexFigures {
  /** Milliseconds for writing all entries, the work of the sandbox included. */
  ingestMs: number;
  /** Requests that the entries were written in. */
  chunks: number;
  /** Milliseconds for reading all entries from the sandbox. */
  scrollMs: number;
  /** Resident memory after both, in bytes, the index included. */
  rssBytes: number;
  /** A raw loop over recorded pages, and `searchAll` over the same pages. */
  compared: Compared[];
}

/** What the worker of `index_worker.ts` reports. */
export interface Recorded extends Omit<SearchIndexFigures, "compared"> {
  /** Id of the index. */
  id: string;
  /** Port of this machine that serves the pages of a scroll through it. */
  port: number;
}

/** Ingests, reads back, and compares. */
export async function run(): Promise<SearchIndexFigures> {
  // In a worker: a program that reads has neither the sandbox nor its index in its memory.
  const worker = new Worker(new URL("index_worker.ts", import.meta.url), { type: "module" });
  try {
    const { id, port, ...figures } = await new Promise<Recorded>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage(ENTRIES);
    });
    const baseUrl = `http://127.0.0.1:${port}`;
    const authorizer = new AccessTokenAuthorizer(TOKEN);
    const client = new SearchClient({ authorizer, environment: "production", baseUrl });
    const jobs = [() => countRaw(`${baseUrl}/v1/index/${id}/scroll`), () => count(client, id)];
    return { ...figures, compared: await compare(jobs, ROUNDS, WARM_UPS) };
  } finally {
    worker.terminate();
  }
}

/** A page of a scroll, as far as a raw loop reads it. */
interface ScrollPage {
  gmeta: unknown[];
  has_next_page: boolean;
  marker: string | null;
}

async function countRaw(url: string): Promise<void> {
  let seen = 0;
  let page: ScrollPage | undefined;
  do {
    const body = JSON.stringify({ q: "*", limit: 1000, marker: page?.marker });
    const headers = { "content-type": "application/json", authorization: `Bearer ${TOKEN}` };
    const response = await fetch(url, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`${response.status}`);
    page = await response.json() as ScrollPage;
    for (const _ of page.gmeta) seen++;
  } while (page.has_next_page);
  checked(seen);
}

async function count(client: SearchClient, id: string): Promise<void> {
  let seen = 0;
  for await (const _ of searchAll(client, id)) seen++;
  checked(seen);
}

function checked(seen: number): void {
  if (seen !== ENTRIES) throw new Error(`${seen} entries`);
}
