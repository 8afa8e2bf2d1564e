import { assert, assertEquals } from "@std/assert";
import {
  authorizationScheme,
  hideSecrets,
  maskBody,
  maskHeaders,
  maskUrl,
} from "../../lib/core/mask.ts";
import { assertLinear, repeated } from "./hostile.ts";

const canary = "canary-secret";
const form = "application/x-www-form-urlencoded";
const json = "application/json";

/** Fields that hold secrets in Globus's requests and answers. */
const secretFields = [
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
  "setup_key",
  "private_key",
  "ACCESS_TOKEN",
];
const secretInForms = ["code", "state", "nonce", "auth_code", "device_code", "user_code"];

Deno.test("H1 maskUrl() masks secrets in the query and in the fragment, however their names are spelt", () => {
  for (const name of [...secretFields, ...secretInForms]) {
    const spelt = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
    for (const key of [name, spelt]) {
      for (const mark of ["?", "#", "?a=b#", "?a=b&", "#a=b&"]) {
        const shown = maskUrl(`https://things.example/x${mark}${key}=${canary}`);
        assert(!shown.includes(canary), shown);
        assert(shown.includes("=••••") && shown.startsWith("https://things.example/x"), shown);
      }
    }
  }
});

Deno.test("H1 maskUrl() masks a secret that comes twice, and one between others", () => {
  const shown = maskUrl(`https://things.example/x?code=${canary}&limit=5&code=${canary}2&a=b`);
  assertEquals(shown, "https://things.example/x?code=••••&limit=5&code=••••&a=b");
});

Deno.test("H1 maskUrl() masks credentials before the host", () => {
  const urls: Record<string, string> = {
    [`https://ann:${canary}@things.example/x`]: "https://••••@things.example/x",
    [`https://${canary}@things.example/x`]: "https://••••@things.example/x",
    [`//${canary}@things.example/x`]: "//••••@things.example/x",
    [`https://a:${canary}@b@things.example/@y`]: "https://••••@things.example/@y",
  };
  for (const [url, shown] of Object.entries(urls)) assertEquals(maskUrl(url), shown);
});

Deno.test("maskUrl() leaves a URL without secrets as it is", () => {
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

Deno.test("H1 maskHeaders() masks credentials, and keeps the scheme of those it knows", () => {
  const headers = new Headers({
    authorization: `Bearer ${canary}`,
    cookie: canary,
    "set-cookie": `session=${canary}`,
    "x-auth-token": canary,
    "x-api-key": canary,
    "x-apikey": canary,
    "client-secret": canary,
    location:
      `https://things.example/callback?code=${canary}&state=${canary}#access_token=${canary}`,
    "proxy-authorization": `Basic ${canary}`,
    "x-request-id": "r1",
  });
  const shown = maskHeaders(headers);
  assert(!JSON.stringify(shown).includes(canary), JSON.stringify(shown));
  assertEquals(shown.authorization, "Bearer ••••");
  assertEquals(shown["proxy-authorization"], "Basic ••••");
  assertEquals([shown.cookie, shown["x-request-id"]], ["••••", "r1"]);
});

Deno.test("H1 maskHeaders() masks a secret of the request that an answer's header repeats", () => {
  const headers = new Headers({
    "www-authenticate": `Bearer error="invalid_token", token="${canary}"`,
    link: `<https://things.example/${canary}>; rel=next`,
    location: `https://things.example/${canary}?a=b`,
  });
  const shown = maskHeaders(headers, [canary]);
  assert(!JSON.stringify(shown).includes(canary), JSON.stringify(shown));
  assertEquals(shown.location, "https://things.example/••••?a=b");
});

Deno.test("H1 authorizationScheme() shows no word that may be the secret itself", () => {
  assertEquals(authorizationScheme(`Bearer ${canary}`), "Bearer");
  assertEquals(authorizationScheme(`basic ${canary}`), "basic");
  for (const header of [canary, `Token ${canary}`, `${canary} Bearer`, "", undefined]) {
    assertEquals(authorizationScheme(header), undefined);
  }
  assertEquals(maskHeaders(new Headers({ authorization: canary })).authorization, "••••");
});

Deno.test("H1 maskBody() masks the secret fields of a form", () => {
  for (const name of [...secretFields, ...secretInForms]) {
    const shown = maskBody(`grant_type=a&${name}=${canary}&${name}=${canary}`, form)!;
    assert(!shown.includes(canary) && shown.includes("grant_type=a"), shown);
  }
  assertEquals(maskBody("grant_type=a&scope=b+c", form), "grant_type=a&scope=b+c");
});

Deno.test("H1 maskBody() masks the secret members of a document at any depth", () => {
  for (const name of secretFields) {
    for (const value of [canary, [canary], { deep: { deeper: canary } }]) {
      const document = { a: [{ [name]: value, name: "kept" }], [name]: value, __proto__: null };
      const shown = maskBody(JSON.stringify(document), `${json};charset=utf-8`)!;
      assert(!shown.includes(canary) && shown.includes("kept"), shown);
    }
  }
});

Deno.test("maskBody() leaves what is no secret: codes of errors, counts, flags", () => {
  const text = '{"code":"ConsentRequired","state":"ACTIVE","token":5,"secret":null,"a_token":true}';
  assertEquals(maskBody(text, json), text);
  assertEquals([maskBody(undefined, json), maskBody("", form)], [undefined, undefined]);
});

Deno.test("H1 maskBody() masks signed tokens by their form, in any body", () => {
  const token = "eyJhbGciOiJSUzUxMiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl-_";
  for (
    const [text, type] of [
      [`{"message":"bad token ${token}"}`, json],
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

Deno.test("H1 maskBody() shows only the length of JSON that is none", () => {
  for (const text of [`{"access_token":"${canary}"`, `access_token=${canary}`, canary]) {
    assertEquals(maskBody(text, json), `(${text.length} characters that are no JSON)`);
  }
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert(maskBody(deep, json)!.length > 0);
});

Deno.test("E5 maskBody() takes a __proto__ as a member like others", () => {
  const shown = maskBody(`{"__proto__":{"access_token":"${canary}"},"constructor":1}`, json);
  assertEquals(shown, '{"__proto__":{"access_token":"••••"},"constructor":1}');
});

Deno.test("H1 hideSecrets() takes each secret out wherever it stands", () => {
  assertEquals(hideSecrets(`a${canary}b${canary}`, [canary]), "a••••b••••");
  // Not as a pattern, and a replacement is no pattern either.
  assertEquals(hideSecrets("$& a.c abc", ["a.c"]), "$& •••• abc");
  assertEquals(hideSecrets("a", []), "a");
});

Deno.test("H1 a name that holds a line end is no way around the mask", () => {
  for (const name of ["\naccess_token", "a\nb_token", "client_secret\n", "my\nsecret\nname"]) {
    assert(!maskBody(new URLSearchParams({ [name]: canary }).toString(), form)!.includes(canary));
    assert(!maskBody(JSON.stringify({ [name]: canary }), json)!.includes(canary));
  }
});

Deno.test("E7 masking takes linear time for many secrets of different names", () => {
  const fields = (length: number) =>
    Array.from({ length: length / 16 }, (_, i) => `${1e7 + i}_token=`).join("&");
  assertLinear(fields, (text) => void maskBody(text, form));
});

Deno.test("E7 masking takes linear time for a name that is nearly a secret's", () => {
  for (const piece of ["secret", "_token", "assertion", "private_key", "setup_", "token\n"]) {
    assertLinear(repeated(piece), (text) => void maskBody(`${text}%0A=1`, form));
    assertLinear(
      repeated(piece),
      (text) => void maskBody(JSON.stringify({ [`${text}\n`]: 1 }), json),
    );
  }
});

for (const piece of ["a", "?", "#", "@", "//", "&a=", "%", "eyJ", ".", "eyJ.a.b ", "code=a&"]) {
  Deno.test(`E7 masking takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => void maskUrl(`https://things.example/${text}`));
    assertLinear(repeated(piece), (text) => void maskUrl(text));
    assertLinear(repeated(piece), (text) => void maskBody(text, "text/plain"));
    assertLinear(repeated(piece), (text) => void maskBody(text, form));
    assertLinear(repeated(piece), (text) => void maskBody(text, json));
  });
}
