import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { returnToOf, WebLoginManager } from "../../lib/login/web.ts";
import { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import {
  LoginStates,
  MAX_PENDING_LOGINS,
  MemoryLoginStateStore,
} from "../../lib/oauth/login_states.ts";
import { InvalidIDTokenError } from "../../lib/oauth/errors.ts";
import type { IDTokenDecoderOptions } from "../../lib/oauth/id_token.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { AuthAPIError } from "../../lib/services/auth/errors.ts";
import { confidentialSetting, nativeSetting, PARAMETERS, tokenRequests } from "../kit/logins.ts";
import { FakeClock } from "../kit/clock.ts";

function setting() {
  const { sandbox, client } = confidentialSetting();
  const [redirectUri] = sandbox.world.clients.get(client.clientId)!.document.redirect_uris;
  const clock = new FakeClock({ jumps: "patient", startSeconds: Date.now() / 1000 });
  const store = new MemoryLoginStateStore();
  const states = new LoginStates(store, clock);
  const make = () => new WebLoginManager(client, { redirectUri, states });
  return { sandbox, client, redirectUri, clock, store, web: make(), make };
}

async function faultOf(work: () => Promise<unknown>) {
  return (await assertRejects(work, LoginCallbackError)).fault;
}

Deno.test("WebLoginManager logs in over two requests, with PKCE, nonce and refresh tokens", async () => {
  const { sandbox, web, make } = setting();
  const url = await web.begin("browser", PARAMETERS, { returnTo: "/tasks?page=2#top" });
  const query = new URL(url).searchParams;
  assertEquals(query.get("code_challenge_method"), "S256");
  assertEquals(query.get("access_type"), "offline");
  assert(query.get("nonce"));
  // As another process on the same store would.
  const { tokens, claims, returnTo } = await make().finish("browser", await sandbox.approve(url));
  assertEquals(returnTo, "/tasks?page=2#top");
  assertEquals(claims?.sub, sandbox.world.people[0].primary.id);
  assert(tokens.byResourceServer["transfer.api.globus.org"].refresh_token);
});

Deno.test("C5 WebLoginManager tolerates a clock that is 200 s behind, unless told otherwise", async () => {
  const { sandbox, redirectUri } = setting();
  const { id, secret } = sandbox.world.demoClient;
  const client = new ConfidentialAppAuthClient(id, secret, {
    fetch: sandbox.fetch,
    clock: { ...systemClock, now: () => Date.now() - 200_000 },
  });
  const finish = async (idTokenDecoder?: IDTokenDecoderOptions) => {
    const states = new LoginStates(new MemoryLoginStateStore());
    const web = new WebLoginManager(client, { redirectUri, states, idTokenDecoder });
    return await web.finish(
      "browser",
      await sandbox.approve(await web.begin("browser", PARAMETERS)),
    );
  };
  const strict = { leewaySeconds: 60 };
  const error = await assertRejects(() => finish(strict), InvalidIDTokenError);
  assertEquals(error.fault, "not_yet_valid");
  const { claims, tokens } = await finish();
  assertEquals(tokens.nonceChecked, true);
  assertEquals(claims?.sub, sandbox.world.people[0].primary.id);
});

Deno.test("A1 a callback without a state, or with a wrong, old or another browser's state, sends nothing to Globus", async () => {
  const { sandbox, web, clock, redirectUri } = setting();
  const back = await sandbox.approve(await web.begin("browser", PARAMETERS));
  const changed = (change: (query: URLSearchParams) => void) => {
    const url = new URL(back);
    change(url.searchParams);
    return url;
  };
  assertEquals(
    await faultOf(() => web.finish("browser", changed((query) => query.delete("state")))),
    "malformed",
  );
  assertEquals(
    await faultOf(() => web.finish("browser", changed((query) => query.set("state", "x")))),
    "state",
  );
  assertEquals(await faultOf(() => web.finish("another browser", back)), "state");
  assertEquals(await faultOf(() => web.finish("browser", `${redirectUri}?code=x`)), "malformed");
  const late = await sandbox.approve(await web.begin("browser", PARAMETERS));
  clock.advance(600_000);
  assertEquals(await faultOf(() => web.finish("browser", late)), "state");
  assertEquals(tokenRequests(sandbox), 0);
});

Deno.test("A1 A2 a code with the state of another tab is refused, and that state is used up", async () => {
  const { sandbox, web } = setting();
  const urls = [
    await web.begin("browser", PARAMETERS, { returnTo: "/one" }),
    await web.begin("browser", PARAMETERS, { returnTo: "/two" }),
  ];
  const [one, two] = await Promise.all(urls.map((url) => sandbox.approve(url)));
  const swapped = new URL(one);
  swapped.searchParams.set("state", new URL(two).searchParams.get("state")!);
  // The code of one login comes with the verifier of the other: Globus refuses it.
  const error = await assertRejects(() => web.finish("browser", swapped), AuthAPIError);
  assertEquals(error.oauthError, "invalid_grant");
  assertEquals(await faultOf(() => web.finish("browser", two)), "state");
});

Deno.test("A10 the same callback, 50 times at once, exchanges its code once", async () => {
  const { sandbox, web } = setting();
  const back = await sandbox.approve(await web.begin("browser", PARAMETERS));
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => web.finish("browser", back)),
  );
  assertEquals(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") assertEquals(outcome.reason.fault, "state");
  }
  assertEquals(tokenRequests(sandbox), 1);
});

Deno.test("A11 logins in several tabs all succeed, up to five; the oldest is dropped", async () => {
  const { sandbox, web } = setting();
  const urls: string[] = [];
  for (let n = 0; n <= MAX_PENDING_LOGINS; n++) {
    urls.push(await web.begin("browser", PARAMETERS, { returnTo: `/${n}` }));
  }
  const backs = await Promise.all(urls.map((url) => sandbox.approve(url)));
  assertEquals(await faultOf(() => web.finish("browser", backs[0])), "state");
  for (let n = 1; n < backs.length; n++) {
    assertEquals((await web.finish("browser", backs[n])).returnTo, `/${n}`);
  }
});

Deno.test("A9 a login returns to a page of this site, whatever was requested", async () => {
  const { sandbox, web, redirectUri } = setting();
  const { origin } = new URL(redirectUri);
  const hostile = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/%5Cevil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/..//evil.example",
    "/.//evil.example",
    "\\\\evil.example",
    "/\r\nLocation: https://evil.example",
    "／／evil.example",
    `${origin}@evil.example`,
    "",
    42,
    undefined,
    { toString: () => "//evil.example" },
  ];
  for (const returnTo of hostile) {
    const back = await sandbox.approve(await web.begin("browser", PARAMETERS, { returnTo }));
    const login = await web.finish("browser", back);
    assertMatch(login.returnTo, /^\/(?![/\\])/);
    assertEquals(new URL(login.returnTo, redirectUri).origin, origin);
  }
});

Deno.test("A5 an error shows what Globus says only if the state is right", async () => {
  const { sandbox, web } = setting();
  const back = new URL(
    await sandbox.approve(await web.begin("browser", PARAMETERS), { deny: true }),
  );
  const wrong = new URL(back);
  wrong.searchParams.set("state", "guessed");
  const early = await assertRejects(() => web.finish("browser", wrong), LoginCallbackError);
  assertEquals([early.error, early.errorDescription], [null, null]);
  const error = await assertRejects(() => web.finish("browser", back), LoginCallbackError);
  assertEquals(error.error, "access_denied");
  assertEquals(tokenRequests(sandbox), 0);
});

Deno.test("A7 WebLoginManager refuses insecure redirect URIs", () => {
  const { client, store } = setting();
  const states = new LoginStates(store);
  for (
    const redirectUri of ["http://evil.example/cb", "http://127.0.0.1.evil/cb", "custom:cb", "/cb"]
  ) {
    assertThrows(() => new WebLoginManager(client, { redirectUri, states }), GlobusSDKUsageError);
  }
});

/** A site whose users paste the code that Globus shows, for a native client. */
function pasteSetting() {
  const { sandbox, client } = nativeSetting();
  const clock = new FakeClock({ jumps: "patient", startSeconds: Date.now() / 1000 });
  const states = new LoginStates(new MemoryLoginStateStore(), clock);
  const redirectUri = "https://auth.globus.org/v2/web/auth-code";
  return { sandbox, clock, web: new WebLoginManager(client, { redirectUri, states }) };
}

Deno.test("WebLoginManager ends a login with a pasted code, with PKCE and a checked ID token", async () => {
  const { sandbox, web } = pasteSetting();
  const url = await web.begin("browser", PARAMETERS, { returnTo: "/tasks" });
  const code = await sandbox.approve(url);
  const { tokens, claims, returnTo } = await web.finishPasted("browser", ` ${code}\n`);
  assertEquals(returnTo, "/tasks");
  assertEquals(claims?.sub, sandbox.world.people[0].primary.id);
  assert(tokens.byResourceServer["transfer.api.globus.org"].refresh_token);
  assertEquals(await faultOf(() => web.finishPasted("browser", code)), "state");
  assertEquals(tokenRequests(sandbox), 1);
});

Deno.test("A1 A2 a pasted code works only for the newest login of its own browser", async () => {
  const { sandbox, clock, web } = pasteSetting();
  const code = await sandbox.approve(await web.begin("browser", PARAMETERS));
  assertEquals(await faultOf(() => web.finishPasted("another", code)), "state");
  clock.advance(1);
  // The code comes with the verifier of the newer login: Globus refuses it.
  await web.begin("browser", PARAMETERS);
  await assertRejects(() => web.finishPasted("browser", code), AuthAPIError);
  // The newer login is used up, and the code belongs to the older one.
  assert((await web.finishPasted("browser", code)).claims);
  assertEquals(tokenRequests(sandbox), 2);
  await web.begin("browser", PARAMETERS);
  clock.advance(600_000);
  assertEquals(await faultOf(() => web.finishPasted("browser", code)), "state");
  assertEquals(tokenRequests(sandbox), 2);
});

Deno.test("a login that the user refuses says where to go now, and other faults do not", async () => {
  const { sandbox, web } = setting();
  const url = await web.begin("browser", PARAMETERS, { returnTo: "/tasks" });
  const back = new URL(await sandbox.approve(url, { deny: true }));
  const wrong = new URL(back);
  wrong.searchParams.set("state", "guessed");
  const returnTo = async (callback: URL) =>
    (await assertRejects(() => web.finish("browser", callback), LoginCallbackError)).returnTo;
  assertEquals([await returnTo(wrong), await returnTo(back)], [null, "/tasks"]);
});

Deno.test("returnToOf() tells where a login was to lead, whatever it failed for", async () => {
  const { sandbox, web } = setting();
  const start = () => web.begin("browser", PARAMETERS, { returnTo: "/tasks?page=2" });
  const denied = await sandbox.approve(await start(), { deny: true });
  const refused = new URL(await sandbox.approve(await start()));
  refused.searchParams.set("code", "wrong");
  const interrupted = await sandbox.approve(await start());
  for (const url of [refused, denied]) {
    const error = await assertRejects(() => web.finish("browser", url));
    assertEquals(error instanceof AuthAPIError, url === refused);
    assertEquals(returnToOf(error), "/tasks?page=2");
  }
  sandbox.faults.add({ service: "auth", path: "/v2/oauth2/token", fault: "html" });
  const error = await assertRejects(() => web.finish("browser", interrupted));
  assertEquals(returnToOf(error), "/tasks?page=2");
  // A second delivery belongs to no login.
  const again = await assertRejects(() => web.finish("browser", interrupted), LoginCallbackError);
  assertEquals([again, new Error("other"), undefined].map(returnToOf), [
    undefined,
    undefined,
    undefined,
  ]);
});
