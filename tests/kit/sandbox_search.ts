import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { type Answer, type Api, apiAs, apiAt } from "./sandbox_calls.ts";

export const SEARCH_ALL = "urn:globus:auth:scope:search.api.globus.org:all";
export const SEARCH_ONLY = "urn:globus:auth:scope:search.api.globus.org:search";
export const SEARCH_INGEST = "urn:globus:auth:scope:search.api.globus.org:ingest";

const BASE = "https://search.api.globus.org";

/** The API of Search, for a person who is logged in; Ada where none is named. */
export function searchApi(sandbox: Sandbox, username?: string, scopes = SEARCH_ALL): Promise<Api> {
  return apiAs(sandbox, BASE, { username, scopes });
}

/** The API of Search without a token, or with another header. */
export function openSearch(sandbox: Sandbox, authorization = ""): Api {
  return apiAt(sandbox, BASE, authorization);
}

/** An index that a test fills, and asks as its owner, Ada. */
export interface TestIndex {
  sandbox: Sandbox;
  /** UUID. */
  id: string;
  /** Calls Search as Ada. */
  call: Api;
  /** Ingests entries, waits for the task, and gives its document. */
  // deno-lint-ignore no-explicit-any -- documents of the service, of which tests pick parts
  ingest(entries: unknown[], more?: Record<string, unknown>): Promise<any>;
  /** Asks a query in the body. */
  query(document: Record<string, unknown>): Promise<Answer>;
  /** The subjects that a query finds; fails where it is refused. */
  subjects(document: Record<string, unknown>): Promise<string[]>;
}

/** Makes an index of Ada, who owns it. */
export async function testIndex(sandbox: Sandbox): Promise<TestIndex> {
  const call = await searchApi(sandbox);
  const made = await call("POST", "/v1/index", { display_name: "Test", description: "For a test" });
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  const { id } = made.body;
  const query = (document: Record<string, unknown>) =>
    call("POST", `/v1/index/${id}/search`, { "@version": "query#1.0.0", ...document });
  return {
    sandbox,
    id,
    call,
    query,
    async ingest(entries, more = {}) {
      const sent = await call("POST", `/v1/index/${id}/ingest`, {
        ingest_type: "GMetaList",
        ingest_data: { gmeta: entries },
        ...more,
      });
      if (sent.status !== 200) throw new Error(JSON.stringify(sent.body));
      sandbox.clock.advance(sandbox.settings.searchTaskSeconds * 1000);
      return (await call("GET", `/v1/task/${sent.body.task_id}`)).body;
    },
    async subjects(document) {
      const { status, body } = await query(document);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body.gmeta.map(({ subject }: { subject: string }) => subject);
    },
  };
}

/** A public entry. */
export function entry(
  subject: string,
  content: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { subject, visible_to: ["public"], content, ...more };
}
