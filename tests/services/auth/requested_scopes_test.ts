import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { startLoginFlow } from "../../../lib/login/flow_manager.ts";
import { GlobusNativeAppFlowManager } from "../../../lib/oauth/flow.ts";
import { Sandbox } from "../../../lib/sandbox/mod.ts";
import { AuthScopes, TransferScopes } from "../../../lib/scopes/collections.ts";
import type { Scope, Scopes } from "../../../lib/scopes/scope.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { CLIENT_ID, tokenDocument } from "../../kit/id_tokens.ts";
import { NOT_SCOPES } from "../../kit/not_scopes.ts";
import { loadSecondCopy } from "../../kit/second_copy.ts";
import { fakeFetch } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";
const USUAL = `openid profile email ${ALL}`;
const CALLBACK = "https://app.example.org/callback";

function native() {
  return new NativeAppAuthClient(CLIENT_ID);
}

function confidential() {
  return new ConfidentialAppAuthClient(CLIENT_ID, "secret");
}

// deno-lint-ignore no-explicit-any -- what JavaScript can pass
type Any = any;

/** `oauth2StartFlow()` of both kinds of clients, as functions with the same arguments. */
const starts: [string, (...args: Any[]) => { requestedScopes: string; refreshTokens: boolean }][] =
  [
    ["native", (...args) => native().oauth2StartFlow(...args)],
    ["confidential", (...args) => confidential().oauth2StartFlow(CALLBACK, ...args)],
  ];

for (const [kind, start] of starts) {
  Deno.test(`oauth2StartFlow() of a ${kind} client takes scopes, params, both, or neither`, () => {
    const forms: [Any[], string, boolean][] = [
      [[], USUAL, false],
      [[undefined], USUAL, false],
      [[undefined, undefined], USUAL, false],
      [[undefined, { refreshTokens: true }], USUAL, true],
      [["openid"], "openid", false],
      [["openid", {}], "openid", false],
      [["openid", { refreshTokens: true }], "openid", true],
      [[["openid", TransferScopes.all]], `openid ${ALL}`, false],
      [[new Set(["openid"])], "openid", false],
      [[AuthScopes.openid, { refreshTokens: true }], "openid", true],
      [[TransferScopes], `${ALL} ${TransferScopes.gcpInstall}`, false],
      [[{}], USUAL, false],
      [[{ refreshTokens: true }], USUAL, true],
      [[Object.assign(Object.create(null), { refreshTokens: true })], USUAL, true],
      [[{ requestedScopes: undefined, refreshTokens: true }], USUAL, true],
      [[{ requestedScopes: "openid", refreshTokens: true }], "openid", true],
      [[{ requestedScopes: [AuthScopes.openid, "email"] }], "openid email", false],
      // A stored login attempt also contains its scopes.
      [["openid", { requestedScopes: "openid", refreshTokens: true }], "openid", true],
    ];
    for (const [args, scopes, refreshes] of forms) {
      const flow = start(...args);
      assertEquals(
        [flow.requestedScopes, flow.refreshTokens],
        [scopes, refreshes],
        Deno.inspect(args),
      );
    }
  });

  Deno.test(`oauth2StartFlow() of a ${kind} client requests the default scopes only if scopes are absent`, () => {
    for (const none of ["", [], null, [""], new Set()]) {
      for (const args of [[none], [none, { refreshTokens: true }], [{ requestedScopes: none }]]) {
        assertThrows(
          () => start(...args),
          GlobusSDKUsageError,
          "the list is empty",
          Deno.inspect(args),
        );
      }
    }
  });

  Deno.test(`oauth2StartFlow() of a ${kind} client refuses values that are neither scopes nor params`, () => {
    for (const value of NOT_SCOPES) {
      const isParams = Object.getPrototypeOf(value) === Object.prototype;
      if (!isParams) assertThrows(() => start(value), TypeError, "Cannot ", Deno.inspect(value));
      assertThrows(() => start({ requestedScopes: value }), TypeError, "Cannot read scopes");
    }
    for (const params of ["openid", ["openid"], null, 5, new Date(0), new Map()]) {
      assertThrows(
        () => start("openid", params),
        TypeError,
        "oauth2StartFlow(",
        Deno.inspect(params),
      );
    }
    assertThrows(() => start({ refreshTokens: true }, {}), TypeError, "oauth2StartFlow(");
  });
}

Deno.test("params of another realm, and scopes of another copy of the SDK, are accepted", async () => {
  const { runInNewContext } = await import("node:vm");
  const foreign = runInNewContext("({ refreshTokens: true })");
  assertEquals(native().oauth2StartFlow(foreign).requestedScopes, USUAL);
  assertEquals(native().oauth2StartFlow(foreign).refreshTokens, true);
  const copy = await loadSecondCopy();
  const theirs = copy.TransferScopes.all as unknown as Scope;
  assertEquals(native().oauth2StartFlow(theirs).requestedScopes, ALL);
  assertEquals(native().oauth2StartFlow([theirs, "openid"]).requestedScopes, `${ALL} openid`);
});

Deno.test("the tutorial's first lines log in, and give the two tokens of step 2", async () => {
  const sandbox = new Sandbox();
  const client = new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2", {
    fetch: sandbox.fetch,
  });
  client.oauth2StartFlow();
  const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl());
  const tokens = await client.oauth2ExchangeCodeForTokens(code);
  assertEquals(Object.keys(tokens.byResourceServer).sort(), [
    "auth.globus.org",
    "transfer.api.globus.org",
  ]);
  assertEquals(tokens.missingScopes, []);
  assertEquals(tokens.byResourceServer["auth.globus.org"].scope.split(" ").sort(), [
    "email",
    "openid",
    "profile",
  ]);
});

Deno.test("apps and login flow managers never request the default scopes", () => {
  const options = { redirectUri: CALLBACK, refreshTokens: false };
  for (const client of [native(), confidential()]) {
    for (const parameters of [{}, { required_scopes: [] }, { required_scopes: null }]) {
      assertThrows(() => startLoginFlow(client, parameters, options), GlobusSDKUsageError);
    }
  }
  for (const requestedScopes of [undefined, null, "", []] as Scopes[]) {
    assertThrows(
      () => new GlobusNativeAppFlowManager(native(), { requestedScopes }),
      GlobusSDKUsageError,
    );
  }
});

Deno.test("oauth2ClientCredentialsTokens() takes scopes, params, or neither", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json(tokenDocument()));
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const ask: (...args: Any[]) => Promise<unknown> = (...args) =>
    client.oauth2ClientCredentialsTokens(...args);
  const { signal } = new AbortController();
  const forms: [Any[], Record<string, string>][] = [
    [[], { scope: USUAL }],
    [[undefined, { signal }], { scope: USUAL }],
    [["openid"], { scope: "openid" }],
    [[[AuthScopes.openid, "email"], { signal }], { scope: "openid email" }],
    [[{}], { scope: USUAL }],
    [[{ requestedScopes: TransferScopes.all }], { scope: ALL }],
    [[{ requestedScopes: [ALL], bodyParams: { extra: "1", list: ["a", "b"] } }], {
      scope: ALL,
      extra: "1",
      list: "b",
    }],
    [[{ bodyParams: null }, { signal }], { scope: USUAL }],
  ];
  for (const [args, fields] of forms) {
    await ask(...args);
    const sent = Object.fromEntries(requests.at(-1)!.form);
    assertEquals(sent, { grant_type: "client_credentials", ...fields }, Deno.inspect(args));
  }
  const count = requests.length;
  for (const none of ["", [], null, { requestedScopes: null }, { requestedScopes: [] }]) {
    assert(await errorOf(() => ask(none)) instanceof GlobusSDKUsageError);
  }
  for (const value of [5, new Date(0), [{}], { requestedScopes: new Date(0) }]) {
    assert(await errorOf(() => ask(value)) instanceof TypeError);
  }
  assert(await errorOf(() => ask("openid", "email")) instanceof TypeError);
  assertEquals(requests.length, count);
});

/** Never called: the compiler checks which arguments the overloads accept. */
export async function typesOfScopes(): Promise<void> {
  const [app, web] = [native(), confidential()];
  app.oauth2StartFlow();
  app.oauth2StartFlow({ refreshTokens: true });
  app.oauth2StartFlow({ requestedScopes: [AuthScopes.openid, "email"], verifier: "v" });
  app.oauth2StartFlow("openid", { redirectUri: CALLBACK });
  app.oauth2StartFlow(undefined, { prefillNamedGrant: "laptop" });
  // @ts-expect-error null is neither scopes nor params.
  app.oauth2StartFlow(null);
  // @ts-expect-error There is no such parameter.
  app.oauth2StartFlow({ refresh_tokens: true });
  // @ts-expect-error The scopes are given before the params already.
  app.oauth2StartFlow("openid", { requestedScopes: "email" });
  // @ts-expect-error Params can be given once.
  app.oauth2StartFlow({ refreshTokens: true }, {});
  // @ts-expect-error A number is not a scope.
  app.oauth2StartFlow(5);
  // @ts-expect-error A date is not a scope.
  app.oauth2StartFlow(new Date());
  // @ts-expect-error A list of lists is not a list of scopes.
  app.oauth2StartFlow([["openid"]]);
  web.oauth2StartFlow(CALLBACK);
  web.oauth2StartFlow(CALLBACK, { requestedScopes: TransferScopes.all, refreshTokens: true });
  web.oauth2StartFlow(CALLBACK, ["openid"], { state: "s" });
  // @ts-expect-error A client with a secret needs its redirect URI.
  web.oauth2StartFlow();
  // @ts-expect-error The redirect URI is the first argument.
  web.oauth2StartFlow({ requestedScopes: "openid" });
  // @ts-expect-error It is given already.
  web.oauth2StartFlow(CALLBACK, { redirectUri: CALLBACK });
  await web.oauth2ClientCredentialsTokens();
  await web.oauth2ClientCredentialsTokens({ requestedScopes: "openid", bodyParams: { a: 1 } });
  // @ts-expect-error Further fields are given beside the scopes.
  await web.oauth2ClientCredentialsTokens("openid", { bodyParams: { a: 1 } });
}
