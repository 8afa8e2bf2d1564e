import { assert, assertEquals, assertThrows } from "@std/assert";
import { BaseClient } from "../../lib/core/client.ts";
import { InvalidResponseError } from "../../lib/core/errors.ts";
import { exactInteger, hasLongNumberInBytes, parseJson } from "../../lib/core/json.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";

// deno-lint-ignore no-explicit-any
function parse(text: string): any {
  return parseJson(text);
}

Deno.test("E9 exactInteger() gives integers above 2^53 as they were sent", () => {
  const document = parse(
    '{"bytes":9007199254740993,"list":[18446744073709551615],"deep":{"n":-9007199254740993}}',
  );
  assertEquals(exactInteger(document, "bytes"), 9007199254740993n);
  assertEquals(exactInteger(document.list, 0), 18446744073709551615n);
  assertEquals(exactInteger(document.deep, "n"), -9007199254740993n);
  assertEquals(document.bytes, 9007199254740992);
});

Deno.test("E9 exactInteger() finds a long integer anywhere in the text", () => {
  for (let before = 0; before < 40; before++) {
    for (
      const digits of ["9007199254740993", "90071992547409931", "-9007199254740993", "9".repeat(40)]
    ) {
      const text = `{${" ".repeat(before)}"n":${digits}}`;
      assertEquals(exactInteger(parse(text), "n"), BigInt(digits), text);
    }
  }
});

Deno.test("E9 a long integer is also found in bytes, between short ones and other letters", () => {
  const others = ["", "1", "12345678", "123456789012345", "é", "😀12345678"];
  for (let before = 0; before < 40; before++) {
    for (const other of others) {
      for (const digits of ["9007199254740993", "90071992547409931234567"]) {
        const text = `{"${"x".repeat(before)}${other}":0,"n":${digits},"m":"${other}"}`;
        const document = parseJson(
          text,
          hasLongNumberInBytes(new TextEncoder().encode(text)),
        ) as object;
        assertEquals(exactInteger(document, "n"), BigInt(digits), text);
      }
    }
  }
});

Deno.test("exactInteger() returns other integers too, and undefined for other values", () => {
  const document = parse(
    '{"a":5,"b":-0,"c":1.5,"d":"9007199254740993","e":null,"f":[],"big":9007199254740993,"g":1e400}',
  );
  assertEquals([exactInteger(document, "a"), exactInteger(document, "b")], [5n, 0n]);
  for (const key of ["c", "d", "e", "f", "g", "none", "toString", "__proto__"]) {
    assertEquals(exactInteger(document, key), undefined, key);
  }
});

Deno.test("E9 exactInteger() of a copy gives the value in the copy", () => {
  const document = parse('{"n":9007199254740993}');
  assertEquals(exactInteger({ ...document }, "n"), 9007199254740992n);
});

Deno.test("E9 exactInteger() gives the value that the program has set since", () => {
  const document = parse('{"n":9007199254740993,"m":9007199254740993}');
  document.n = 5;
  document.m = "none";
  assertEquals([exactInteger(document, "n"), exactInteger(document, "m")], [5n, undefined]);
});

Deno.test("parseJson() gives the same as JSON.parse(), with and without long numbers", () => {
  const long = ',"n":12345678901234567890';
  for (const tail of ["", long]) {
    const text = `{"a":[1,"x",{"b":null}],"c":{"__proto__":{"d":1},"constructor":2}${tail}}`;
    assertEquals(parse(text), JSON.parse(text));
    assertEquals(Object.keys(parse(text).c), ["__proto__", "constructor"]);
    assertEquals(Object.getPrototypeOf(parse(text).c), Object.prototype);
  }
  for (const text of ["1e400", "12345678901234567.5", "1234567890123456e2"]) {
    assertEquals(parse(`[${text}]`), [Number(text)]);
  }
});

for (const piece of [" 9", "123456789012345 ", "12345678 ", '"a",']) {
  Deno.test(`E7 parseJson() takes linear time for bytes of ${JSON.stringify(piece)}`, () => {
    assertLinear(repeated(piece), (text) => {
      const bytes = new TextEncoder().encode(text);
      assertThrows(() => parseJson(text, hasLongNumberInBytes(bytes)), SyntaxError);
    });
  });
}

Deno.test("E5 parseJson() changes no prototype", () => {
  const before = Reflect.ownKeys(Object.prototype);
  parse('{"__proto__":{"polluted":9007199254740993},"constructor":{"prototype":{"polluted":1}}}');
  assertEquals(Reflect.ownKeys(Object.prototype), before);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("E4 parseJson() refuses text that is not JSON", () => {
  for (
    const text of ["", "{", "{}{}", "[1]\n[2]", "<html>", "NaN", "'a'", '{"a":1,}', "undefined"]
  ) {
    assertThrows(() => parseJson(text), SyntaxError);
    assertThrows(() => parseJson("12345678901234567890 " + text + "]"), SyntaxError);
  }
});

for (const piece of ["9", "123456789012345 ", '"a",', "[1],"]) {
  Deno.test(`E7 parseJson() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => {
      try {
        parseJson(text);
      } catch (error) {
        assert(error instanceof SyntaxError, `${error}`);
      }
    });
  });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

Deno.test("E3 E4 100,000 spoiled documents are read, or are an InvalidResponseError", async () => {
  const random = new SeededRandom(4);
  const good = new TextEncoder().encode(
    JSON.stringify({
      DATA: [{ name: "é😀", size: 1, __proto__: null }, { code: "a\n\u0000", n: -1.5e3 }],
      has_next_page: true,
      total: 2,
    }).replace('"total":2', '"total":9007199254740993,"__proto__":{"a":[null]}'),
  );
  let body: Uint8Array<ArrayBuffer>;
  const client = new BaseClient({
    baseUrl: "https://things.example",
    fetch: () => Promise.resolve(new Response(body)),
  });
  let read = 0;
  for (let i = 0; i < 100_000; i++) {
    body = good.slice();
    for (let changes = random.below(3); changes >= 0; changes--) {
      const kind = random.below(4);
      const at = random.below(body.length + 1);
      if (kind === 0) body[at] = random.below(256);
      else if (kind === 1) body = body.slice(0, at);
      else body = joined(body.subarray(0, at), body.subarray(kind === 2 ? at + 1 : at >> 1));
    }
    let expected: unknown;
    try {
      expected = parseJson(new TextDecoder().decode(body));
      read++;
    } catch (error) {
      assert(error instanceof SyntaxError, `${error}`);
    }
    // A whole call would take ten times as long.
    if (i % 10 > 0) continue;
    try {
      assertEquals(await client.get("/x"), expected ?? {});
    } catch (error) {
      assert(error instanceof InvalidResponseError && expected === undefined, `${error}`);
      assertEquals(error.message, "Cannot read the response to GET /x: it is not JSON");
    }
  }
  assert(read > 1000 && read < 90_000, `${read}`);
});
