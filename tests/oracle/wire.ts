/**
 * Plays the recorded calls to the Python SDK on ours, and holds the requests sent, the result and
 * the errors against what was recorded.
 *
 * @module
 */

import { Listing } from "../../mod.ts";
import { emptyResponse } from "./clients.ts";
import { adjust } from "./differences.ts";
import { FakeService, type RecordedRequest } from "./fake_service.ts";
import {
  camelCase,
  compare,
  isTyped,
  type Json,
  NotYetThere,
  type Outcome,
  readVectorFiles,
  type Report,
  show,
  vectorFolder,
} from "./harness.ts";
import { type Inventory, invoke, type Method, PythonCaller } from "./python.ts";
import type { WireVector } from "./rule.ts";
import { scopeForest, sortedScopes } from "./scope_trees.ts";
import { FakeClock } from "../kit/clock.ts";

/** A file of vectors for one client. */
export interface WireFile {
  name: string;
  client: string;
  construct: Json;
  vectors: WireVector[];
}

/** Reads the files of vectors, and the inventory that goes with them. */
export function readWireFiles(): { files: WireFile[]; inventory: Inventory } {
  const own = new URL("wire/", import.meta.url);
  const inventory = readVectorFiles(own).find((file) => file.name === "inventory")!;
  const files = readVectorFiles(vectorFolder("WIRE_VECTORS", "wire/"))
    .filter((file) => Array.isArray(file.content.vectors))
    .map((file) => ({ ...file.content, name: file.name }));
  return { files, inventory: inventory.content };
}

/** Runs all vectors of a file whose ids begin with `only`. */
export async function runWireFile(
  file: WireFile,
  inventory: Inventory,
  only = "",
): Promise<Report> {
  const outcomes: Outcome[] = [];
  for (const vector of file.vectors) {
    if (`${file.name}/${vector.id}`.startsWith(only)) {
      outcomes.push(await runVector(file, inventory, vector));
    }
  }
  return { name: file.name, outcomes };
}

/** A vector played: what it says with our differences in it, why, and what our SDK did. */
export interface PlayedWire {
  vector: WireVector;
  reasons: string[];
  seen: Seen;
}

/** Plays a vector on our SDK. */
export async function playWire(
  file: Omit<WireFile, "vectors">,
  inventory: Inventory,
  recorded: WireVector,
): Promise<PlayedWire> {
  const method = new PythonCaller(inventory).method(file.client, recorded.method);
  const vector = withObjects(recorded, method);
  const seen = await perform(file, inventory, vector);
  const construct = vector.construct ?? file.construct;
  return { ...adjust({ ...vector, client: file.client, construct }, method), seen };
}

async function runVector(
  file: WireFile,
  inventory: Inventory,
  recorded: WireVector,
): Promise<Outcome> {
  const { id } = recorded;
  try {
    const { vector, reasons, seen } = await playWire(file, inventory, recorded);
    const fault = await differenceOf(vector, seen);
    if (fault) return { id, status: "failed", detail: fault };
    return reasons.length > 0 ? { id, status: "on purpose", reasons } : { id, status: "passed" };
  } catch (error) {
    if (error instanceof NotYetThere) return { id, status: "not yet there", detail: error.message };
    return { id, status: "failed", detail: `the runner: ${(error as Error).stack ?? error}` };
  }
}

/** What a call did. */
export interface Seen {
  requests: RecordedRequest[];
  sleeps: number[];
  client?: object;
  result?: unknown;
  items?: unknown[];
  pages?: number;
  error?: Error;
}

/**
 * Globus lists objects, and our clients refuse anything else. Recordings whose items are numbers or
 * texts are played with objects that hold these.
 */
function withObjects(vector: WireVector, method: Method | undefined): WireVector {
  const key = method?.paginated?.items_key ?? "data";
  if (!vector.paginated) return vector;
  const objects = (list: Json) =>
    Array.isArray(list)
      ? list.map((item) => typeof item === "object" && item ? item : { value: item })
      : list;
  return {
    ...vector,
    items: vector.items && objects(vector.items),
    canned: vector.canned?.map((answer) =>
      answer.json?.[key]
        ? { ...answer, json: { ...answer.json, [key]: objects(answer.json[key]) } }
        : answer
    ),
  };
}

async function perform(
  file: Omit<WireFile, "vectors">,
  inventory: Inventory,
  vector: WireVector,
): Promise<Seen> {
  const { canned } = vector;
  const clock = new FakeClock({ jumps: "patient" });
  const method = new PythonCaller(inventory).method(file.client, vector.method);
  const service = new FakeService((index) => {
    if (index > (canned?.length ?? 1) + 20) throw new Error("endless requests");
    return canned?.[index] ?? { json: emptyResponse(method) };
  }, clock);
  const caller = new PythonCaller(inventory, {
    fetch: service.fetch,
    clock,
    random: () => 0.5,
  });
  const seen: Seen = { requests: service.requests, sleeps: [] };
  try {
    const { args, kwargs } = vector.construct ?? file.construct;
    const client = seen.client = caller.make(file.client, args, kwargs);
    for (const call of vector.setup ?? []) await caller.call(client, file.client, call);
    if (vector.access === "property") {
      const name = camelCase(vector.method);
      if (!(name in client)) throw new NotYetThere(`${file.client}.${name}`);
      const member = (client as Json)[name];
      // What has to ask the service first is a method here.
      seen.result = await (typeof member === "function" ? member.call(client) : member);
    } else {
      const call = caller.call(client, file.client, [vector.method, vector.args, vector.kwargs]);
      await readResult(call, vector, seen);
    }
  } catch (error) {
    if (error instanceof NotYetThere) throw error;
    seen.error = error instanceof Error ? error : new Error(String(error));
  }
  seen.sleeps = clock.pausesMs.map((ms) => ms / 1000);
  return seen;
}

async function readResult(call: unknown, vector: WireVector, seen: Seen): Promise<void> {
  if (vector.paginated) {
    if (!(call instanceof Listing)) throw new TypeError(`no Listing, but ${show(await call)}`);
    if (vector.iterate === "pages") {
      seen.pages = 0;
      for await (const _page of call.pages()) seen.pages++;
    } else {
      seen.items = [];
      for await (const item of call) seen.items.push(item);
    }
    return;
  }
  seen.result = await (call instanceof Listing ? call.page() : call);
  if (vector.requests[0]?.method !== "URL") return;
  const text = typeof seen.result === "string"
    ? seen.result
    : await invoke(seen.result as object, "get_authorize_url", []);
  const url = new URL(String(text));
  seen.requests.push({
    method: "URL",
    base: url.origin,
    path: url.pathname,
    query: [...url.searchParams],
    headers: {},
    body_type: "none",
    body: null,
  });
}

/** Where a call did something else than a vector says; undefined if nowhere. */
export async function differenceOf(vector: WireVector, seen: Seen): Promise<string | undefined> {
  const { error } = seen;
  if (error && !isTyped(error)) return `crashed: ${error.stack ?? error}`;
  const raises = vector.raises === undefined ? undefined : { raises: vector.raises };
  if (raises) {
    const found = compare(raises, error, {}, "raises");
    if (found) return found;
  } else if (error) return `not expected: ${error.name}: ${error.message}`;
  const hasDates = JSON.stringify([vector.args, vector.kwargs]).includes('"$datetime"');
  const sameText = hasDates ? sameInstants : undefined;
  for (let i = 0; i < Math.max(vector.requests.length, seen.requests.length); i++) {
    const [expected, actual] = [vector.requests[i], seen.requests[i]];
    if (!expected) return `request ${i}: not expected, got ${show(actual)}`;
    if (!actual) return `request ${i}: expected ${show(expected)}, got none`;
    const found = compare(normal(expected), normal(actual), { sameText }, `request ${i}`);
    if (found) return found;
  }
  if (vector.sleeps && !raises) {
    const found = compare(vector.sleeps, seen.sleeps, {}, "sleeps");
    if (found) return found;
  }
  if (vector.items) {
    const found = compare(vector.items, seen.items, {}, "items");
    if (found) return found;
  }
  if (vector.pages !== undefined && vector.pages !== seen.pages) {
    return `pages: expected ${vector.pages}, got ${seen.pages}`;
  }
  if ("result" in vector && !raises) return await resultDifference(vector.result, seen);
}

/** A request in a form in which order and spelling that mean nothing are the same. */
function normal(request: RecordedRequest): Json {
  const lower = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  // Each SDK names its own product.
  if (/^product=[^,;]+,version=[^,;]+/.test(lower["x-globus-client-info"] ?? "")) {
    lower["x-globus-client-info"] = "(own product)";
  }
  return {
    ...request,
    path: request.path.replace(/%[0-9a-f]{2}/gi, (code) => {
      const char = String.fromCharCode(parseInt(code.slice(1), 16));
      // Such characters mean the same with and without encoding (RFC 3986 section 6.2.2.2).
      return /[\w.~-]/.test(char) ? char : code.toUpperCase();
    }),
    headers: lower,
    query: byKey(request.query),
    body: request.body_type === "form" ? byKey(request.body) : request.body,
  };
}

/** Values by name: of different names the order is free. */
function byKey(pairs: [string, Json][]): Record<string, Json[]> {
  const all: Record<string, Json[]> = Object.create(null);
  for (const [name, value] of pairs) {
    const isScopes = name === "scope" && typeof value === "string" && value.includes("[");
    (all[name] ??= []).push(isScopes ? sortedScopes(value) : value);
  }
  return all;
}

/** Whether two texts name the same times, as far as a `Date` can hold them. */
function sameInstants(expected: string, actual: string): boolean {
  const [before, after] = [expected.split(","), actual.split(",")];
  return before.length === after.length && before.every((text, i) => {
    if (text === after[i]) return true;
    const [wanted, got] = [Date.parse(text), Date.parse(after[i])];
    return text.includes(".") ? wanted === got : wanted === Math.floor(got / 1000) * 1000;
  });
}

async function resultDifference(expected: Json, seen: Seen): Promise<string | undefined> {
  const { result, client } = seen;
  if (expected?.$pem) {
    const pem = result instanceof CryptoKey ? await toPem(result) : String(result);
    const same = (text: string) => text.replace(/\s/g, "");
    return same(pem) === same(expected.$pem) ? undefined : `result: got ${show(pem)}`;
  }
  if (expected?.$self) {
    if (result !== client) return "result: is not the client itself";
    return compare(
      forests(expected.scope_requirements),
      forests((client as Json).app.scopeRequirements),
      {},
      "scope requirements",
    );
  }
  if (Array.isArray(expected?.scopes)) {
    const collection = result as Json;
    return compare(
      { resource_server: expected.resource_server, scopes: [...expected.scopes].sort() },
      {
        resource_server: collection.resourceServer,
        scopes: [...collection].map(String).sort(),
      },
      {},
      "result",
    );
  }
  if (expected?.scopes) {
    const { resourceServer, ...scopes } = result as Json;
    const texts = Object.entries(scopes).map(([name, scope]) => [snakeCase(name), String(scope)]);
    const found = { resource_server: resourceServer, scopes: Object.fromEntries(texts) };
    return compare(expected, found, {}, "result");
  }
  return compare(expected, result, {}, "result");
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Scope requirements as one forest for each resource server. */
function forests(requirements: Json): Json {
  const entries: [string, Json][] = requirements instanceof Map
    ? [...requirements]
    : Object.entries(requirements);
  return Object.fromEntries(entries.map(([server, scopes]) => [server, scopeForest(scopes)]));
}

async function toPem(key: CryptoKey): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.exportKey("spki", key));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `-----BEGIN PUBLIC KEY-----${base64}-----END PUBLIC KEY-----`;
}
