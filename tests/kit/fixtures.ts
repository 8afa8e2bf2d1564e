/**
 * Tests that compare the canned responses of a service with the types that we declare for them, both
 * ways: no field is missing from a type, and no field that a type promises is missing from a
 * response. The responses are not in this repository; their sets of keys are, in a `keys.json`, so
 * that a clean clone compares them too.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { GlobusAPIError } from "../../lib/core/api_error.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { Listing } from "../../lib/core/listing.ts";
import { FakeClock } from "./clock.ts";
import { fakeFetch } from "./fake_fetch.ts";
import { errorOf } from "./outcomes.ts";

/** A canned response. */
interface Fixture {
  readonly method_name: string;
  readonly case: string;
  readonly http_method: string;
  readonly path: string;
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- canned responses, of any shape
  readonly json: any;
}

/**
 * The interface of a document, and those of the documents in its fields. A field that holds a list
 * is compared item by item.
 */
export interface Shape {
  /** Name of the interface. */
  readonly type: string;
  /** Shapes of the documents in its fields. */
  readonly fields?: Readonly<Record<string, Shape | ShapeOf>>;
}

/** Tells the shape of a document in a list of documents of several kinds. */
export type ShapeOf = (document: Fixture["json"]) => Shape;

/** A service whose canned responses are compared. */
export interface FixturesTest {
  /** Name of the file of canned responses, and of the folder of the tests. */
  readonly service: string;
  /** Name of the folder in `lib/services`. @default the service's */
  readonly folder?: string;
  /** Shape of the response to each method. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** The call of each method; ids come from the path of the fixture. */
  readonly calls: Readonly<
    Record<string, (options: ClientOptions, ids: string[], json: Fixture["json"]) => unknown>
  >;
  /** The class of the service's errors. */
  // deno-lint-ignore no-explicit-any -- any class of errors
  readonly errorClass: new (...args: any[]) => GlobusAPIError;
  /** Refusals that say nothing in words, as `method case`. @default none */
  readonly silent?: readonly string[];
  /** Fields that the service has retired: no type declares them. */
  readonly retired?: readonly string[];
}

/** Fields of an interface by name, true where one must be there. */
interface Fields {
  readonly names: ReadonlyMap<string, boolean>;
  /** Whether other fields may be there. */
  readonly isOpen: boolean;
}

/** Reads the interfaces that the sources of a service declare. */
class Interfaces {
  readonly #sources: string[];

  constructor(folder: string) {
    const base = new URL(`../../lib/services/${folder}/`, import.meta.url);
    this.#sources = [base, new URL("documents/", base)].flatMap((folder) =>
      [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile)
        .map(({ name }) => Deno.readTextFileSync(new URL(name, folder)))
    );
  }

  /** The fields of an interface, with those that it extends. */
  fields(name: string): Fields {
    for (const source of this.#sources) {
      const found = new RegExp(
        `^export interface ${name}(?:<[^{]*?>)?(\\s+extends ([^{]+))? \\{`,
        "m",
      )
        .exec(source);
      if (!found) continue;
      const body = source.slice(found.index, source.indexOf("\n}", found.index));
      const parents = found[2] ? this.#parents(found[2]) : { names: new Map(), isOpen: false };
      const own = [...body.matchAll(/^ {2}"?(@?\w+)"?(\?)?:/gm)]
        .map(([, field, optional]): [string, boolean] => [field, !optional]);
      return {
        names: new Map([...parents.names, ...own]),
        isOpen: parents.isOpen || /^ {2}\[\w+: string\]:/m.test(body),
      };
    }
    throw new Error(`no interface ${name}`);
  }

  /** The fields of what `extends` names: interfaces, or `Omit` of one. */
  #parents(text: string): Fields {
    // A comma between `<` and `>` separates no parents.
    const [first, ...others] = text.split(/,(?![^<]*>)/);
    if (others.length > 0) {
      const all = [first, ...others].map((parent) => this.#parents(parent));
      return {
        names: new Map(all.flatMap(({ names }) => [...names])),
        isOpen: all.some(({ isOpen }) => isOpen),
      };
    }
    const omitted = /^Omit<(\w+), (.*)>$/.exec(text.trim());
    if (!omitted) return this.fields(text.trim().replace(/<.*>$/, ""));
    const { names, isOpen } = this.fields(omitted[1]);
    const left = new Set([...omitted[2].matchAll(/"(\w+)"/g)].map(([, name]) => name));
    return { names: new Map([...names].filter(([name]) => !left.has(name))), isOpen };
  }
}

/** Sets of keys that documents have, by interface. */
type Keys = Record<string, string[][]>;

/** Adds the keys of a document, and of those in it. */
function addKeys(keys: Keys, document: Fixture["json"], shape: Shape | ShapeOf): void {
  if (typeof document === "string") return;
  const { type, fields = {} } = typeof shape === "function" ? shape(document) : shape;
  const set = Object.keys(document).sort();
  const sets = keys[type] ??= [];
  if (!sets.some((other) => other.join() === set.join())) sets.push(set);
  for (const [name, shape] of Object.entries(fields)) {
    for (const inner of [document[name] ?? []].flat()) addKeys(keys, inner, shape);
  }
}

function readJson<T>(url: URL): T | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Registers the tests of a service. */
export function testFixtures(test: FixturesTest): void {
  const { service, folder = service, shapes, calls, errorClass, retired = [], silent = [] } = test;
  const keysFile = new URL(`../services/${folder}/keys.json`, import.meta.url);
  const fixtures = readJson<{ fixtures: Fixture[] }>(
    new URL(`../../../shared/fixtures/${service}.json`, import.meta.url),
  )?.fixtures;
  const ignore = fixtures === undefined;
  const leftOut = ignore ? " (left out: the canned responses are not here)" : "";

  function fixturesOf(isSuccess: boolean): Fixture[] {
    return fixtures!.filter(({ status }) => status < 400 === isSuccess);
  }

  /** Makes the call whose response a fixture has. */
  async function ask(fixture: Fixture): Promise<unknown> {
    const clock = new FakeClock({ jumps: "quick" });
    const ids = [...fixture.path.matchAll(/[\da-f]{8}-[\da-f-]{27}/g)].map(([id]) => id);
    const call = calls[fixture.method_name];
    assert(call, `no call for ${fixture.method_name}`);
    const result = call(
      {
        authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
        environment: "production",
        clock,
        fetch: fakeFetch(({ method, address: url }) => {
          assertEquals([method, url.pathname], [fixture.http_method, fixture.path]);
          return fixture;
        }, clock).fetch,
      },
      ids,
      fixture.json,
    );
    return await (result instanceof Listing ? result.page() : result);
  }

  Deno.test({
    name: `${service}: keys.json holds the keys of the canned responses${leftOut}`,
    ignore,
    fn() {
      const keys: Keys = {};
      for (const { method_name: method, json } of fixturesOf(true)) {
        assert(shapes[method], `no shape for ${method}`);
        for (const document of [json].flat()) addKeys(keys, document, shapes[method]);
      }
      const sorted = Object.fromEntries(Object.entries(keys).sort(([a], [b]) => a < b ? -1 : 1));
      if (Deno.env.get("UPDATE_KEYS")) {
        Deno.writeTextFileSync(keysFile, JSON.stringify(sorted, null, 2) + "\n");
      }
      assertEquals(readJson(keysFile), sorted, "run this test with UPDATE_KEYS=1");
    },
  });

  Deno.test(`${service}: types declare the fields of the canned responses, and promise no others`, () => {
    const interfaces = new Interfaces(folder);
    const keys = readJson<Keys>(keysFile)!;
    for (const [type, sets] of Object.entries(keys)) {
      const { names, isOpen } = interfaces.fields(type);
      for (const set of sets) {
        const unknown = set.filter((key) => !names.has(key) && !retired.includes(key));
        assertEquals(isOpen ? [] : unknown, [], `${type} does not declare`);
        const missing = [...names].filter(([name, must]) => must && !set.includes(name));
        assertEquals(missing.map(([name]) => name), [], `${type} promises`);
      }
    }
    assert(Object.keys(keys).length > 1);
  });

  Deno.test({
    name: `${service}: canned responses are given unchanged${leftOut}`,
    ignore,
    async fn() {
      for (const fixture of fixturesOf(true)) {
        assertEquals(await ask(fixture), fixture.json, `${fixture.method_name} ${fixture.case}`);
      }
    },
  });

  Deno.test({
    name: `${service}: canned refusals are errors of the service, with all that they say${leftOut}`,
    ignore,
    async fn() {
      for (const fixture of fixturesOf(false)) {
        const label = `${fixture.method_name} ${fixture.case}`;
        const error = await errorOf(ask(fixture));
        assert(error instanceof errorClass, `${label}: ${error}`);
        assertEquals(error.httpStatus, fixture.status, label);
        assertEquals(error.messages.some(Boolean), !silent.includes(label), label);
        const said = JSON.stringify(fixture.json);
        for (const message of error.messages) {
          const [text] = message.split(": ");
          assert(said.includes(JSON.stringify(text).slice(1, -1)), `${label}: ${message}`);
        }
        const id = fixture.json.request_id ?? fixture.json.debug_id ?? null;
        assertEquals(error.requestId, id, label);
      }
    },
  });
}
