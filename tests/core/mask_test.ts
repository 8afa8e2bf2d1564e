import { assert, assertEquals } from "@std/assert";
import { secretHider } from "../../lib/core/known_secrets.ts";
import {
  authorizationScheme,
  maskAny,
  maskBody,
  maskHeaders,
  maskText,
  maskUrl,
} from "../../lib/core/mask.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";

const CANARY = "canary-secret";
const FORM = "application/x-www-form-urlencoded";
const MEDIA_TYPE = "application/json";

/** Fields that hold secrets in Globus's requests and answers. */
const SECRET_FIELDS = [
  "access_token",
  "refresh_token",
  "id_token",
  "token",
  "id_token_hint",
  "subject_token",
  "client_secret",
  "secret",
  "password",
  "client_assertion",
  "assertion",
  "code_verifier",
  "verifier",
  "globus_connect_setup_key",
  "connection_url",
  "setup_key",
  "private_key",
  "ACCESS_TOKEN",
  "accessToken",
  "tokens",
  "s3_secret_key",
  "api_key",
  "apiKey",
  "passwd",
  "passphrase",
  "Authorization",
  "cookie",
];
const SECRET_IN_FORMS = ["code", "state", "nonce", "auth_code", "device_code", "user_code"];

Deno.test("H1 maskUrl() masks secrets in the query and in the fragment, also with encoded names", () => {
  for (const name of [...SECRET_FIELDS, ...SECRET_IN_FORMS]) {
    const spelt = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
    for (const key of [name, spelt]) {
      for (const mark of ["?", "#", "?a=b#", "?a=b&", "#a=b&"]) {
        const shown = maskUrl(`https://things.example/x${mark}${key}=${CANARY}`);
        assert(!shown.includes(CANARY), shown);
        assert(shown.includes("=••••") && shown.startsWith("https://things.example/x"), shown);
      }
    }
  }
});

Deno.test("H1 maskUrl() masks a secret that comes twice, and one between others", () => {
  const shown = maskUrl(`https://things.example/x?code=${CANARY}&limit=5&code=${CANARY}2&a=b`);
  assertEquals(shown, "https://things.example/x?code=••••&limit=5&code=••••&a=b");
});

Deno.test("H1 maskUrl() masks credentials before the host", () => {
  const urls: Record<string, string> = {
    [`https://ann:${CANARY}@things.example/x`]: "https://••••@things.example/x",
    [`https://${CANARY}@things.example/x`]: "https://••••@things.example/x",
    [`//${CANARY}@things.example/x`]: "//••••@things.example/x",
    [`https://a:${CANARY}@b@things.example/@y`]: "https://••••@things.example/@y",
  };
  for (const [url, shown] of Object.entries(urls)) assertEquals(maskUrl(url), shown);
});

Deno.test("maskUrl() leaves a URL without secrets unchanged", () => {
  for (
    const url of [
      "https://things.example/x?limit=5&a=%20b+c&marker=m#part",
      "https://things.example",
      "/relative?a&b=",
      "",
      "https://things.example/a@b?c=d@e",
    ]
  ) assertEquals(maskUrl(url), url);
});

Deno.test("H1 maskHeaders() masks credentials, and keeps known schemes", () => {
  const headers = new Headers({
    authorization: `Bearer ${CANARY}`,
    cookie: CANARY,
    "set-cookie": `session=${CANARY}`,
    "x-auth-token": CANARY,
    "x-api-key": CANARY,
    "x-apikey": CANARY,
    "client-secret": CANARY,
    location:
      `https://things.example/callback?code=${CANARY}&state=${CANARY}#access_token=${CANARY}`,
    "proxy-authorization": `Basic ${CANARY}`,
    "x-request-id": "r1",
  });
  const shown = maskHeaders(headers);
  assert(!JSON.stringify(shown).includes(CANARY), JSON.stringify(shown));
  assertEquals(shown.authorization, "Bearer ••••");
  assertEquals(shown["proxy-authorization"], "Basic ••••");
  assertEquals([shown.cookie, shown["x-request-id"]], ["••••", "r1"]);
});

Deno.test("H1 maskHeaders() masks a secret of the request that an answer's header repeats", () => {
  const headers = new Headers({
    "www-authenticate": `Bearer error="invalid_token", token="${CANARY}"`,
    link: `<https://things.example/${CANARY}>; rel=next`,
    location: `https://things.example/${CANARY}?a=b`,
  });
  const shown = maskHeaders(headers, secretHider([CANARY]));
  assert(!JSON.stringify(shown).includes(CANARY), JSON.stringify(shown));
  assertEquals(shown.location, "https://things.example/••••?a=b");
});

Deno.test("H1 authorizationScheme() shows no word that may be the secret itself", () => {
  assertEquals(authorizationScheme(`Bearer ${CANARY}`), "Bearer");
  assertEquals(authorizationScheme(`basic ${CANARY}`), "basic");
  for (const header of [CANARY, `Token ${CANARY}`, `${CANARY} Bearer`, "", undefined]) {
    assertEquals(authorizationScheme(header), undefined);
  }
  assertEquals(maskHeaders(new Headers({ authorization: CANARY })).authorization, "••••");
});

Deno.test("H1 maskBody() masks the secret fields of a form", () => {
  for (const name of [...SECRET_FIELDS, ...SECRET_IN_FORMS]) {
    const shown = maskBody(`grant_type=a&${name}=${CANARY}&${name}=${CANARY}`, FORM)!;
    assert(!shown.includes(CANARY) && shown.includes("grant_type=a"), shown);
  }
  assertEquals(maskBody("grant_type=a&scope=b+c", FORM), "grant_type=a&scope=b+c");
});

Deno.test("H1 maskBody() masks the secret members of a document at any depth", () => {
  for (const name of SECRET_FIELDS) {
    for (const value of [CANARY, [CANARY], { deep: { deeper: CANARY } }]) {
      const document = { a: [{ [name]: value, name: "kept" }], [name]: value, __proto__: null };
      const shown = maskBody(JSON.stringify(document), `${MEDIA_TYPE};charset=utf-8`)!;
      assert(!shown.includes(CANARY) && shown.includes("kept"), shown);
    }
  }
});

Deno.test("maskBody() keeps error codes, counts and flags", () => {
  const text = '{"code":"ConsentRequired","state":"ACTIVE","token":5,"secret":null,"a_token":true}';
  assertEquals(maskBody(text, MEDIA_TYPE), text);
  assertEquals([maskBody(undefined, MEDIA_TYPE), maskBody("", FORM)], [undefined, undefined]);
});

Deno.test("H1 maskBody() masks signed tokens by their form, in any body", () => {
  const token = "eyJhbGciOiJSUzUxMiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl-_";
  for (
    const [text, type] of [
      [`{"message":"bad token ${token}"}`, MEDIA_TYPE],
      [`{"list":["${token}"]}`, "application/problem+json"],
      [`<p>${token}</p>`, "text/html"],
      [`a ${token}, b`, ""],
      [`prefix.${token}`, "text/plain"],
      [`${token}.a.b`, "text/plain"],
    ]
  ) {
    const shown = maskBody(text, type)!;
    assert(!shown.includes("eyJ") && !shown.includes("c2lnbmF0dXJl"), shown);
  }
});

Deno.test("H1 maskBody() shows only the length of invalid JSON", () => {
  for (const text of [`{"access_token":"${CANARY}"`, `access_token=${CANARY}`, CANARY]) {
    assertEquals(
      maskBody(text, MEDIA_TYPE),
      `(${text.length} characters that are not a JSON document)`,
    );
  }
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert(maskBody(deep, MEDIA_TYPE)!.length > 0);
});

Deno.test("E5 maskBody() treats __proto__ as an ordinary field", () => {
  const shown = maskBody(`{"__proto__":{"access_token":"${CANARY}"},"constructor":1}`, MEDIA_TYPE);
  assertEquals(shown, '{"__proto__":{"access_token":"••••"},"constructor":1}');
});

Deno.test("H1 secretHider() masks each secret anywhere in a text", () => {
  assertEquals(secretHider([CANARY])(`a${CANARY}b${CANARY}`), "a••••b••••");
  // It uses neither the secret nor the replacement as a pattern.
  assertEquals(secretHider(["a.c"])("$& a.c abc"), "$& •••• abc");
  assertEquals(secretHider([])("a"), "a");
});

Deno.test("H1 masking also works for names that contain a line end", () => {
  for (const name of ["\naccess_token", "a\nb_token", "client_secret\n", "my\nsecret\nname"]) {
    assert(!maskBody(new URLSearchParams({ [name]: CANARY }).toString(), FORM)!.includes(CANARY));
    assert(!maskBody(JSON.stringify({ [name]: CANARY }), MEDIA_TYPE)!.includes(CANARY));
  }
});

const TOKEN_URL = "https://auth.globus.org/v2/oauth2/token";
const TYPES = ["", "text/plain", "text/html; charset=utf-8", "application/octet-stream", "x"];
/** Bodies in which a token endpoint may return the same token. */
const answers = [
  JSON.stringify({ access_token: CANARY, other_tokens: [{ refresh_token: CANARY }] }),
  `\ufeff \n${JSON.stringify({ access_token: CANARY }, null, 2)}`,
  JSON.stringify([{ access_token: CANARY }]),
  JSON.stringify({ access_token: CANARY }).slice(0, -1),
  JSON.stringify(CANARY),
  `access_token=${CANARY}&token_type=bearer`,
  `<html><body>{"access_token": "${CANARY}"}</body></html>`,
  CANARY,
  [...JSON.stringify({ access_token: CANARY })].join("\0"),
];

Deno.test("H1 maskBody() shows only the length of a token response that is not declared as JSON", () => {
  for (
    const url of [TOKEN_URL, `${TOKEN_URL}/introspect`, `${TOKEN_URL}?a=b`, "/v2/oauth2/token#"]
  ) {
    for (const type of TYPES) {
      for (const body of answers) {
        const shown = maskBody(body, type, url);
        assertEquals(shown, `(${body.length} characters that are not a JSON document)`);
      }
    }
  }
  assertEquals(maskBody(answers[0], MEDIA_TYPE, TOKEN_URL), maskBody(answers[0], MEDIA_TYPE));
  assertEquals(maskBody("it works", "text/plain", "https://a.example/tokens"), "it works");
});

Deno.test("H1 maskBody() and maskAny() recognize documents and forms by their text, whatever the Content-Type", () => {
  for (const type of ["", "text/plain", "text/html", "application/JSON", "image/png"]) {
    const document = JSON.stringify({ name: "kept", access_token: CANARY });
    const inText = JSON.stringify({
      name: "kept",
      detail: `sent ${document} to us`,
      a: [document],
    });
    for (const body of [document, `\ufeff\n ${document}\n`, `[${document}]`, inText]) {
      for (const shown of [maskBody(body, type)!, maskAny(body)]) {
        assert(!shown.includes(CANARY) && shown.includes("kept"), shown);
        JSON.parse(shown);
      }
    }
    if (type.includes("JSON")) continue;
    for (const body of [`name=kept&code=${CANARY}`, `\nname=kept&access_token=${CANARY}&a=\n`]) {
      const shown = maskBody(body, type)!;
      assert(!shown.includes(CANARY) && shown.includes("name=kept"), shown);
    }
  }
});

const SECRET_TEXTS = [
  `<input type="hidden" name="access_token" value="X">`,
  `<input name='code' value='X'/>`,
  `<meta name="csrf-token" content="X">`,
  `<access_token>X</access_token>`,
  `<dt>refresh_token</dt> <dd>X</dd>`,
  `<a href="/callback?code=X&amp;state=X">go on</a>`,
  `moved to https://app.example/cb#access_token=X&id_token=X now`,
  `{"error": "x", "access_token": "X", "cut`,
  `log: {\\"refresh_token\\":\\"X\\"}`,
  `{&quot;client_secret&quot;:&quot;X&quot;}`,
  `{'access_token': 'X'}`,
  `access_token: X`,
  `data: access_token%3DX%26a`,
  `Authorization: Bearer X`,
  `you sent Basic X to us`,
  `authorization=X`,
  `password = X.`,
  `{ refresh_token => "X" }`,
];
for (const template of SECRET_TEXTS) {
  Deno.test(`H1 maskText() finds the secret in ${template}`, () => {
    for (const secret of [CANARY, "Ag3kq9XYZ0123456789", "cgK1+/retAAAA=", "12345678-aaaa-bbbb"]) {
      const text = template.replaceAll("X", secret);
      for (const given of [text, `before ${text} after`, `${text}\n${text}`]) {
        const shown = maskText(given);
        assert(!shown.includes(secret) && !shown.includes(secret.slice(0, 8)), shown);
        assert(shown.includes("••••"), shown);
        assertEquals(maskText(shown), shown);
      }
    }
  });
}

Deno.test("H1 a short secret is masked in a header, a form or a JSON field", () => {
  for (const short of ["a", "12", "x+/=", "secret1"]) {
    const document = JSON.stringify({ client_secret: short, list: [{ token: short }] });
    assertEquals(maskBody(document, ""), '{"client_secret":"••••","list":[{"token":"••••"}]}');
    const fields = new URLSearchParams({ client_secret: short, code: short });
    assertEquals(maskBody(`${fields}`, ""), "client_secret=••••&code=••••");
    assertEquals(maskHeaders(new Headers({ cookie: short, "x-api-key": short })), {
      cookie: "••••",
      "x-api-key": "••••",
    });
    assertEquals(maskText(`{"client_secret": "${short}", cut`), '{"client_secret": "••••", cut');
  }
});

Deno.test("maskText() leaves sentences and codes unchanged", () => {
  for (
    const text of [
      "",
      "Token is not active",
      "Invalid token: expired",
      'Missing "refresh_token" in the request',
      "The access_token parameter is missing; code=ConsentRequired",
      "exit code=1, state=FAILED",
      '<Error code="AccessDenied">no</Error>',
      "Bearer authentication required",
      'Bearer error="invalid_token", error_description="it has expired"',
      "Basic authentication failed",
      "invalid_token: The token is expired",
      "Client secret or id is wrong.",
      "<h1>Wrong password</h1> <p>Again, please</p>",
      "eyJ is how a signed token begins",
    ]
  ) assertEquals(maskText(text), text);
});

Deno.test("H1 maskHeaders() finds secrets in the addresses in headers", () => {
  const shown = maskHeaders(
    new Headers({
      refresh: `0;url=https://app.example/cb?code=${CANARY}`,
      link: `<https://a.example/?access_token=${CANARY}>; rel=next`,
      "x-debug": `Authorization: Bearer ${CANARY}`,
      "www-authenticate": 'Bearer realm="globus", error="invalid_token"',
    }),
  );
  assert(!JSON.stringify(shown).includes(CANARY), JSON.stringify(shown));
  assertEquals(shown["www-authenticate"], 'Bearer realm="globus", error="invalid_token"');
});

Deno.test("H1 maskUrl() masks secrets in an address within a query", () => {
  const inner = `https://app.example/cb?code=${CANARY}&a=b`;
  const shown = maskUrl(`https://auth.example/x?redirect_uri=${encodeURIComponent(inner)}&limit=5`);
  assert(!shown.includes(CANARY) && shown.includes("limit=5"), shown);
});

Deno.test("H1 maskText() masks user name and password of an address of any scheme", () => {
  for (const address of [`amqps://user:${CANARY}@mq.example`, `https://${CANARY}@x.example/p`]) {
    for (const text of [address, `no connection to ${address}: refused`, `"${address}"`]) {
      assert(!maskText(text).includes(CANARY), maskText(text));
      assert(maskText(text).includes("example"), maskText(text));
    }
  }
  const plain = "see https://docs.globus.org/a@b or mail ada@lab.example (amqps://mq.example:5671)";
  assertEquals(maskText(plain), plain);
  assertLinear(repeated("a://b:c"), maskText);
});

Deno.test("E7 masking takes linear time for many secrets of different names", () => {
  const fields = (length: number) =>
    Array.from({ length: length / 16 }, (_, i) => `${1e7 + i}_token=`).join("&");
  assertLinear(fields, (text) => void maskBody(text, FORM));
});

Deno.test("E7 masking takes linear time for names that resemble a secret's", () => {
  for (const piece of ["secret", "_token", "assertion", "private_key", "setup_", "token\n"]) {
    assertLinear(repeated(piece), (text) => void maskBody(`${text}%0A=1`, FORM));
    assertLinear(
      repeated(piece),
      (text) => void maskBody(JSON.stringify({ [`${text}\n`]: 1 }), MEDIA_TYPE),
    );
  }
});

const PIECES = ["a", "?", "#", "@", "//", "&a=", "%", "eyJ", ".", "eyJ.a.b ", "code=a&"];
const IN_TEXTS = ["token:", "token:&#39;", "token>", "token<a>'", "token' ", '"token":', "token\\"];
const FURTHER = [
  "Bearer ",
  "Bearer+",
  "Basic%20",
  "<token",
  "token&quot;",
  '{"token":"',
  "\0token ",
];
for (const piece of [...PIECES, ...IN_TEXTS, ...FURTHER]) {
  Deno.test(`E7 masking takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => void maskUrl(`https://things.example/${text}`));
    assertLinear(repeated(piece), (text) => void maskUrl(text));
    assertLinear(repeated(piece), (text) => void maskBody(text, "text/plain"));
    assertLinear(repeated(piece), (text) => void maskBody(text, FORM));
    assertLinear(repeated(piece), (text) => void maskBody(text, MEDIA_TYPE));
    assertLinear(repeated(piece), (text) => void maskText(text));
    assertLinear(repeated(piece), (text) => void maskAny(`=${text}`));
  });
}
