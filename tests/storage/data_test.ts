import { assert, assertEquals, assertThrows } from "@std/assert";
import { ValidationError } from "../../lib/gare/errors.ts";
import { readStored, TokenStorageData } from "../../lib/storage/data.ts";
import { tokens } from "../kit/stores.ts";

Deno.test("H1 TokenStorageData shows no token, however it is printed, serialized or cloned", () => {
  const data = tokens("canary");
  const shown = [
    Deno.inspect(data),
    Deno.inspect({ nested: [data] }),
    JSON.stringify(data),
    String(data),
    Deno.inspect(structuredClone(data)),
    JSON.stringify({ ...data }),
    Deno.inspect(new Map([["x", data]]), { depth: 10, showHidden: true }),
    new Error(`failed: ${data}`, { cause: data }).stack ?? "",
  ];
  for (const text of shown) {
    assert(!text.includes("access-canary") && !text.includes("refresh-canary"), text);
  }
  assert(shown[0].includes('"access_token":"[redacted]","refresh_token":"[redacted]"'), shown[0]);
  const { refresh_token: _, ...rest } = data.toDict();
  assertEquals(TokenStorageData.fromDict(rest).toJSON().refresh_token, null);
  assertEquals(data.access_token, "access-canary-1");
});

Deno.test("TokenStorageData.toDict() is the document that it was made from, without unknown fields", () => {
  const document = { ...tokens("a").toDict(), note: "x", __proto__: { polluted: true } };
  const data = TokenStorageData.fromDict(JSON.parse(
    `{"__proto__": {"polluted": true}, ${JSON.stringify(document).slice(1)}`,
  ));
  assertEquals({ ...data.toDict() }, { ...tokens("a").toDict() });
  assertEquals(Object.keys(data.extra).sort(), ["__proto__", "note"]);
  assertEquals((data.toDict({ includeExtra: true }) as { note?: string } & object).note, "x");
  assertEquals((data as unknown as Record<string, unknown>).polluted, undefined);
});

Deno.test("TokenStorageData refuses documents with a missing field or one of a wrong type", () => {
  const good = { ...tokens("a").toDict() };
  const bad: unknown[] = [null, undefined, "x", 1, [], [good], {}];
  for (const name of ["resource_server", "scope", "access_token", "expires_at_seconds"]) {
    const { [name as keyof typeof good]: _left, ...rest } = good;
    bad.push(rest, { ...good, [name]: null }, { ...good, [name]: [good[name as "scope"]] });
  }
  for (const expires_at_seconds of [1.5, NaN, Infinity, 2 ** 60, "1700000000", true]) {
    bad.push({ ...good, expires_at_seconds });
  }
  for (const name of ["identity_id", "refresh_token", "token_type"]) {
    bad.push({ ...good, [name]: 5 }, { ...good, [name]: {} });
  }
  for (const document of bad) {
    const error = assertThrows(() => TokenStorageData.fromDict(document), ValidationError);
    assert(!error.message.includes("access-a"), error.message);
  }
});

Deno.test("readStored() refuses times after the year 9999, and keeps the last second of it", () => {
  const at = (expires_at_seconds: number) =>
    readStored({ ...tokens("a").toDict(), expires_at_seconds })?.expires_at_seconds;
  assertEquals(at(253_402_300_799), 253_402_300_799);
  assertEquals(at(253_402_300_800), undefined);
  assertEquals(at(0), 0);
  assertEquals(at(-1), undefined);
});

Deno.test("readStored() hides no error that says nothing about the document", () => {
  const document = Object.defineProperty({ ...tokens("a").toDict() }, "scope", {
    enumerable: true,
    get: () => {
      throw new RangeError("a fault of the store");
    },
  });
  assertThrows(() => readStored(document), RangeError, "a fault of the store");
});
