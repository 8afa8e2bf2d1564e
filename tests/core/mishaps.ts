/**
 * Every way for a call to fail, each with secrets wherever secrets can be.
 *
 * @module
 */

import { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import { Listing } from "../../lib/core/listing.ts";
import { markerPaging } from "../../lib/core/paging.ts";
import { FakeClock } from "../kit/clock.ts";
import { type Canned, fakeFetch, inTurn, json } from "../kit/fake_fetch.ts";

/** A part of each secret, which must appear nowhere. */
export const CANARY = "canary-secret";

const TOKEN = `${CANARY}-token`;
const FORM = {
  grant_type: "authorization_code",
  code: `${CANARY}-code`,
  code_verifier: `${CANARY}-verifier`,
  client_secret: `${CANARY}-client`,
  refresh_token: `${CANARY}-refresh`,
};
const QUERY = { state: `${CANARY}-state`, code: `${CANARY}-code`, limit: 5 };
const echo = [TOKEN, ...Object.values(FORM).slice(1)].join(" ");
/** Deno's message, which contains the whole URL. */
const refused = new TypeError(
  `error sending request for url (https://things.example/x?code=${CANARY}): client error (Connect)`,
  { cause: new Error(`tcp connect error ${TOKEN}`) },
);

const answers: Record<string, Canned> = {
  "connection refused": refused,
  "connection broken": new TypeError(`connection reset: Bearer ${TOKEN}`),
  "no answer": undefined,
  "redirect": new Response(null, {
    status: 302,
    headers: { location: `https://evil.example/?code=${CANARY}#access_token=${CANARY}` },
  }),
  "no JSON": new Response(echo),
  "stalled body": () => new Response(new ReadableStream()),
  "stalled error": () => new Response(new ReadableStream(), { status: 500 }),
  "broken body": () =>
    new Response(new ReadableStream({ pull: (c) => c.error(new Error(`broken at ${TOKEN}`)) })),
  "too large": () => new Response(echo.repeat(20_000)),
  "JSON error": json({ code: "C", message: echo, errors: [{ code: TOKEN, message: echo }] }, 400),
  "error of OAuth": json({ error: "invalid_grant", error_description: echo }, 400),
  "HTML error": new Response(`<p>${echo}`, { status: 502, headers: { "set-cookie": CANARY } }),
  "error with status 401": json({ message: echo }, 401, { "www-authenticate": `Bearer ${TOKEN}` }),
};

/** A client whose every request holds secrets, and its call. */
function call(options: ClientOptions, answer: Canned): Promise<unknown> {
  const clock = new FakeClock();
  const client = new BaseClient({
    baseUrl: "https://things.example",
    authorizer: new AccessTokenAuthorizer(TOKEN),
    fetch: fakeFetch(inTurn(answer)).fetch,
    clock,
    ...options,
  });
  return clock.finish(
    client.post("/x", FORM, {
      encoding: "form",
      query: QUERY,
      retryClass: "safe",
      maxBodyBytes: 1e6,
    }),
  );
}

const client = new BaseClient({ baseUrl: "https://things.example" });

const mistakes: Record<string, () => unknown> = {
  "a foreign address": () => client.get(`https://${CANARY}:${CANARY}@evil.example/?code=${CANARY}`),
  "an invalid address": () => new BaseClient({ baseUrl: `https://a/?token=${CANARY}` }),
  "credentials in an address": () => new BaseClient({ baseUrl: `https://u:${CANARY}@a.example` }),
  "a header's value": () => client.get("/x", { headers: { "x-token": `${CANARY}\n` } }),
  "the SDK's own header": () => client.get("/x", { headers: { authorization: CANARY } }),
  "an invalid body": () => client.post("/x", [CANARY], { encoding: "form" }),
  "an invalid token": () => new AccessTokenAuthorizer(`${CANARY} é`),
  "a marker that comes again": () =>
    new Listing({
      query: {},
      paging: markerPaging({ marker: "marker" }),
      items: () => [CANARY],
      fetch: () => Promise.resolve({ marker: CANARY }),
    }).toArray(),
};

/** The names of all mishaps. */
export const mishaps: readonly string[] = [...Object.keys(answers), ...Object.keys(mistakes)];

/** Makes the call of one mishap. @returns The error of the call. */
export async function happen(name: string, options: ClientOptions = {}): Promise<Error> {
  try {
    await (name in answers ? call(options, answers[name]) : mistakes[name]());
  } catch (error) {
    return error as Error;
  }
  throw new Error(`nothing went wrong: ${name}`);
}
