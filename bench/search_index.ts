/**
 * Measures an index of 100,000 entries in the sandbox: `ingestAll` that writes them, and `searchAll`
 * that reads them back, against a raw loop over the same pages.
 *
 * @module
 */

import { AccessTokenAuthorizer } from "../lib/authorizers/access_token.ts";
import { fixedClock } from "../lib/sandbox/clock.ts";
import { Sandbox } from "../lib/sandbox/sandbox.ts";
import { SearchClient } from "../lib/services/search/client.ts";
import type { GMetaEntry } from "../lib/services/search/documents/ingest.ts";
import { ingestAll } from "../lib/services/search/ingest_all.ts";
import { searchAll } from "../lib/services/search/search_all.ts";
import { compare, type Compared } from "./rounds.ts";

const ENTRIES = 100_000;
const ROUNDS = 41;
const WARM_UPS = 2;
const TOKEN = "AgVeryOpaqueTokenOfTheUsualLengthThatStandsForARealOneHere0123456789";
const SCOPE = "urn:globus:auth:scope:search.api.globus.org:all";

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

/** An index that was written and read once. */
interface Recorded extends Omit<SearchIndexFigures, "compared"> {
  /** Id of the index. */
  id: string;
  /** The pages of a scroll, by the marker that asks for each. */
  pages: Map<string, string>;
}

function* entries(): Generator<GMetaEntry> {
  for (let n = 0; n < ENTRIES; n++) {
    const content = {
      title: `Frame ${n} of the northern sky`,
      field: n % 100,
      night: `2026-01-${String(1 + n % 28).padStart(2, "0")}`,
      filter: ["red", "green", "blue"][n % 3],
    };
    yield { subject: `https://sky.example/frames/${n}`, visible_to: ["public"], content };
  }
}

/** Ingests, reads back, and compares. */
export async function run(): Promise<SearchIndexFigures> {
  // The index of the sandbox is garbage by now: a program that reads has none in its memory.
  const { id, pages, ...figures } = await record();
  const worker = new Worker(new URL("pages_worker.ts", import.meta.url), { type: "module" });
  try {
    const port = await new Promise<number>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage(pages);
      pages.clear();
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

/** Writes all entries into an index of a sandbox, and reads them back. */
async function record(): Promise<Recorded> {
  const clock = fixedClock();
  const sandbox = new Sandbox({ clock, searchTaskSeconds: 0, collections: 10 });
  const { access_token } = await sandbox.login({ scopes: SCOPE });
  const authorizer = new AccessTokenAuthorizer(access_token);
  const pages = new Map<string, string>();
  const recording: typeof fetch = async (url, init) => {
    const response = await sandbox.fetch(url, init);
    if (!String(url).endsWith("/scroll")) return response;
    const text = await response.text();
    pages.set(markerOf(init?.body), text);
    return new Response(text, response);
  };
  const options = { authorizer, environment: "production", clock } as const;
  const client = new SearchClient({ ...options, fetch: recording });
  const { id } = await client.createIndex("Bench", "For a bench");

  let start = performance.now();
  const report = await ingestAll(client, id, { entries: entries() });
  report.throwIfFailed();
  const ingestMs = performance.now() - start;
  start = performance.now();
  await count(client, id);
  const scrollMs = performance.now() - start;
  const { rss: rssBytes } = Deno.memoryUsage();
  return { id, pages, ingestMs, chunks: report.chunks.length, scrollMs, rssBytes };
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

/** The marker of a request for a page; empty for the first one. */
function markerOf(body: unknown): string {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);
  return JSON.parse(text).marker ?? "";
}
