/**
 * Tests that hold for every operation of every service: the route that its documentation names, what
 * it makes of nonsense answers, and that no id leaves its place in the path. Operations are read from
 * the source of a client, so that a new one is tested without being listed.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { GlobusAPIError } from "../../lib/core/api_error.ts";
import type { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { GlobusError, InvalidResponseError } from "../../lib/core/errors.ts";
import { Listing } from "../../lib/core/listing.ts";
import { FakeClock, nextTurn } from "./clock.ts";
import { type Answer, fakeFetch, type Sent } from "./fake_fetch.ts";
import { FAULTS } from "./faults.ts";

/** A client whose operations are tested. */
export interface TestedClient {
  /** Its source, in `lib/services`. */
  readonly source: string;
  /** Makes it. Ids that it is made with come from `id`, by their names in the routes. */
  make(options: ClientOptions, id: (name: string) => string): BaseClient;
}

/** A service whose operations are tested. */
export interface TestedService {
  /** Name of the service in the names of the tests. */
  readonly name: string;
  readonly clients: readonly TestedClient[];
  /** The number of operations that must be found in the sources of the clients. */
  readonly operations: number;
  /** Address of the service in production. */
  readonly origin: string;
  /** Path of the service's address, before the routes. @default none */
  readonly prefix?: string;
  /** The class of its errors. */
  // deno-lint-ignore no-explicit-any -- any class of errors
  readonly errorClass: new (...args: any[]) => GlobusAPIError;
  /** A document that fits every operation; its lists are empty. */
  readonly good: Readonly<Record<string, unknown>>;
  /** The fields in which its pages hold their items; `results.data` is one within another. */
  readonly listKeys: readonly string[];
  /** The least number of operations with a listing that must be found. */
  readonly listings: number;
  /** Names of operations whose document is a list of objects. @default none */
  readonly lists?: readonly string[];
  /** Names of operations whose document is a text. @default none */
  readonly texts?: readonly string[];
  /** A value for a parameter that is not an id in the path, where the usual ones do not fit. */
  value?(name: string, type: string): unknown;
}

/** An operation as its documentation describes it. */
interface Operation {
  readonly client: TestedClient;
  readonly name: string;
  readonly verb: string;
  readonly template: string;
  readonly parameters: readonly { name: string; type: string }[];
}

/** The operations of a client, read from its source: the route line and the signature. */
function operationsOf(client: TestedClient): Operation[] {
  const source = Deno.readTextFileSync(
    new URL(`../../lib/services/${client.source}`, import.meta.url),
  );
  const pattern =
    /\* `([A-Z]+) (\/\S*)`\n(?: {3}\*.*\n)*? {3}\*\/\n(?: {2}\/\/.*\n)? {2}(?:async )?(\w+)(?:<[^(]*>)?\(([^]*?)\): [A-Z]/g;
  return [...source.matchAll(pattern)].map(([, verb, template, name, signature]) => ({
    client,
    name,
    verb,
    template,
    parameters: [...signature.matchAll(/(\w+)\??: ([^,=]+)/g)]
      .map(([, name, type]) => ({ name, type: type.trim() })),
  }));
}

function snakeCase(name: string) {
  return name.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
}

/** Names of the ids in the path of an operation. */
function idsOf({ template }: Operation) {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}

/** What came of a call. */
interface Called {
  readonly requests: Sent[];
  readonly error?: Error;
  readonly isListing?: boolean;
  readonly clock: FakeClock;
}

/** A document that fits an operation. */
function goodDocument({ lists, texts, good }: TestedService, name: string): unknown {
  return lists?.includes(name) ? [] : texts?.includes(name) ? "1.0" : good;
}

/** Calls an operation with values that fit, ids in the path apart. */
async function call(
  service: TestedService,
  operation: Operation,
  id: (name: string) => string,
  answer: Answer | ((index: number) => Answer) = { json: goodDocument(service, operation.name) },
): Promise<Called> {
  const clock = new FakeClock({ jumps: "quick" });
  const answerOf = typeof answer === "function" ? answer : () => answer;
  const requests: Sent[] = [];
  const ids = idsOf(operation);
  const args = operation.parameters
    .map(({ name, type }) => {
      if (name === "params") return undefined;
      if (name === "options") return { maxBodyBytes: 1024 * 1024 };
      if (ids.includes(snakeCase(name))) return id(snakeCase(name));
      const own = service.value?.(name, type);
      if (own !== undefined) return own;
      if (type.includes("[]")) return ["an-id"];
      if (type === "boolean") return true;
      return type.startsWith("string") ? "text" : { submission_id: "s", DATA: [], data: {} };
    });
  try {
    const client = operation.client.make({
      authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
      environment: "production",
      clock,
      fetch: fakeFetch((_, index) => answerOf(index), clock, requests).fetch,
    }, id) as unknown as Record<string, (...args: unknown[]) => unknown>;
    const result = client[operation.name](...args);
    const isListing = result instanceof Listing;
    await (isListing ? result.page() : result);
    return { requests, isListing, clock };
  } catch (error) {
    return { requests, error: error as Error, clock };
  }
}

/** What a service answers that is not one of its documents. */
export const NONSENSE: readonly Answer[] = [
  { json: null },
  { json: [] },
  { json: [{}] },
  { json: "x" },
  { json: 0 },
  { text: "" },
  { status: 204, text: "" },
];

/** What a service puts in the place of a list of documents. */
const notLists: readonly unknown[] = [
  null,
  undefined,
  5,
  "x",
  {},
  [null, 1],
  [{}, [1]],
  ["x"],
  [undefined],
];

/** Ids that try to lead elsewhere. */
export const PAYLOADS: readonly string[] = [
  "",
  ".",
  "..",
  "%2e%2e",
  "%2E",
  ".%2e",
  "../task",
  "a/../b",
  "/etc",
  "a/b",
  "a\\b",
  "..\\..",
  "a?b=c",
  "a#b",
  "a;b",
  "a&b",
  "a%2fb",
  "a%252fb",
  "a%00b",
  "a\0b",
  "a\nb",
  "a\r\nHost: evil",
  "\ud800",
  "a b",
  "a+b",
  "grün-🚀",
  "//evil.com",
  "https://evil.com/",
  "@evil.com",
  ":80",
  "~",
  "*",
];

/** Registers the tests of a service. */
export function testOperations(service: TestedService): void {
  const operations = service.clients.flatMap(operationsOf);
  const { prefix = "" } = service;
  const withList = (list: unknown) => ({
    ...service.good,
    ...Object.fromEntries(
      service.listKeys.map((key) => key.split("."))
        .map(([key, inner]) => [key, inner ? { [inner]: list } : list]),
    ),
    total: 1,
  });

  Deno.test(`${service.name}: every operation asks for the route that its documentation names`, async () => {
    assertEquals(operations.length, service.operations);
    for (const operation of operations) {
      const { requests, error } = await call(service, operation, (name) => `ID-${name}`);
      assertEquals(error, undefined, operation.name);
      const asked = requests.at(-1)!;
      const path = prefix + operation.template.replace(/\{(\w+)\}/g, "ID-$1");
      assertEquals([asked.method, asked.address.pathname], [operation.verb, path], operation.name);
    }
  });

  Deno.test(`${service.name}: no operation takes anything but an object for its document`, async () => {
    for (const operation of operations) {
      for (const answer of NONSENSE) {
        const isList = Array.isArray(answer.json) && service.lists?.includes(operation.name);
        const isText = typeof answer.json === "string" && service.texts?.includes(operation.name);
        if (isList || isText) continue;
        const { error } = await call(service, operation, () => "id", answer);
        const label = `${operation.name}: ${Deno.inspect(answer)}`;
        assert(error instanceof InvalidResponseError, `${label}: ${error}`);
      }
    }
  });

  Deno.test(`${service.name}: no listing takes anything but a list of objects`, async () => {
    let listings = 0;
    for (const operation of operations) {
      const listed = await call(service, operation, () => "id", { json: withList([{}]) });
      if (!listed.isListing) continue;
      listings++;
      assertEquals(listed.error, undefined, operation.name);
      for (const list of notLists) {
        const { error } = await call(service, operation, () => "id", { json: withList(list) });
        const label = `${operation.name}: ${JSON.stringify(list)}`;
        assert(error instanceof InvalidResponseError, `${label}: ${error}`);
        assertEquals(error.httpStatus, 200);
      }
    }
    assert(listings >= service.listings, `${listings}`);
  });

  Deno.test(`${service.name}: errors show the words of a path, and no id`, async () => {
    for (const operation of operations) {
      const refusal: Answer = { status: 400, json: {} };
      const { error } = await call(service, operation, (name) => `ID-${name}`, refusal);
      assert(error instanceof service.errorClass, operation.name);
      assertEquals(
        [error.method, error.route],
        [operation.verb, operation.template.replace(/\{\w+\}/g, "{}")],
        operation.name,
      );
    }
  });

  Deno.test(`D5 ${service.name}: no id leaves its segment of the path, in any operation`, async () => {
    let refused = 0;
    for (const operation of operations) {
      for (const name of idsOf(operation)) {
        for (const payload of PAYLOADS) {
          const id = (asked: string) => asked === name ? payload : "plain";
          const seen = await call(service, operation, id);
          if (seen.error) {
            const isRefused = seen.error instanceof TypeError &&
              seen.error.message.startsWith("Cannot put");
            assert(isRefused, `${operation.name} ${payload}: ${seen.error}`);
            assertEquals(seen.requests.length, 0);
            refused++;
            continue;
          }
          const { address: url } = seen.requests.at(-1)!;
          assertEquals(url.origin, service.origin);
          const path = prefix + operation.template.replace(
            /\{(\w+)\}/g,
            (_, id) => id === name ? "PAYLOAD" : "plain",
          );
          const at = path.split("/").indexOf("PAYLOAD");
          const segments = url.pathname.split("/");
          assertEquals(decodeURIComponent(segments[at]), payload, operation.name);
          segments[at] = "PAYLOAD";
          assertEquals(segments.join("/"), path, operation.name);
        }
      }
    }
    assert(refused > 0);
  });
}

/** Registers the test that every operation of a service lives through the fault matrix. */
export function testOperationFaults(service: TestedService): void {
  Deno.test(`fault matrix: every operation of ${service.name} ends in a document or a typed error, and leaves nothing behind`, async () => {
    let [documents, errors] = [0, 0];
    for (const operation of service.clients.flatMap(operationsOf)) {
      const good = { json: goodDocument(service, operation.name) };
      for (const [fault, spoil] of Object.entries(FAULTS)) {
        for (const lasts of [false, true]) {
          const label = `${operation.name}: ${fault}${lasts ? " and ever after" : ""}`;
          const answer = (index: number) => index === 0 || lasts ? spoil(good) : good;
          const { error, clock } = await call(service, operation, () => "id", answer);
          if (error) {
            assert(error instanceof GlobusError, `${label}: ${error.stack}`);
            assert(!error.message.includes("a-token-for-tests"), label);
            errors++;
          } else documents++;
          await nextTurn();
          assertEquals(clock.timers, 0, label);
        }
      }
    }
    assert(documents > service.operations && errors > 20 * service.operations);
  });
}
