import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import type { QueryValue } from "../../lib/core/query.ts";
import type { AuthorizeParams } from "../../lib/oauth/authorize_url.ts";
import { challengeOf, makeVerifier } from "../../lib/oauth/pkce.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { Scope } from "../../lib/scopes/scope.ts";
import { CLIENT_ID, tokenDocument } from "../kit/id_tokens.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";
import { errorOf } from "../kit/outcomes.ts";

const CALLBACK = "https://app.example.org/callback";

function native() {
  return new NativeAppAuthClient(CLIENT_ID);
}

function confidential() {
  return new ConfidentialAppAuthClient(CLIENT_ID, "secret");
}

async function urlOf(flow: { getAuthorizeUrl(): Promise<string> }): Promise<URLSearchParams> {
  return new URL(await flow.getAuthorizeUrl()).searchParams;
}

Deno.test("A1 a flow makes a state of 128 random bits, a new one each time", async () => {
  const states = new Set<string>();
  for (let i = 0; i < 1000; i++) {
    const { state } = native().oauth2StartFlow("openid");
    assertMatch(state, /^[\w-]{22}$/);
    states.add(state);
  }
  assertEquals(states.size, 1000);
  const flow = native().oauth2StartFlow("openid");
  assertEquals((await urlOf(flow)).get("state"), flow.state);
});

Deno.test("A2 every login URL has an S256 challenge, with a client secret too", async () => {
  const flows = [
    native().oauth2StartFlow("openid"),
    native().oauth2StartFlow("openid", { redirectUri: "http://127.0.0.1:8080/" }),
    native().oauth2StartFlow("openid", { verifier: "v".repeat(43) }),
    confidential().oauth2StartFlow(CALLBACK, "openid"),
    confidential().oauth2StartFlow(CALLBACK, "openid", { refreshTokens: true, state: "s" }),
  ];
  for (const flow of flows) {
    const query = await urlOf(flow);
    assertEquals(query.get("code_challenge_method"), "S256");
    assertEquals(query.get("code_challenge"), await challengeOf(flow.verifier));
    assertNotEquals(query.get("code_challenge"), flow.verifier);
  }
});

Deno.test("A2 the challenge is that of RFC 7636 appendix B", async () => {
  assertEquals(
    await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  );
});

Deno.test("A2 a million verifiers are 32 bytes in base64url, evenly spread", () => {
  const count = 1_000_000;
  const counts = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const verifier = makeVerifier();
    assert(verifier.length === 43);
    // The last character has only four bits.
    const char = verifier[i % 42];
    counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  assertEquals(counts.size, 64);
  const expected = count / 64;
  let chiSquare = 0;
  for (const found of counts.values()) chiSquare += (found - expected) ** 2 / expected;
  // 63 degrees of freedom: a value above 150 occurs once in 10^8 runs.
  assert(chiSquare < 150, `chi square is ${chiSquare}`);
});

Deno.test("A3 a nonce is sent if openid is requested, and only then", async () => {
  const with_ = [
    "openid",
    "email openid",
    "*openid",
    ["urn:a[b]", "openid"],
    new Scope("openid"),
    "openid[x]",
  ];
  for (const scopes of with_) {
    const flow = native().oauth2StartFlow(scopes);
    assertMatch(flow.nonce ?? "", /^[\w-]{22}$/);
    assertEquals((await urlOf(flow)).get("nonce"), flow.nonce);
  }
  for (const scopes of ["email", "a[openid]", "a[b openid]", "openids"]) {
    const flow = native().oauth2StartFlow(scopes);
    assertEquals(flow.nonce, undefined);
    assertEquals((await urlOf(flow)).has("nonce"), false);
  }
});

Deno.test("A7 a redirect URI is https or loopback http, absolute, without a fragment", async () => {
  const good = [
    "https://app.example.org/callback",
    "https://app.example.org/callback?x=1&y=2",
    "https://app.example.org:8443/",
    "http://127.0.0.1:49152/",
    "http://127.8.9.10/cb",
    "http://[::1]:8080/cb",
    "http://localhost:8000/cb",
    "HTTPS://APP.example.org/Callback",
  ];
  for (const uri of good) {
    const flow = native().oauth2StartFlow("openid", { redirectUri: uri });
    assertEquals(flow.redirectUri, uri);
    assertEquals((await urlOf(flow)).get("redirect_uri"), uri);
    assertEquals(confidential().oauth2StartFlow(uri, "openid").redirectUri, uri);
  }
  const bad = [
    "http://evil",
    "http://app.example.org/callback",
    "http://127.0.0.1.evil/",
    "http://127.0.0.1.evil.example.org/",
    "http://localhost@evil/",
    "http://localhost.evil.example.org/",
    "http://127.0.0.1@evil.example.org/",
    "https://user:password@app.example.org/",
    "https://app.example.org/#fragment",
    "https://app.example.org/#",
    "myapp://callback",
    "urn:ietf:wg:oauth:2.0:oob",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "//app.example.org/callback",
    "/callback",
    "callback",
    "",
    "https:app.example.org",
    "https:/app.example.org",
    "https:///app.example.org",
    "https:\\\\app.example.org",
    "https://app.example.org/\r\nx",
    "https://app.example.org/ x",
    " https://app.example.org/",
    "https://",
    "http://[::2]/",
    "http://0.0.0.0/",
    "http://128.0.0.1/",
  ];
  for (const uri of bad) {
    assertThrows(
      () => native().oauth2StartFlow("openid", { redirectUri: uri }),
      GlobusSDKUsageError,
      "Cannot redirect",
      uri,
    );
    assertThrows(() => confidential().oauth2StartFlow(uri, "openid"), GlobusSDKUsageError);
  }
  const noText = undefined as unknown as string;
  assertThrows(() => confidential().oauth2StartFlow(noText, "openid"), GlobusSDKUsageError);
});

Deno.test("A8 a caller's extra parameters cannot change what secures a login", async () => {
  const reserved = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
  ];
  const client = native();
  client.oauth2StartFlow("openid");
  for (const name of reserved) {
    const error = await errorOf(() => client.oauth2GetAuthorizeUrl({}, { query: { [name]: "x" } }));
    assert(error instanceof GlobusSDKUsageError, name);
    assertMatch(error.message, new RegExp(name));
  }
});

Deno.test("getAuthorizeUrl() adds what the login must fulfill, and the caller's extras", async () => {
  const flow = native().oauth2StartFlow("openid", { prefillNamedGrant: "My laptop (work)" });
  const url = await flow.getAuthorizeUrl({
    session_required_identities: ["a", "b"],
    session_required_single_domain: "uni.example.edu",
    session_required_policies: ["p1", "p2"],
    session_required_mfa: true,
    session_message: "Log in again & confirm",
    prompt: "login",
  }, { query: { extra: "a b", prompt: "none" } });
  const query = Object.fromEntries(new URL(url).searchParams);
  assertEquals(query.session_required_identities, "a,b");
  assertEquals(query.session_required_single_domain, "uni.example.edu");
  assertEquals(query.session_required_policies, "p1,p2");
  assertEquals(query.session_required_mfa, "true");
  assertEquals(query.session_message, "Log in again & confirm");
  assertEquals(query.prompt, "none");
  assertEquals(query.extra, "a b");
  assertEquals(query.prefill_named_grant, "My laptop (work)");
  assertEquals(query.access_type, "online");
});

Deno.test("the URL of a login leaves out what is empty, and joins lists with commas", async () => {
  const names = [
    "session_required_identities",
    "session_required_single_domain",
    "session_required_policies",
  ];
  for (const client of [native(), confidential()]) {
    const flow = client instanceof ConfidentialAppAuthClient
      ? client.oauth2StartFlow(CALLBACK, "openid")
      : client.oauth2StartFlow("openid");
    for (const name of names) {
      const forms: [QueryValue, string | null][] = [
        [[], null],
        ["", null],
        [null, null],
        [undefined, null],
        [[""], null],
        [["", ""], ","],
        ["a", "a"],
        ["a,b", "a,b"],
        [["a"], "a"],
        [["a", "b"], "a,b"],
      ];
      for (const [value, expected] of forms) {
        for (
          const url of [
            await flow.getAuthorizeUrl({ [name]: value } as AuthorizeParams),
            await flow.getAuthorizeUrl({}, { query: { [name]: value } }),
          ]
        ) {
          const all = new URL(url).searchParams.getAll(name);
          assertEquals(all, expected === null ? [] : [expected], `${name}: ${Deno.inspect(value)}`);
        }
      }
    }
    const url = await flow.getAuthorizeUrl({ session_message: "", prompt: "" });
    for (const name of ["session_message", "prompt"]) {
      assertEquals(new URL(url).searchParams.has(name), false);
    }
  }
});

Deno.test("the caller cannot override what a flow sends, in params or in the query", async () => {
  const flow = native().oauth2StartFlow("email", { prefillNamedGrant: "laptop" });
  const names = ["access_type", "prefill_named_grant", "nonce", "scope", "state", "client_id"];
  for (const name of names) {
    const given = { [name]: "mine" };
    for (
      const call of [
        () => flow.getAuthorizeUrl(given as AuthorizeParams),
        () => flow.getAuthorizeUrl({}, { query: given }),
      ]
    ) assert(await errorOf(call) instanceof GlobusSDKUsageError, name);
  }
  const more = { extra: "1" } as AuthorizeParams;
  assertEquals(new URL(await flow.getAuthorizeUrl(more)).searchParams.get("extra"), "1");
  for (const params of ["login", ["login"], null, 5]) {
    const error = await errorOf(() => flow.getAuthorizeUrl(params as AuthorizeParams));
    assert(error instanceof TypeError && error.message.includes("getAuthorizeUrl("));
  }
});

Deno.test("oauth2StartFlow() continues a login that began elsewhere with its secrets", async () => {
  const begun = confidential().oauth2StartFlow(CALLBACK, "openid", { refreshTokens: true });
  const { state, nonce, verifier, refreshTokens } = begun;
  const taken = confidential().oauth2StartFlow(CALLBACK, begun.requestedScopes, {
    state,
    nonce,
    verifier,
    refreshTokens,
  });
  assertEquals(await taken.getAuthorizeUrl(), await begun.getAuthorizeUrl());
});

Deno.test("a flow shows none of its secrets", () => {
  const client = native();
  const flow = client.oauth2StartFlow("openid");
  for (const shown of [Deno.inspect(flow), JSON.stringify(flow), Deno.inspect(client)]) {
    assert(!shown.includes(flow.verifier));
    assert(!shown.includes(flow.state));
    assert(!shown.includes(flow.nonce!));
  }
  assertEquals(
    Deno.inspect(flow),
    'GlobusNativeAppFlowManager {"redirectUri":"https://auth.globus.org/v2/web/auth-code",' +
      '"requestedScopes":"openid","refreshTokens":false}',
  );
});

Deno.test("exchangeCodeForTokens() sends a code of up to 4096 characters, and no other", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json(tokenDocument()));
  const flow = new NativeAppAuthClient(CLIENT_ID, { fetch }).oauth2StartFlow("email");
  for (const code of ["", " \n", "c".repeat(4097), undefined as unknown as string]) {
    assert(await errorOf(() => flow.exchangeCodeForTokens(code)) instanceof GlobusSDKUsageError);
  }
  assertEquals(requests.length, 0);
  await flow.exchangeCodeForTokens(`  ${"c".repeat(4096)}\n`);
  assertEquals(requests.map(({ form }) => form.get("code")), ["c".repeat(4096)]);
});

Deno.test("oauth2StartFlow() refuses a login without scopes", () => {
  for (const scopes of ["", []]) {
    assertThrows(() => native().oauth2StartFlow(scopes), GlobusSDKUsageError);
    assertThrows(() => confidential().oauth2StartFlow(CALLBACK, scopes), GlobusSDKUsageError);
  }
});

Deno.test("a client without a flow says what to call first", async () => {
  for (const client of [native(), confidential()]) {
    for (
      const call of [
        () => client.oauth2GetAuthorizeUrl(),
        () => client.oauth2ExchangeCodeForTokens("code"),
      ]
    ) {
      const error = await errorOf(call);
      assert(error instanceof GlobusSDKUsageError);
      assertMatch(error.message, /oauth2StartFlow/);
    }
  }
});

Deno.test("a verifier and further parameters that are null count as absent", async () => {
  const flow = native().oauth2StartFlow("openid", { verifier: null });
  const url = await flow.getAuthorizeUrl(undefined, { query: null as unknown as undefined });
  assertEquals(new URL(url).searchParams.get("code_challenge"), await challengeOf(flow.verifier));
});
