import { assert, assertEquals, assertThrows } from "@std/assert";
import { addressOf, encodeSegment, type Path, path, toPath } from "../../lib/core/path.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";

/** The segments of a path, as a server reads them after a URL parser. */
function segmentsSeen(text: string) {
  return new URL(`https://things.example${text}`).pathname.split("/").slice(1);
}

const refused: Record<string, unknown> = {
  "nothing": "",
  "a dot": ".",
  "two dots": "..",
  "an encoded dot": "%2e",
  "an encoded dot in capitals": "%2E",
  "two encoded dots": "%2e%2e",
  "two encoded dots, one in capitals": "%2E%2e",
  "a dot and an encoded one": ".%2e",
  "an encoded dot and one": "%2e.",
  "NUL": "a\0b",
  "a tab": "a\tb",
  "a line feed": "a\nb",
  "a line feed at the end": "a\n",
  "a carriage return": "\ra",
  "CR LF and a header": "a\r\nHost: evil.example",
  "an escape sequence": "\x1b]0;pwn\x07",
  "DEL": "a\x7f",
  "a dot behind a tab, which URL parsers drop": ".\t",
  "two dots around a line feed": ".\n.",
  "half a pair, the first": "a\ud800",
  "half a pair, the second": "\udc00a",
  "a pair the wrong way round": "\udc00\ud800",
  "undefined": undefined,
  "null": null,
  "a number": 5,
  "an array of one text": ["a"],
  "an object that prints as two dots": { toString: () => ".." },
};

for (const [name, payload] of Object.entries(refused)) {
  Deno.test(`D5 path() refuses ${name} as an id`, () => {
    const segment = payload as string;
    assertThrows(() => path`/task/${segment}/cancel`, TypeError, "Cannot put ");
    assertThrows(() => encodeSegment(segment), TypeError, "Cannot put ");
  });
}

Deno.test("D5 encodeSegment() names what it refuses: the text, or the type of anything else", () => {
  const message = (segment: unknown) =>
    assertThrows(() => encodeSegment(segment as string), TypeError).message;
  assertEquals(message(5), "Cannot put this number in a path: it is not a valid id");
  assertEquals(message({}), "Cannot put this object in a path: it is not a valid id");
  assertEquals(message(".."), 'Cannot put ".." in a path: it is not a valid id');
});

const KEPT: Record<string, string> = {
  "a/b": "a%2Fb",
  "/": "%2F",
  "../../other": "..%2F..%2Fother",
  "..\\..\\other": "..%5C..%5Cother",
  "..%2f..%2fother": "..%252f..%252fother",
  "%252e%252e": "%25252e%25252e",
  "%c0%ae%c0%ae": "%25c0%25ae%25c0%25ae",
  "...": "...",
  ". ": ".%20",
  " ..": "%20..",
  "..;a=b": "..%3Ba%3Db",
  "a?b=c": "a%3Fb%3Dc",
  "a#b": "a%23b",
  "a&b+c": "a%26b%2Bc",
  "a:b@c": "a%3Ab%40c",
  "//evil.example": "%2F%2Fevil.example",
  "https://evil.example": "https%3A%2F%2Fevil.example",
  "%": "%25",
  "%00": "%2500",
  "%0d%0a": "%250d%250a",
  "!'()*": "%21%27%28%29%2A",
  "\u2025": "%E2%80%A5",
  "\uff0e\uff0e": "%EF%BC%8E%EF%BC%8E",
  "\u2215": "%E2%88%95",
  "\u202e": "%E2%80%AE",
  "é": "%C3%A9",
  "😀": "%F0%9F%98%80",
  "__proto__": "__proto__",
  "8ca28797-3541-4a5d-a264-05b00f91e608": "8ca28797-3541-4a5d-a264-05b00f91e608",
};

Deno.test("D5 path() keeps any other id within its segment", () => {
  for (const [id, encoded] of Object.entries(KEPT)) {
    const made = path`/task/${id}/cancel`;
    assertEquals(made.text, `/task/${encoded}/cancel`);
    assertEquals(segmentsSeen(made.text), ["task", encoded, "cancel"]);
    assertEquals(decodeURIComponent(encoded), id);
  }
});

Deno.test("path() shows the route without ids", () => {
  const made = path`/endpoint/${"id-1"}/access/${"rule-2"}`;
  assertEquals(made.route, "/endpoint/{}/access/{}");
  assertEquals(`${made}`, "/endpoint/id-1/access/rule-2");
  assertEquals(path`/task_list`.route, "/task_list");
});

Deno.test("E8 the error about an id is short and safe to print", () => {
  const id = "\x1b[31m\x9b31m\u202egnp.exe" + "x".repeat(1e6);
  const { message } = assertThrows(() => path`/task/${id}`, TypeError, "Cannot put ");
  assert(!/[\p{Cc}\u202a-\u202e]/u.test(message) && message.length < 300, message.slice(0, 300));
  const long = `\0${"x".repeat(200)}`;
  const shown = `"\\u0000${"x".repeat(93)}…`;
  assertThrows(() => path`/task/${long}`, TypeError, `Cannot put ${shown} in a path`);
});

Deno.test("D5 toPath() keeps slashes, and each segment in its place", () => {
  assertEquals(toPath("/a//b c/").text, "/a//b%20c/");
  assertEquals(toPath("").text, "");
  assertEquals(toPath("/a?b#c").text, "/a%3Fb%23c");
  for (const text of ["..", "/a/../b", "/a/%2e%2E/b", "a/./b", "/a\n", "/\ud800"]) {
    assertThrows(() => toPath(text), TypeError, "Cannot put ");
  }
});

Deno.test("D5 100,000 hostile ids stay in their segment or are refused", () => {
  const random = new SeededRandom(5);
  let refusals = 0;
  for (let i = 0; i < 100_000; i++) {
    const id = hostileText(random);
    let text: string;
    try {
      text = path`/endpoint/${id}/access`.text;
    } catch (error) {
      assert(error instanceof TypeError && error.message.startsWith("Cannot put "), `${error}`);
      refusals++;
      continue;
    }
    const { host, pathname, search, hash } = new URL(`https://things.example${text}`);
    assertEquals([host, pathname, search, hash], ["things.example", text, "", ""]);
    const [, endpoint, segment, access, ...rest] = pathname.split("/");
    assertEquals([endpoint, access, rest.length], ["endpoint", "access", 0]);
    assertEquals(decodeURIComponent(segment), id);
    assert(/^[\w.~%-]+$/.test(segment), segment);
  }
  assert(refusals > 10_000 && refusals < 90_000, `${refusals}`);
});

for (const piece of ["a", "%2e", "..", "/", "\0", "😀"]) {
  Deno.test(`E7 encodeSegment() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => {
      try {
        encodeSegment(text);
      } catch (error) {
        assert(error instanceof TypeError);
      }
    });
  });
}

Deno.test("addressOf() refuses what is neither a text nor a path", () => {
  const base = "https://things.example/";
  for (const odd of [undefined, null, 5, true, {}, [], new URL(base)]) {
    assertThrows(() => addressOf(base, odd as Path), TypeError, "path must be a string");
  }
  assertEquals(addressOf(base, path`/thing/${"1"}`).url, `${base}thing/1`);
  assertEquals(addressOf(base, "").url, base);
  assertEquals(addressOf(base, `${base}thing#part#part`).url, `${base}thing`);
});
