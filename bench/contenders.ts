/**
 * The same two jobs, done by a raw `fetch`, by this SDK, and by the official JavaScript SDK.
 *
 * @module
 */

import { AccessTokenAuthorizer, TransferClient } from "../mod.ts";

/** The competitors: raw `fetch`, this SDK, and the official JavaScript SDK. */
export type Name = "raw" | "ours" | "official";

/** A way of doing the jobs. */
export interface Contender {
  /** Reads one endpoint. */
  getEndpoint(id: string): Promise<object>;
  /** Reads the items of all pages of a listing, and counts them. */
  countItems(pages: number): Promise<number>;
}

/** The official SDK reads the address of Transfer from here at each call. */
export const OFFICIAL_ORIGIN = "GLOBUS_SDK_SERVICE_URL_TRANSFER";

interface Page {
  DATA: object[];
  next_marker: `${number}` | null;
}

const TOKEN = "AgVeryOpaqueTokenOfTheUsualLengthThatStandsForARealOneHere0123456789";
const HEADERS = { authorization: `Bearer ${TOKEN}` };

/** Code that a developer would write by hand: a token, a check of the status, JSON. */
function raw(origin: string): Contender {
  const get = async (path: string) => {
    const response = await fetch(`${origin}/transfer.api.globus.org${path}`, { headers: HEADERS });
    if (!response.ok) throw new Error(`${response.status}`);
    return await response.json();
  };
  return {
    getEndpoint: (id) => get(`/v0.10/endpoint/${id}`),
    countItems: (pages) =>
      countBy((marker) =>
        get(`/v0.10/task/${pages}/successful_transfers${marker ? `?marker=${marker}` : ""}`)
      ),
  };
}

async function countBy(
  fetchPage: (marker: `${number}` | undefined) => Promise<Page>,
): Promise<number> {
  let count = 0;
  let marker: `${number}` | undefined;
  do {
    const page = await fetchPage(marker);
    for (const item of page.DATA) if (item) count++;
    marker = page.next_marker ?? undefined;
  } while (marker !== undefined);
  return count;
}

/** This SDK with its defaults: authorizer, retries, deadlines, checks of the response. */
function ours(origin: string): Contender {
  const client = new TransferClient({
    sandboxUrl: origin,
    authorizer: new AccessTokenAuthorizer(TOKEN),
  });
  return {
    getEndpoint: (id) => client.getEndpoint(id),
    async countItems(pages) {
      let count = 0;
      for await (const item of client.taskSuccessfulTransfers(`${pages}`)) if (item) count++;
      return count;
    },
  };
}

/** The official JavaScript SDK, which leaves paging, errors and JSON to its caller. */
async function official(origin: string): Promise<Contender> {
  Deno.env.set(OFFICIAL_ORIGIN, origin);
  const { transfer } = await import("npm:@globus/sdk@6.2.0");
  const json = async (answer: Promise<Response>) => {
    const response = await answer;
    if (!response.ok) throw new Error(`${response.status}`);
    return await response.json();
  };
  return {
    getEndpoint: (id) => json(transfer.endpoint.get(id, { headers: HEADERS })),
    countItems: (pages) =>
      countBy((marker) =>
        json(
          transfer.task.getSuccessfulTransfers(`${pages}`, {
            headers: HEADERS,
            query: marker ? { marker } : {},
          }),
        )
      ),
  };
}

/** Makes a contender for a server. */
export function contender(name: Name, origin: string): Contender | Promise<Contender> {
  return { raw, ours, official }[name](origin);
}
