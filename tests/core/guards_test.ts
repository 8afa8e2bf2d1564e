import { assertEquals } from "@std/assert";
import { runInNewContext } from "node:vm";
import {
  isDate,
  isError,
  isListOfObjects,
  isLoopback,
  isObject,
  isPlainObject,
  isSameSecret,
  isUuid,
  secureUrl,
} from "../../lib/core/guards.ts";

/** A value of another realm. */
function foreign(code: string): unknown {
  return runInNewContext(code);
}

Deno.test("isError() recognizes errors of every realm, and objects that look like one", () => {
  const errors = [
    new Error("m"),
    new DOMException("m", "QuotaExceededError"),
    foreign("new TypeError('m')"),
    { name: "Error", message: "m" },
  ];
  for (const error of errors) assertEquals(isError(error), true);
  const others = [null, undefined, "Error", 5, {}, [], { message: 5, name: "Error" }, () => {}];
  for (const other of others) assertEquals(isError(other), false);
});

Deno.test("isDate() recognizes dates of every realm, and nothing else", () => {
  for (const date of [new Date(0), new Date(NaN), foreign("new Date(0)")]) {
    assertEquals(isDate(date), true);
  }
  const others = [
    null,
    undefined,
    0,
    "1970-01-01",
    {},
    { getTime: () => 0 },
    Date,
    foreign("({})"),
  ];
  for (const other of others) assertEquals(isDate(other), false);
});

Deno.test("isObject() and isListOfObjects() take objects of JSON, and neither lists nor null", () => {
  for (const object of [{}, { a: 1 }, Object.create(null), foreign("({})")]) {
    assertEquals(isObject(object), true);
    assertEquals(isListOfObjects([object, object]), true);
  }
  for (const other of [null, undefined, [], "{}", 5, true]) {
    assertEquals(isObject(other), false);
    assertEquals(isListOfObjects([{}, other]), false);
  }
  assertEquals(isListOfObjects([]), true);
  assertEquals(isListOfObjects({}), false);
});

Deno.test("isPlainObject() recognizes object literals of every realm, and nothing else", () => {
  class Point {
    x = 1;
  }
  const literals = [{}, { a: 1 }, Object.create(null), foreign("({ a: 1 })"), JSON.parse("{}")];
  for (const value of [...literals, { ...[1] }]) assertEquals(isPlainObject(value), true);
  const others = [
    ...[undefined, null, "text", "", 5, 0, NaN, true, false, 5n, Symbol("s")],
    ...[[], ["a"], () => {}, class {}, new Point(), new Map(), new Date(), new URLSearchParams()],
    ...[new Headers(), Promise.resolve(), new AbortController().signal, new Error("no")],
    ...[foreign("[1]"), foreign("new Map")],
  ];
  for (const value of others) assertEquals(isPlainObject(value), false);
});

Deno.test("isUuid() takes a UUID in either case, and no text around it", () => {
  const uuid = "61338d24-54d5-408f-a10d-66c06b59f6d2";
  assertEquals([uuid, uuid.toUpperCase()].map(isUuid), [true, true]);
  const others = [
    "",
    uuid.slice(1),
    `${uuid}0`,
    ` ${uuid}`,
    `${uuid}\n`,
    uuid.replaceAll("-", ""),
    uuid.replace("6", "g"),
    [uuid],
    undefined,
  ];
  for (const other of others) assertEquals(isUuid(other), false, String(other));
});

Deno.test("isSameSecret() is false for secrets that differ in any character, or in length", () => {
  assertEquals(isSameSecret("", ""), true);
  assertEquals(isSameSecret("abc", "abc"), true);
  assertEquals(isSameSecret("a\0b", "a\0b"), true);
  for (const other of ["", "ab", "abcd", "abc\0", "xbc", "axc", "abx", "ABC"]) {
    assertEquals(isSameSecret("abc", other), false, other);
    assertEquals(isSameSecret(other, "abc"), false, other);
  }
});

Deno.test("D3 isLoopback() takes the names of this machine that a URL can hold", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) {
    assertEquals(isLoopback(host), true, host);
  }
  for (const host of ["0.0.0.0", "::1", "a.localhost", "localhost.example", "128.0.0.1", ""]) {
    assertEquals(isLoopback(host), false, host);
  }
});

Deno.test("D3 secureUrl() takes https, and http only on this machine", () => {
  for (const url of ["https://a.example/", "http://127.0.0.1:8001/", "http://[::1]/"]) {
    assertEquals(secureUrl(url)?.href, url);
  }
  const others = [
    "http://a.example/",
    "http://127.0.0.1.example/",
    "http://2130706433/",
    "https://user@a.example/",
    "https://@a.example/",
    "https:\\\\a.example",
    "https:a.example/?of=https://b.example/",
    " https://a.example/",
    "javascript:alert(1)",
    5,
    undefined,
  ];
  for (const other of others) assertEquals(secureUrl(other), undefined, String(other));
});

/** Classes of which each realm has its own copy. */
const BUILT_IN =
  /instanceof (Array|ArrayBuffer|Abort\w+|Blob|Date|DOMException|(Type|Range|Syntax)?Error|FormData|Headers|Map|Promise|Re(quest|sponse|gExp|adableStream)|Set|URL\w*|Uint8Array)\b/;

Deno.test("the SDK uses instanceof for no built-in class: a value may come from another realm", async () => {
  const found: string[] = [];
  const walk = async (folder: URL): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      // The sandbox creates its values itself.
      if (isDirectory && name !== "sandbox") await walk(new URL(`${name}/`, folder));
      if (!name.endsWith(".ts")) continue;
      const text = await Deno.readTextFile(new URL(name, folder));
      for (const line of text.split("\n")) if (BUILT_IN.test(line)) found.push(`${name}: ${line}`);
    }
  };
  await walk(new URL("../../lib/", import.meta.url));
  assertEquals(found, []);
});
