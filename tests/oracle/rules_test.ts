import { assert, assertEquals } from "@std/assert";
import { GlobusError, GlobusSDKUsageError, NetworkError } from "../../lib/core/errors.ts";
import { rules } from "./differences.ts";
import type { RecordedRequest } from "./fake_service.ts";
import { compare, type Json, meansSame, NotYetThere, outcomeOf } from "./harness.ts";
import type { WireVector } from "./rule.ts";
import { readTopicFiles, type Topic, type VectorFile } from "./semantics.ts";
import { differenceOf, playWire, readWireFiles, type Seen, type WireFile } from "./wire.ts";

/** Own recordings of the Python SDK, for the rules that no other vector meets. */
const own: { wire: Record<string, WireVector[]>; semantics: Record<string, Json[]> } = JSON.parse(
  Deno.readTextFileSync(new URL("rules.json", import.meta.url)),
);

/** An error of a class by its name, as the SDK would throw it. */
function errorNamed(name: string): Error {
  const message = "Cannot do it: a test";
  if (name === "GlobusSDKUsageError") return new GlobusSDKUsageError(message);
  if (name === "TypeError") return new TypeError(message);
  if (name === "RangeError" || name === "ValueError") return new RangeError(message);
  return new ({ [name]: class extends GlobusError {} }[name])(message);
}

/** An error of another meaning than that expected. */
function otherError(raises: string) {
  return [new RangeError("Cannot do it: a test"), new NetworkError("Cannot do it: a test")]
    .find((error) => !meansSame({ raises }, error))!;
}

/** Outcomes other than the one that a vector expects. */
function* otherOutcomes(vector: WireVector, seen: Seen): Generator<[what: string, seen: Seen]> {
  const { requests } = seen;
  const replaced = (i: number, request: RecordedRequest) => requests.with(i, request);
  if (vector.raises) {
    yield ["no error", { ...seen, error: undefined }];
    yield ["another error", { ...seen, error: otherError(vector.raises) }];
  } else {
    yield ["an error", { ...seen, error: otherError("no such class") }];
    if ("result" in vector) yield ["another result", { ...seen, result: { other: 1 } }];
    if (vector.items) yield ["an item too many", { ...seen, items: [...seen.items!, { n: 1 }] }];
    if (vector.pages !== undefined) yield ["a page too many", { ...seen, pages: seen.pages! + 1 }];
    if (vector.sleeps) yield ["a pause too many", { ...seen, sleeps: [...seen.sleeps, 7] }];
  }
  const extra: RecordedRequest = {
    method: "GET",
    base: "https://other.example",
    path: "/",
    query: [],
    headers: {},
    body_type: "none",
    body: null,
  };
  yield ["a request too many", { ...seen, requests: [...requests, extra] }];
  if (requests.length > 0) {
    yield ["a request missing", { ...seen, requests: requests.slice(1) }];
  }
  for (const [i, request] of requests.entries()) {
    const { query, headers } = request;
    const others: [string, RecordedRequest][] = [
      ["method", { ...request, method: "BREW" }],
      ["origin", { ...request, base: "https://other.example" }],
      ["path", { ...request, path: `${request.path}/x` }],
      ["query", { ...request, query: [...query, ["other", "1"]] }],
      ["headers", { ...request, headers: { ...headers, authorization: "Bearer other" } }],
      ["body", { ...request, body_type: "json", body: { other: 1 } }],
    ];
    if (query.length > 0) others.push(["shorter query", { ...request, query: query.slice(1) }]);
    for (const [what, other] of others) {
      yield [`request ${i}: ${what}`, { ...seen, requests: replaced(i, other) }];
    }
  }
}

Deno.test("a wire vector that a rule adjusts fails for every other outcome, also for Python's", async () => {
  const { files, inventory } = readWireFiles();
  const met = new Set<string>();
  let count = 0;
  for (const file of files) {
    for (const vector of [...file.vectors, ...own.wire[file.name] ?? []]) {
      const played = await playWire(file as WireFile, inventory, vector).catch((error) => {
        if (error instanceof NotYetThere) return undefined;
        throw error;
      });
      if (!played || played.reasons.length === 0) continue;
      const { vector: adjusted, reasons, seen } = played;
      const name = `${file.name}/${vector.id}`;
      assertEquals(await differenceOf(adjusted, seen), undefined, name);
      for (const reason of reasons) met.add(reason);
      for (const [what, other] of otherOutcomes(adjusted, seen)) {
        assert(await differenceOf(adjusted, other) !== undefined, `${name} takes ${what}`);
      }
      const python: Seen = {
        ...seen,
        requests: vector.requests,
        sleeps: vector.sleeps ?? [],
        error: vector.raises ? errorNamed(vector.raises) : undefined,
        items: vector.items,
        pages: vector.pages,
      };
      const isSame = adjusted.raises !== undefined && python.error &&
        meansSame({ raises: adjusted.raises }, python.error);
      if (!isSame) {
        assert(await differenceOf(adjusted, python) !== undefined, `${name} takes Python's`);
      }
      count++;
    }
  }
  // Another folder of vectors may meet fewer.
  if (Deno.env.get("WIRE_VECTORS")) return;
  const unmet = rules.map(({ reason }) => reason).filter((reason) => !met.has(reason));
  // Its reasons are those of the parts that differ.
  assertEquals(unmet, ["the URL of a login is made by the rules of logins"]);
  assert(count >= 75, `${count}`);
});

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** Copies of a value with one thing changed, but none within what is expected loosely. */
function* changed(value: unknown, expected: Json): Generator<unknown> {
  if (expected?.accident === true) return;
  if (value === undefined) return;
  if (Array.isArray(value)) {
    yield [...value, { one: "more" }];
    if (value.length > 0) yield value.slice(1);
    for (const [i, item] of value.entries()) {
      for (const other of changed(item, expected?.[i])) yield value.with(i, other);
    }
  } else if (isPlain(value)) {
    yield { ...value, oneMore: 1 };
    for (const [name, item] of Object.entries(value)) {
      for (const other of changed(item, expected?.[name])) yield { ...value, [name]: other };
      if (item === undefined || expected?.[name]?.accident === true) continue;
      yield { ...value, [name]: undefined };
    }
  } else if (typeof value === "string") yield `${value}!`;
  else if (typeof value === "number") yield -value - 1;
  else if (typeof value === "boolean") yield !value;
  else if (value === null) yield 0;
  else yield null;
}

for (const file of readTopicFiles()) {
  Deno.test(`a vector of ${file.topic} that a rule adjusts fails for every other outcome`, async () => {
    const url = new URL(`topics/${file.topic}.ts`, import.meta.url);
    const topic: Topic | undefined = await import(url.href).catch(() => undefined);
    if (!topic?.instead) return;
    const vectors = [...file.vectors, ...own.semantics[file.topic] ?? []] as VectorFile["vectors"];
    let count = 0;
    for (const vector of vectors.flatMap((each) => topic.expand?.(each) ?? [each])) {
      try {
        const actual = await outcomeOf(() => topic.run(vector, file));
        const rule = await topic.instead(vector, file);
        // Where it equals Python's outcome, the vector itself counts.
        if (!rule || !compare(rule.expect, vector.expect)) continue;
        const { expect } = rule;
        assertEquals(compare(expect, actual), undefined, vector.id);
        if (actual instanceof Error) {
          assert(compare(expect, { value: 1 }), `${vector.id} takes no error`);
          assert(compare(expect, otherError(expect.raises)), `${vector.id} takes another error`);
        } else {
          for (const other of changed(actual, expect)) {
            assert(compare(expect, other), `${vector.id} takes ${JSON.stringify(other)}`);
          }
        }
        count++;
      } catch (error) {
        if (!(error instanceof NotYetThere)) throw error;
      }
    }
    if (own.semantics[file.topic]) assert(count >= own.semantics[file.topic].length);
  });
}
