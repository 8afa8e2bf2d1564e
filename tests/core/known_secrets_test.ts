import { assert, assertEquals } from "@std/assert";
import { secretHider, secretsOf } from "../../lib/core/known_secrets.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";

/** A secret in the form of Globus's: base64 with `+`, `/` and `=`. */
function made() {
  return "cg+/" + btoa(crypto.randomUUID()).slice(0, 39) + "=";
}

const secret = made();

/** Encoders of programs, and escapes of each character by itself. */
const encoders: Record<string, (text: string) => string> = {
  "unchanged": String,
  "for a URL": encodeURIComponent,
  "for a URL in lower case": (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  "for a URL, each character": (text) =>
    Array.from(new TextEncoder().encode(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`)
      .join(""),
  "for a form": (text) => new URLSearchParams({ a: text }).toString().slice(2),
  "for a path": (text) => text.replaceAll("/", "%2F"),
  "for HTML": (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  "for HTML in decimals": (text) => text.replace(/[^\w]/gu, (char) => `&#${char.codePointAt(0)};`),
  "for HTML in hexadecimals": (text) =>
    text.replace(/[^\w]/gu, (char) => `&#x${char.codePointAt(0)!.toString(16).toUpperCase()};`),
  "in JSON": (text) => JSON.stringify(text).slice(1, -1),
  "in JSON of PHP": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "in JSON of ASCII": (text) =>
    text.replace(
      /[^a-z]/gi,
      (char) =>
        Array.from(char, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, "0")}`)
          .join(""),
    ),
  "in JavaScript": (text) =>
    text.replace(/[+/=]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`),
  "in UTF-16 that is read as UTF-8": (text) => [...text].join("\0"),
};
const twice: Record<string, (text: string) => string> = {
  "for a URL twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "for a URL three times": (text) =>
    encodeURIComponent(encodeURIComponent(encodeURIComponent(text))),
  "for HTML twice": (text) => encoders["for HTML in decimals"](text).replaceAll("&", "&amp;"),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify({ text })).replaceAll("/", "\\/"),
};

for (const [name, encode] of Object.entries({ ...encoders, ...twice })) {
  Deno.test(`H1 secretHider() finds a secret that is written ${name}`, () => {
    for (const one of [secret, made(), "s:e%c+r e=t/é\u{1f511}~!*", `<"&'>%41%2B+ 12`]) {
      const written = encode(one);
      for (const [before, after] of [["", ""], ["a=", "&b=c"], ['{"a":"', '"}'], ["<p>", "</p>"]]) {
        const shown = secretHider([one])(before + written + after);
        assert(!shown.includes(written) && shown.includes("••••"), shown);
        assert(shown.startsWith(before) && shown.endsWith(after), shown);
      }
    }
  });
}

Deno.test("H1 secretHider() keeps a document valid JSON", () => {
  const text = JSON.stringify({ code: "C", message: `bad "${secret}" at a\\b`, list: [secret] })
    .replaceAll("/", "\\/");
  assertEquals<unknown>(JSON.parse(secretHider([secret])(text)), {
    code: "C",
    message: 'bad "••••" at a\\b',
    list: ["••••"],
  });
});

Deno.test("H1 secretHider() keeps text that only resembles a part of a secret, and its escapes", () => {
  const hide = secretHider([secret]);
  for (
    const text of [
      "a%20b &amp; c\\d &unknown; %zz %",
      secret.slice(1),
      encodeURIComponent(secret.slice(0, -1)),
      "\\",
      "\\\\",
      "&",
      "&#9999999;",
      "\0",
    ]
  ) assertEquals(hide(text), text);
  assertEquals(hide(""), "");
  assertEquals(secretHider([])(secret), secret);
});

Deno.test("H1 secretHider() hides the beginning of a long secret that was cut off", () => {
  const long = Array.from({ length: 9 }, made).join("");
  const shown = secretHider([long])(`token ${long.slice(0, 100)}… was refused`);
  assert(!shown.includes(long.slice(0, 48)), shown);
  assertEquals(secretHider([long])(`token ${long}; refused`), "token ••••; refused");
});

Deno.test("H1 secretsOf() finds credentials, and secret fields of query, form, document and headers", () => {
  const basic = `Basic ${btoa(`client:${secret}`)}`;
  const fields = { access_token: "in-token", name: "no-secret", code: "a-code-1" };
  const request = {
    url: `https://things.example/x?id_token_hint=in-query&limit=10000000`,
    headers: { "x-api-key": "in-header", accept: "application/json" },
  };
  const inForm = secretsOf({ ...request, body: `${new URLSearchParams(fields)}` }, basic);
  assertEquals(
    inForm.sort(),
    [
      secret,
      basic.slice(6),
      "in-header",
      "in-query",
      "in-token",
      "a-code-1",
    ].sort(),
  );
  const document = { outer: [fields, { client_secret: { deep: ["in-secret"] } }], token: "short" };
  const inDocument = secretsOf({ ...request, body: JSON.stringify(document) }, "Bearer the-bearer");
  // `code` in a document is an error code. Secrets under 8 characters are masked by their field.
  assertEquals(
    inDocument.sort(),
    [
      "in-header",
      "in-query",
      "in-secret",
      "in-token",
      "the-bearer",
    ].sort(),
  );
  assertEquals(secretsOf({ url: "https://a.example", headers: {} }, undefined), []);
});

const PIECES = [
  "a",
  "%",
  "%25",
  "%2",
  "%41",
  "\\",
  "\\u",
  "\\u0041",
  "\\\\/",
  "&",
  "&amp;",
  "&#",
  "+",
];
for (const piece of [...PIECES, "&#43;", "&#x2b;", "\0", "%c3%28", "%c3-", "a".repeat(47) + "b"]) {
  Deno.test(`E7 H1 secretHider() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    for (const one of [secret, "a".repeat(2_000), "%41".repeat(500), "\\".repeat(99)]) {
      const hide = secretHider([one, secret]);
      assertLinear(repeated(piece), (text) => void hide(text));
    }
  });
}
