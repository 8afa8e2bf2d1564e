/**
 * Reads the parameters of functions as they run, so that a test can look at every method of every
 * client without a list of them.
 *
 * @module
 */

import { BaseClient } from "../../lib/core/client.ts";

/** A method of a client, or of a helper. */
export interface Method {
  readonly name: string;
  /** Names of the parameters; a rest parameter begins with `...`. */
  readonly parameters: readonly string[];
}

/** Names of a function's parameters, without their defaults. */
export function parametersOf(code: { toString(): string }): string[] {
  const text = code.toString();
  const list = text.startsWith("class") ? /\bconstructor\s*\(/.exec(text) : /^[^({]*\(/.exec(text);
  if (!list) return [];
  const names: string[] = [];
  let depth = 0;
  let name = "";
  for (const char of text.slice(list.index + list[0].length)) {
    if (depth === 0 && (char === "," || char === ")")) {
      if (name.trim()) names.push(name.trim().split(/[\s=]/)[0]);
      name = "";
      if (char === ")") break;
      continue;
    }
    if ("({[".includes(char)) depth++;
    if (")}]".includes(char)) depth--;
    name += char;
  }
  return names;
}

/** What subclasses alone call. */
const PROTECTED_NAMES = new Set([
  "list",
  "exchange",
  "isPermanent",
  "startFlow",
  "clientParams",
]);

/** The public methods of a class and of those above it, up to and with {@link BaseClient}. */
export function methodsOf(type: { prototype: object }): Method[] {
  const found = new Map<string, Method>();
  for (
    let prototype = type.prototype;
    prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value !== "function" || name === "constructor" || PROTECTED_NAMES.has(name)) {
        continue;
      }
      if (!found.has(name)) found.set(name, { name, parameters: parametersOf(value) });
    }
  }
  return [...found.values()];
}

/** Whether a value is the class of a client. */
export function isClientClass(value: unknown): value is typeof BaseClient {
  return typeof value === "function" &&
    (value === BaseClient || value.prototype instanceof BaseClient);
}

const UUID = "c0ffee01-0000-4000-8000-000000000001";

/** Values that fit, by the name of the parameter; ids and other texts fit all else. */
export function fitting(name: string): unknown {
  switch (name) {
    case "method":
      return "POST";
    case "path":
    case "oldpath":
    case "newpath":
      return "/a";
    case "actions":
      return {};
    case "taskIds":
    case "runIds":
    case "collectionIds":
      return [UUID];
    case "subscriptionAdminVerified":
      return true;
    case "content":
      return new Uint8Array(3);
    case "target":
      return new WritableStream();
    case "address":
      return "https://things.example";
    case "redirectUri":
      return "https://example.org/callback";
    case "requestedScopes":
    case "...scopes":
      return "openid";
    case "type":
      return Object;
    case "params":
    case "options":
      return undefined;
    case "form":
    case "formData":
    case "context":
      return {};
  }
  if (/(data|document|doc|definition|schema|^body|timer)$/i.test(name)) {
    return { DATA: [], data: {}, submission_id: UUID };
  }
  return UUID;
}

/** Values of the wrong shape for most parameters, with what to call them. */
export const shapes: readonly [name: string, value: unknown][] = [
  ["text", "text"],
  ["empty text", ""],
  ["JSON text", '{"a":1}'],
  ["number", 5],
  ["zero", 0],
  ["NaN", NaN],
  ["bigint", 5n],
  ["true", true],
  ["false", false],
  ["null", null],
  ["symbol", Symbol("s")],
  ["empty array", []],
  ["array", ["a"]],
  ["array of arrays", [["a"]]],
  ["function", () => "a"],
  ["class", class {}],
  [
    "instance",
    new (class Own {
      a = 1;
    })(),
  ],
  ["Map", new Map([["a", 1]])],
  ["Date", new Date(0)],
  ["URLSearchParams", new URLSearchParams("a=1")],
  ["Promise", Promise.resolve({})],
  ["AbortSignal", new AbortController().signal],
];
