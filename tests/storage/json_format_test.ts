import { assertEquals, assertThrows } from "@std/assert";
import { isObject } from "../../lib/core/guards.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import {
  documentsOf,
  emptyTokenFile,
  parseTokenFile,
  printTokenFile,
  type TokenFile,
} from "../../lib/storage/json_format.ts";
import { TokenTransaction } from "../../lib/storage/token_storage.ts";
import { tokens } from "../kit/stores.ts";

const tools = { TokenStorageError, isObject };
const NOW = { data: {}, format_version: "2.0", "globus-sdk.version": "4.10.0" };

/** What reading a file says, and the kind of the problem. */
function refusal(document: unknown): [problem: string, state: string] {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const error = assertThrows(() => parseTokenFile(text, "tokens.json", tools), TokenStorageError);
  const [, state] = /^Cannot read tokens\.json: (.*?); /.exec(error.message) ?? [];
  return [error.problem, state];
}

Deno.test("a file of tokens that cannot be read tells what is wrong with it", () => {
  assertEquals(refusal("{"), ["corrupt", "it is not JSON"]);
  assertEquals(refusal([]), ["corrupt", "it is not a JSON object"]);
  assertEquals(refusal({ data: {} }), ["corrupt", "format_version is missing"]);
  assertEquals(refusal({ ...NOW, format_version: 2 }), ["corrupt", "format_version is missing"]);
  assertEquals(refusal({ ...NOW, data: [] }), ["corrupt", "it does not contain tokens"]);
  assertEquals(refusal({ ...NOW, "globus-sdk.version": undefined }), [
    "corrupt",
    "globus-sdk.version is missing",
  ]);
  for (const by_rs of [undefined, null, [], "x"]) {
    assertEquals(refusal({ format_version: "1.0", by_rs }), [
      "corrupt",
      "it does not contain tokens",
    ]);
  }
});

Deno.test("a file of tokens of a later version is told from one whose version makes no sense", () => {
  for (const format_version of ["2.1", "3.0", "999999999.0"]) {
    assertEquals(refusal({ ...NOW, format_version }), ["newer-format", "it has a newer format"]);
  }
  for (const format_version of ["0.9", "1.1", "2", "2.", "x3.0", "3.0x", "9999999999.0", ""]) {
    assertEquals(refusal({ ...NOW, format_version }), ["corrupt", "its format is unknown"]);
  }
});

Deno.test("a file of tokens of the Python SDK is read in the formats of its versions 3 and 4", () => {
  const tokens = { "groups.api.globus.org": { scope: "x" } };
  const old = parseTokenFile(JSON.stringify({ format_version: "1.0", by_rs: tokens }), "f", tools);
  assertEquals([...old.data], [["DEFAULT", tokens]]);
  const now = parseTokenFile(JSON.stringify({ ...NOW, data: { a: tokens }, note: 1 }), "f", tools);
  assertEquals([...now.data], [["a", tokens]]);
  assertEquals([...now.head.keys()], ["format_version", "globus-sdk.version", "note"]);
});

/** The document of a file after a change of one namespace. */
function changed(file: TokenFile, namespace: string, change: (all: TokenTransaction) => void) {
  const all = new TokenTransaction(documentsOf(file, namespace, "f", tools));
  change(all);
  return JSON.parse(printTokenFile(file, namespace, all));
}

Deno.test("a file of tokens names the newest SDK version that stored tokens in it, as Python does", () => {
  const old = { ...NOW, data: { a: { x: {} } }, "globus-sdk.version": "3.50.0" };
  const file = parseTokenFile(JSON.stringify(old), "f", tools);
  const version = (change: (all: TokenTransaction) => void) =>
    changed(file, "a", change)["globus-sdk.version"];
  assertEquals(version((all) => all.set("y", tokens("y"))), "4.10.0");
  assertEquals(version((all) => all.delete("x")), "3.50.0");
  assertEquals(version(() => {}), "3.50.0");
});

Deno.test("a file of tokens gets no namespace without tokens, and keeps one that was there", () => {
  const remove = (all: TokenTransaction) => void all.delete("x");
  assertEquals(changed(emptyTokenFile(), "a", remove), NOW);
  const file = parseTokenFile(JSON.stringify({ ...NOW, data: { a: { x: {} } } }), "f", tools);
  assertEquals(changed(file, "b", remove).data, { a: { x: {} } });
  assertEquals(changed(file, "a", remove).data, { a: {} });
});
