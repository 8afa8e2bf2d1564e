import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { GlobusSDKUsageError, NetworkError } from "../../lib/core/errors.ts";
import { encodeBase64Url } from "../../lib/oauth/base64url.ts";
import { InvalidMetadataError } from "../../lib/oauth/errors.ts";
import {
  type DecodeParams,
  IDTokenDecoder,
  type IDTokenDecoderOptions,
} from "../../lib/oauth/id_token.ts";
import type { IDTokenClaims, UnverifiedIDTokenClaims } from "../../lib/oauth/id_token_claims.ts";
import { checkSameSubject } from "../../lib/oauth/subject.ts";
import { fixedClock, Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import type { StorableTokens } from "../../lib/storage/token_storage.ts";
import {
  CLIENT_ID,
  goodClaims,
  ISSUER,
  makeKey,
  metadata,
  part,
  signToken,
  utf8,
} from "../kit/id_tokens.ts";
import { FakeClock, START_SECONDS } from "../kit/clock.ts";
import { idTokenFault, idTokenIssuer, signingKeys } from "../kit/id_token_issuer.ts";
import { errorOf } from "../kit/outcomes.ts";

const sub = goodClaims().sub as string;
const JWKS_URI = `${ISSUER}/jwk.json`;
const VERIFY_AUDIENCE = CLIENT_ID;

Deno.test("a decoder without a client takes a configuration, or an issuer with a key or its address", async () => {
  const { key, transport, urls, requests } = await idTokenIssuer();
  const openidConfiguration = metadata();
  const forms: [IDTokenDecoderOptions, string[]][] = [
    [{ openidConfiguration, verifyAudience: VERIFY_AUDIENCE }, [JWKS_URI]],
    [{ openidConfiguration, jwksUri: `${ISSUER}/other.json`, verifyAudience: VERIFY_AUDIENCE }, [
      `${ISSUER}/other.json`,
    ]],
    [{ openidConfiguration, jwk: key.jwk, verifyAudience: VERIFY_AUDIENCE }, []],
    [{ openidConfiguration, issuer: ISSUER, verifyAudience: VERIFY_AUDIENCE }, [JWKS_URI]],
    [{ issuer: ISSUER, jwk: key.jwk, verifyAudience: VERIFY_AUDIENCE }, []],
    [{ issuer: ISSUER, jwk: { keys: [key.jwk] }, verifyAudience: VERIFY_AUDIENCE }, []],
    [{ issuer: `${ISSUER}/`, jwk: key.jwk, verifyAudience: VERIFY_AUDIENCE }, []],
    [{ issuer: ISSUER, jwksUri: JWKS_URI, verifyAudience: VERIFY_AUDIENCE }, [JWKS_URI]],
    [
      {
        issuer: ISSUER,
        jwksUri: JWKS_URI,
        jwk: null,
        openidConfiguration: null,
        verifyAudience: [CLIENT_ID],
      },
      [
        JWKS_URI,
      ],
    ],
    [{
      issuer: ISSUER,
      jwksUri: JWKS_URI,
      openidConfiguration: {},
      verifyAudience: VERIFY_AUDIENCE,
    }, [JWKS_URI]],
  ];
  const [good, stranger] = [await signToken(key), await signToken(await makeKey())];
  for (const [options, asked] of forms) {
    requests.length = 0;
    for (const client of [undefined, null]) {
      const decoder = new IDTokenDecoder(client, { ...options, transport });
      requests.length = 0;
      assertEquals((await decoder.decode(good)).sub, sub);
      assertEquals(urls(), asked);
      assertEquals(
        requests.map(({ headers }) => headers.get("authorization")),
        asked.map(() => null),
      );
      assertEquals(await idTokenFault(() => decoder.decode(stranger)), "signature");
    }
  }
});

Deno.test("a decoder without a client takes the audience from each call", async () => {
  const { key, transport } = await idTokenIssuer();
  const decoder = new IDTokenDecoder(undefined, { openidConfiguration: metadata(), transport });
  const token = await signToken(key);
  assertEquals((await decoder.decode(token, { verifyAudience: VERIFY_AUDIENCE })).sub, sub);
  await assertRejects(() => decoder.decode(token), GlobusSDKUsageError, "verifyAudience");
  assertThrows(() => decoder.getTokenAudience(), GlobusSDKUsageError, "verifyAudience");
});

Deno.test("a decoder without issuer and keys, or with options that contradict each other, is refused", async () => {
  const { key: { jwk }, transport, client } = await idTokenIssuer();
  const openidConfiguration = metadata();
  const unusable: [unknown, unknown, new (message: string) => Error][] = [
    [undefined, undefined, GlobusSDKUsageError],
    [undefined, {}, GlobusSDKUsageError],
    [null, { verifyAudience: VERIFY_AUDIENCE }, GlobusSDKUsageError],
    [undefined, { verifyAudience: VERIFY_AUDIENCE, openidConfiguration: {} }, GlobusSDKUsageError],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, openidConfiguration: null },
      GlobusSDKUsageError,
    ],
    [undefined, { verifyAudience: VERIFY_AUDIENCE, issuer: ISSUER }, GlobusSDKUsageError],
    [undefined, { verifyAudience: VERIFY_AUDIENCE, jwk }, GlobusSDKUsageError],
    [undefined, { verifyAudience: VERIFY_AUDIENCE, jwksUri: JWKS_URI }, GlobusSDKUsageError],
    // A client defines all of this itself.
    [client, { transport }, GlobusSDKUsageError],
    [client, { issuer: "https://auth.preview.globus.org" }, GlobusSDKUsageError],
    // Configurations.
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, openidConfiguration: "text" },
      InvalidMetadataError,
    ],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, openidConfiguration: { issuer: ISSUER } },
      InvalidMetadataError,
    ],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, openidConfiguration: { jwks_uri: JWKS_URI } },
      InvalidMetadataError,
    ],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, openidConfiguration, issuer: "https://evil.example.org" },
      InvalidMetadataError,
    ],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, openidConfiguration: metadata({ issuer: [ISSUER] }) },
      InvalidMetadataError,
    ],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, issuer: ISSUER, jwk: "text" },
      InvalidMetadataError,
    ],
    [
      undefined,
      { verifyAudience: VERIFY_AUDIENCE, issuer: ISSUER, jwk: { kty: "oct", k: "AAAA" } },
      InvalidMetadataError,
    ],
    // Arguments in the wrong position.
    [{ openidConfiguration, verifyAudience: VERIFY_AUDIENCE }, undefined, TypeError],
    [client, "options", TypeError],
    [client, [openidConfiguration], TypeError],
  ];
  for (const [first, options, expected] of unusable) {
    const make = () => Reflect.construct(IDTokenDecoder, [first, options]);
    const error = assertThrows(make, expected);
    assertMatch(error.message, /^Cannot [^:]+: ./);
  }
});

Deno.test("keys and issuers at an address other than https of the issuer are refused", async () => {
  const { key: { jwk }, client } = await idTokenIssuer();
  const elsewhere = [
    "https://evil.example.org/jwk.json",
    "https://auth.globus.org.evil.example.org/jwk.json",
    "https://auth.globus.org:8443/jwk.json",
    "http://auth.globus.org/jwk.json",
    "https://user@auth.globus.org/jwk.json",
    "https://@auth.globus.org/jwk.json",
    "https:\\\\auth.globus.org\\jwk.json",
    " https://auth.globus.org/jwk.json",
    "https://auth.globus.org/jwk.json\n",
    "https://auth.globus.org@evil.example.org/jwk.json",
    "//auth.globus.org/jwk.json",
    "/jwk.json",
    "javascript:0",
    "data:application/json,{}",
    "",
    5,
    [JWKS_URI],
  ];
  for (const jwksUri of elsewhere as string[]) {
    for (const first of [client, undefined]) {
      const options = { issuer: ISSUER, jwksUri, verifyAudience: VERIFY_AUDIENCE };
      assertThrows(() => new IDTokenDecoder(first, options), TypeError, "jwksUri");
    }
  }
  const issuers = [
    "http://auth.globus.org",
    "http://127.0.0.1.evil.example.org",
    "http://localhost@evil.example.org",
    "ftp://auth.globus.org",
    "https://user:word@auth.globus.org",
    "https://auth.globus.org?x",
    "https://auth.globus.org#x",
    "auth.globus.org",
    "",
  ];
  for (const issuer of issuers) {
    const make = (options: IDTokenDecoderOptions) => () => new IDTokenDecoder(undefined, options);
    assertThrows(make({ issuer, jwk, verifyAudience: VERIFY_AUDIENCE }), TypeError);
    assertThrows(
      make({ openidConfiguration: metadata({ issuer }), verifyAudience: VERIFY_AUDIENCE }),
      TypeError,
    );
  }
});

Deno.test("D3 an issuer on this machine may use http, and its keys must have its origin", async () => {
  const { key, transport, urls, requests } = await idTokenIssuer();
  const here = [
    "http://127.0.0.1:8001/auth.globus.org",
    "http://127.9.9.9",
    "http://localhost:8080",
    "http://[::1]:8001/auth.globus.org",
  ];
  for (const issuer of here) {
    const { origin } = new URL(issuer);
    const options = {
      issuer,
      jwksUri: `${issuer}/jwk.json`,
      verifyAudience: VERIFY_AUDIENCE,
      transport,
    };
    const token = await signToken(key, goodClaims({ iss: issuer }));
    requests.length = 0;
    assertEquals((await new IDTokenDecoder(undefined, options).decode(token)).iss, issuer);
    assertEquals(urls(), [`${issuer}/jwk.json`]);
    const elsewhere = [
      "http://127.0.0.1:9/jwk.json",
      `${origin.replace("http:", "https:")}/jwk.json`,
      "https://auth.globus.org/jwk.json",
    ];
    for (const jwksUri of elsewhere) {
      assertThrows(() => new IDTokenDecoder(undefined, { ...options, jwksUri }), TypeError);
    }
  }
});

Deno.test("a decoder without a client keeps the limits: no redirect, 64 kB, the time limit", async () => {
  const key = (await signingKeys())[0];
  const hostile: (() => Response)[] = [
    () => Response.redirect("https://evil.example.org/jwk.json"),
    () => new Response(null, { status: 307, headers: { location: `${ISSUER}/elsewhere` } }),
    () => Response.json({ keys: [key.jwk], padding: "x".repeat(70_000) }),
    () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    () => Response.json({ keys: [key.jwk] }, { status: 404 }),
  ];
  for (const answer of hostile) {
    const { transport, urls } = await idTokenIssuer({ respond: answer });
    const decoder = new IDTokenDecoder(undefined, {
      issuer: ISSUER,
      jwksUri: JWKS_URI,
      verifyAudience: VERIFY_AUDIENCE,
      transport,
    });
    const error = await errorOf(async () => await decoder.decode(await signToken(key)));
    assert(error instanceof NetworkError || error.name === "GlobusAPIError", String(error));
    assertEquals(urls(), [JWKS_URI]);
  }
  const { transport, clock } = await idTokenIssuer({
    respond: () => new Promise<Response>(() => {}),
  });
  const options = {
    issuer: ISSUER,
    jwksUri: JWKS_URI,
    verifyAudience: VERIFY_AUDIENCE,
    transport: { ...transport, timeoutMs: 5000 },
  };
  const late = errorOf(async () => {
    await new IDTokenDecoder(undefined, options).decode(await signToken(key));
  });
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  clock.advance(5000);
  assertEquals((await late).name, "GlobusTimeoutError");
});

Deno.test("without a configuration the keys determine the algorithms, never none or HS*", async () => {
  const key = (await signingKeys())[0];
  const { alg: _alg, ...bare } = key.jwk;
  const forms: [Record<string, unknown>, Record<string, unknown>, string][] = [
    [key.jwk, {}, sub],
    [bare, {}, sub],
    [{ ...key.jwk, alg: "RS256" }, {}, "key"],
    [key.jwk, { alg: "RS256" }, "key"],
    [bare, { alg: "none" }, "algorithm"],
    [bare, { alg: "HS512" }, "algorithm"],
    [bare, { crit: ["exp"] }, "algorithm"],
  ];
  for (const [jwk, header, expected] of forms) {
    const decoder = new IDTokenDecoder(undefined, {
      issuer: ISSUER,
      jwk,
      verifyAudience: VERIFY_AUDIENCE,
    });
    // By the clock of this machine the token has expired.
    const token = await signToken(key, goodClaims({ exp: 1e11 }), header);
    const outcome = expected === sub
      ? (await decoder.decode(token)).sub
      : await idTokenFault(() => decoder.decode(token));
    assertEquals(outcome, expected, JSON.stringify([jwk.alg, header]));
  }
});

Deno.test("verifyAudience replaces our client in aud and azp, for a decoder or for one call", async () => {
  const { key, client } = await idTokenIssuer();
  const [a, b, c] = ["client-a", "client-b", "client-c"];
  const table: [string | string[], Record<string, unknown>, string][] = [
    [a, { aud: a }, sub],
    [[a], { aud: a }, sub],
    [[a, b], { aud: b }, sub],
    [[a, b], { aud: [b] }, sub],
    [[a, b], { aud: [c, a], azp: a }, sub],
    [[a, b], { aud: [c, a], azp: b }, sub],
    [a, { aud: a, azp: a }, sub],
    // Audiences that are not given are refused, even our own client.
    [a, { aud: CLIENT_ID }, "audience"],
    [[a, b], { aud: c }, "audience"],
    [[a, b], { aud: a.toUpperCase() }, "audience"],
    [[a, b], { aud: "client-a client-b" }, "audience"],
    [[a, b], { aud: "client-a,client-b" }, "audience"],
    [[a, b], { aud: "length" }, "audience"],
    [[a, b], { aud: [a, b] }, "authorized_party"],
    [[a, b], { aud: [a, b], azp: c }, "authorized_party"],
    [[a, b], { aud: [a, b], azp: [a] }, "authorized_party"],
    [[a, b], { aud: a, azp: c }, "authorized_party"],
    [a, { aud: a, azp: CLIENT_ID }, "authorized_party"],
    [a, { aud: a, azp: null }, "authorized_party"],
  ];
  for (const [verifyAudience, claims, expected] of table) {
    const token = await signToken(key, goodClaims(claims));
    const calls = [
      () => new IDTokenDecoder(client, { verifyAudience }).decode(token),
      () => new IDTokenDecoder(client).decode(token, { verifyAudience }),
      () => new IDTokenDecoder(client, { verifyAudience: c }).decode(token, { verifyAudience }),
      () => new IDTokenDecoder(client, { verifyAudience }).decode(token, { verifyAudience: null }),
      () => new IDTokenDecoder(client).decode(token, { verifyAudience, verifySignature: false }),
      () => new IDTokenDecoder(client).decode(token, { verifyAudience, verifyExp: false }),
    ];
    for (const call of calls) {
      const outcome = expected === sub ? (await call()).sub : await idTokenFault(call);
      assertEquals(outcome, expected, JSON.stringify([verifyAudience, claims]));
    }
  }
  assertEquals(new IDTokenDecoder(client).getTokenAudience(), CLIENT_ID);
  assertEquals(new IDTokenDecoder(client, { verifyAudience: a }).getTokenAudience(), a);
  assertEquals(new IDTokenDecoder(client, { verifyAudience: [a, b] }).getTokenAudience(), [a, b]);
});

Deno.test("an audience that is not text, or empty, is a TypeError, and never switches the check off", async () => {
  const { key, client, urls } = await idTokenIssuer();
  const token = await signToken(key, goodClaims({ aud: "" }));
  const decoder = new IDTokenDecoder(client);
  for (const bad of ["", [], [""], [CLIENT_ID, ""], false, true, 0, {}, [null], [[CLIENT_ID]]]) {
    const verifyAudience = bad as string;
    assertThrows(() => new IDTokenDecoder(client, { verifyAudience }), TypeError, "verifyAudience");
    await assertRejects(
      () => decoder.decode(token, { verifyAudience }),
      TypeError,
      "verifyAudience",
    );
  }
  assertEquals(urls(), []);
});

Deno.test("a check that is not a boolean is a TypeError, before anything is sent", async () => {
  const { key, client, urls } = await idTokenIssuer();
  const token = await signToken(key);
  const decoder = new IDTokenDecoder(client);
  for (const name of ["verifySignature", "verifyExp"] as const) {
    for (const value of ["true", "false", "", 1, 0, null, NaN, {}, [], new Boolean(false)]) {
      const params = { [name]: value } as DecodeParams;
      await assertRejects(() => decoder.decode(token, params), TypeError, name);
    }
    for (const value of [true, undefined]) {
      assertEquals((await decoder.decode(token, { [name]: value })).sub, sub);
    }
  }
  assertEquals(urls().length, 2);
  for (const params of ["nonce", ["nonce"], null, 5, new Map()]) {
    await assertRejects(
      () => decoder.decode(token, params as DecodeParams),
      TypeError,
      "write decode(",
    );
  }
});

Deno.test("without the check of the signature nothing is requested; without that of exp the keys are", async () => {
  const { client, urls } = await idTokenIssuer();
  const stranger = await makeKey();
  const ended = await signToken(stranger, goodClaims({ exp: START_SECONDS - 86_400 }));
  const decoder = new IDTokenDecoder(client);
  const off = { verifySignature: false, verifyExp: false };
  const claims = await decoder.decode(ended, off);
  assertEquals([{ ...claims }, Object.isFrozen(claims)], [
    goodClaims({ exp: START_SECONDS - 86_400 }),
    true,
  ]);
  assertEquals(
    await idTokenFault(() => decoder.decode(ended, { verifySignature: false })),
    "expired",
  );
  assertEquals(urls(), []);
  assertEquals(await idTokenFault(() => decoder.decode(ended, { verifyExp: false })), "signature");
  assertEquals(urls().length, 2);
});

Deno.test("C10 decode() has the type of verified claims only if each check is certainly on", async () => {
  const { key, client } = await idTokenIssuer();
  const decoder = new IDTokenDecoder(client, { openidConfiguration: metadata(), jwk: key.jwk });
  const token = await signToken(key);
  const verified = (claims: IDTokenClaims) => assertEquals(claims.sub, sub);
  const flag: boolean = token.length > 0;
  // deno-lint-ignore no-explicit-any -- a value of JavaScript
  const anything: any = flag;
  const record: Record<string, typeof anything> = { verifyExp: true };
  const params: DecodeParams = { verifySignature: flag };
  const parameters = { verifySignature: true };

  verified(await decoder.decode(token));
  verified(await decoder.decode(token, undefined, {}));
  verified(await decoder.decode(token, {}));
  verified(await decoder.decode(token, { accessToken: "a", verifyAudience: VERIFY_AUDIENCE }));
  verified(await decoder.decode(token, { verifySignature: true, verifyExp: true }));
  verified(await decoder.decode(token, { verifyExp: undefined }));
  verified(await decoder.decode(token, parameters as { verifySignature: true }));
  // @ts-expect-error -- the signature was not checked
  verified(await decoder.decode(token, { verifySignature: false }));
  // @ts-expect-error -- the token may have expired
  verified(await decoder.decode(token, { verifyExp: false }));
  // @ts-expect-error -- one of two is off
  verified(await decoder.decode(token, { verifySignature: true, verifyExp: false }));
  // @ts-expect-error -- a variable can be false
  verified(await decoder.decode(token, { verifySignature: flag }));
  // @ts-expect-error -- so can anything
  verified(await decoder.decode(token, { verifySignature: anything }));
  // @ts-expect-error -- and a member of it
  verified(await decoder.decode(token, { ...anything }));
  // @ts-expect-error -- the type of an object's member is wider than its value
  verified(await decoder.decode(token, parameters));
  // @ts-expect-error -- parameters that were made elsewhere
  verified(await decoder.decode(token, params));
  // @ts-expect-error -- one of two kinds of parameters has a check off
  verified(await decoder.decode(token, flag ? {} : { verifyExp: false }));
  // @ts-expect-error -- a record can hold any member
  verified(await decoder.decode(token, record));
});

Deno.test("C10 no function of the SDK accepts unverified claims", async () => {
  const { key, client } = await idTokenIssuer();
  const decoder = new IDTokenDecoder(client);
  const token = await signToken(key);
  const unverified: UnverifiedIDTokenClaims = await decoder.decode(token, {
    verifySignature: false,
  });
  const claims: IDTokenClaims = await decoder.decode(token);
  // @ts-expect-error -- not as the claims of a user
  checkSameSubject(unverified, { sub });
  // @ts-expect-error -- nor as the claims to compare with
  checkSameSubject(claims, unverified);
  // @ts-expect-error -- nor as the ID token of tokens to store
  const tokens: StorableTokens = { byResourceServer: {}, decodeIdToken: () => unverified };
  // @ts-expect-error -- a claim has no type until its value is checked
  const id: string = unverified.sub;
  // @ts-expect-error -- nor can it be built by hand
  const forged: UnverifiedIDTokenClaims = { sub };
  assertEquals([id, forged.sub, Object.keys(tokens).length], [sub, sub, 2]);
});

Deno.test("C10 the ID token of a token response is checked completely, whatever a caller adds", async () => {
  for (const header of [{ alg: "HS512" }, { alg: "RS512" }]) {
    const sandbox = new Sandbox({ clock: fixedClock(START_SECONDS * 1000) });
    sandbox.hostile.idToken = header.alg === "RS512" ? { foreignKey: true } : { header };
    const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, {
      fetch: sandbox.fetch,
      clock: new FakeClock(),
    });
    const flow = client.oauth2StartFlow("openid");
    const code = await sandbox.approve(await flow.getAuthorizeUrl());
    const tokens = await flow.exchangeCodeForTokens(code);
    for (const added of [{ verifySignature: false }, { verifyExp: false, leewaySeconds: 300 }]) {
      const fault = await idTokenFault(() => tokens.decodeIdToken(added as IDTokenDecoderOptions));
      assertEquals(fault, header.alg === "RS512" ? "signature" : "algorithm");
    }
  }
});

Deno.test("the tokens of a login are checked for the given audience", async () => {
  const sandbox = new Sandbox({ clock: fixedClock(START_SECONDS * 1000) });
  const transport = { fetch: sandbox.fetch, clock: new FakeClock() };
  const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, transport);
  const flow = client.oauth2StartFlow("openid");
  const tokens = await flow.exchangeCodeForTokens(
    await sandbox.approve(await flow.getAuthorizeUrl()),
  );
  const verifyAudience = [TUTORIAL_CLIENT_ID, "another"];
  assertEquals((await tokens.decodeIdToken({ verifyAudience })).aud, TUTORIAL_CLIENT_ID);
  assertEquals(
    await idTokenFault(() => tokens.decodeIdToken({ verifyAudience: "another" })),
    "audience",
  );
  // The same token, checked by a service without a client.
  const { id_token: idToken } = tokens.data as { id_token: string };
  const decoder = new IDTokenDecoder(undefined, {
    issuer: ISSUER,
    jwksUri: JWKS_URI,
    verifyAudience,
    transport,
  });
  assertEquals((await decoder.decode(idToken, { nonce: flow.nonce })).aud, TUTORIAL_CLIENT_ID);
  assertEquals(await idTokenFault(() => decoder.decode(idToken)), "nonce");
});

const ALGORITHMS: [
  string,
  RsaHashedKeyGenParams | EcKeyGenParams,
  AlgorithmIdentifier | EcdsaParams | RsaPssParams,
][] = [];
for (const bits of [256, 384, 512]) {
  const hash = `SHA-${bits}`;
  const rsa = { hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  ALGORITHMS.push(
    [`RS${bits}`, { name: "RSASSA-PKCS1-v1_5", ...rsa }, { name: "RSASSA-PKCS1-v1_5" }],
    [`PS${bits}`, { name: "RSA-PSS", ...rsa }, { name: "RSA-PSS", saltLength: bits / 8 }],
  );
  if (bits === 512) continue;
  ALGORITHMS.push([`ES${bits}`, { name: "ECDSA", namedCurve: `P-${bits}` }, {
    name: "ECDSA",
    hash,
  }]);
}

Deno.test("C2 each allowed algorithm is verified, with a hash of the access token of its own size", async (t) => {
  for (const [alg, kind, how] of ALGORITHMS) {
    await t.step(alg, async () => {
      const pair = await crypto.subtle.generateKey(kind, true, ["sign", "verify"]) as CryptoKeyPair;
      const { kty, n, e, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
      const jwk = kty === "RSA" ? { kty, n, e } : { kty, crv, x, y };
      const digest = await crypto.subtle.digest(`SHA-${alg.slice(2)}`, utf8("access-1"));
      const at_hash = encodeBase64Url(new Uint8Array(digest, 0, digest.byteLength / 2));
      const sign = async (header: string) => {
        const signed = `${part({ alg: header })}.${part(goodClaims({ at_hash }))}`;
        const signature = await crypto.subtle.sign(how, pair.privateKey, utf8(signed));
        return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`;
      };
      const { client } = await idTokenIssuer({
        configuration: metadata({
          id_token_signing_alg_values_supported: ALGORITHMS.map(([alg]) => alg),
        }),
        jwks: { keys: [jwk] },
      });
      const decoder = new IDTokenDecoder(client);
      const token = await sign(alg);
      const decode = (accessToken: string) => decoder.decode(token, { accessToken });
      assertEquals((await decode("access-1")).sub, sub);
      assertEquals(await idTokenFault(() => decode("access-2")), "access_token_hash");
      // The same signature with the name of each other algorithm.
      for (const [other] of ALGORITHMS) {
        if (other === alg) continue;
        const renamed = await sign(other);
        const fault = await idTokenFault(() => decoder.decode(renamed));
        assert(fault === "signature" || fault === "key", `${alg} as ${other}: ${fault}`);
      }
      // One bit of the signature is changed.
      const [header, payload, signature] = token.split(".");
      const first = signature.startsWith("A") ? "B" : "A";
      const changed = `${header}.${payload}.${first}${signature.slice(1)}`;
      assertEquals(await idTokenFault(() => decoder.decode(changed)), "signature");
    });
  }
});
