/**
 * A worker that writes an index into a sandbox, reads it back by a scroll, and then serves the pages of
 * that scroll on a port of this machine. It gets the number of entries as a message, and sends back a
 * {@link Recorded}.
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
import type { Recorded } from "./search_index.ts";

const SCOPE = "urn:globus:auth:scope:search.api.globus.org:all";

/** The worker's own end of the channel. */
interface Channel {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(message: Recorded): void;
}

function* entries(count: number): Generator<GMetaEntry> {
  for (let n = 0; n < count; n++) {
    const content = {
      title: `Frame ${n} of the northern sky`,
      field: n % 100,
      night: `2026-01-${String(1 + n % 28).padStart(2, "0")}`,
      filter: ["red", "green", "blue"][n % 3],
    };
    yield { subject: `https://sky.example/frames/${n}`, visible_to: ["public"], content };
  }
}

/** Writes all entries into an index of a sandbox, and notes the pages of a scroll by their markers. */
async function record(count: number, pages: Map<string, string>): Promise<Omit<Recorded, "port">> {
  const clock = fixedClock();
  const sandbox = new Sandbox({ clock, searchTaskSeconds: 0, collections: 10 });
  const { access_token } = await sandbox.login({ scopes: SCOPE });
  const authorizer = new AccessTokenAuthorizer(access_token);
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
  const report = await ingestAll(client, id, { entries: entries(count) });
  report.throwIfFailed();
  const ingestMs = performance.now() - start;
  start = performance.now();
  let seen = 0;
  for await (const _ of searchAll(client, id)) seen++;
  if (seen !== count) throw new Error(`${seen} entries`);
  const scrollMs = performance.now() - start;
  const { rss: rssBytes } = Deno.memoryUsage();
  return { id, ingestMs, chunks: report.chunks.length, scrollMs, rssBytes };
}

/** The marker of a request for a page; empty for the first one. */
function markerOf(body: unknown): string {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);
  return JSON.parse(text).marker ?? "";
}

const channel = globalThis as unknown as Channel;
channel.onmessage = async ({ data: count }) => {
  const pages = new Map<string, string>();
  const recorded = await record(count, pages);
  const headers = { "content-type": "application/json" };
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => channel.postMessage({ ...recorded, port }),
  }, async (request) => {
    const { marker } = await request.json();
    return new Response(pages.get(marker ?? ""), { headers });
  });
};
