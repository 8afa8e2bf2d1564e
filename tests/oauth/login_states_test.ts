import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type LoginCallbackError, parseCallback } from "../../lib/oauth/callback.ts";
import {
  type LoginAttempt,
  LoginStates,
  type LoginStateStore,
  MemoryLoginStateStore,
} from "../../lib/oauth/login_states.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { clientId, failure, ManualClock, service, tokenDocument } from "./fixtures.ts";

const redirectUri = "https://app.example.org/callback";

/** A site with one client, and a token endpoint that says yes. */
function setUp(store: LoginStateStore = new MemoryLoginStateStore()) {
  const clock = new ManualClock();
  const { fetch, requests } = service(() => Response.json(tokenDocument()));
  const client = new ConfidentialAppAuthClient(clientId, "secret", { fetch, clock });
  const logins = new LoginStates(store, clock);
  /** What `POST /login` does. */
  const begin = async (browser: string) => {
    const flow = client.oauth2StartFlow(redirectUri, "openid");
    await logins.begin(browser, flow, { returnTo: "/tasks" });
    return flow.state;
  };
  /** What `GET /callback` does. */
  const finish = async (browser: string, query: string) => {
    const callback = parseCallback(`${redirectUri}?${query}`);
    const attempt = await logins.take(browser, callback.state);
    const code = callback.codeFor(attempt);
    return await client.oauth2StartFlow(redirectUri, attempt!.requestedScopes, attempt)
      .exchangeCodeForTokens(code);
  };
  return { clock, client, logins, requests, begin, finish };
}

const fault = async (run: () => unknown) => (await failure(run) as LoginCallbackError).fault;

Deno.test("A1 a login is taken once, by its own browser, within ten minutes", async () => {
  const { clock, requests, begin, finish } = setUp();
  const state = await begin("ann");
  await finish("ann", `state=${state}&code=c`);
  assertEquals(requests.length, 1);
  // Replayed.
  assertEquals(await fault(() => finish("ann", `state=${state}&code=c`)), "state");

  // Another session's.
  const second = await begin("ann");
  assertEquals(await fault(() => finish("bob", `state=${second}&code=c`)), "state");
  // It did no harm to its owner.
  await finish("ann", `state=${second}&code=c2`);

  // Late.
  const third = await begin("ann");
  clock.advance(599_999);
  const fourth = await begin("ann");
  clock.advance(1);
  assertEquals(await fault(() => finish("ann", `state=${third}&code=c`)), "state");
  await finish("ann", `state=${fourth}&code=c4`);
  assertEquals(requests.length, 3);
});

Deno.test("A1 a login is used up whatever comes of it", async () => {
  const { requests, begin, finish } = setUp();
  const state = await begin("ann");
  assertEquals(await fault(() => finish("ann", `state=${state}&error=access_denied`)), "refused");
  assertEquals(await fault(() => finish("ann", `state=${state}&code=c`)), "state");
  const second = await begin("ann");
  assertEquals(await fault(() => finish("ann", `state=${second}&code=c&iss=evil`)), "issuer");
  assertEquals(await fault(() => finish("ann", `state=${second}&code=c`)), "state");
  assertEquals(requests.length, 0);
});

Deno.test("A1 states swapped between two tabs bring each the own verifier", async () => {
  const { logins, requests, begin, finish } = setUp();
  const [a, b] = [await begin("ann"), await begin("ann")];
  assertNotEquals(a, b);
  await finish("ann", `state=${b}&code=for-b`);
  await finish("ann", `state=${a}&code=for-a`);
  const verifiers = requests.map(({ form }) => form.get("code_verifier"));
  assertEquals(new Set(verifiers).size, 2);
  assertEquals(await logins.take("ann", a), undefined);
});

Deno.test("A10 an answer delivered 50 times at once is exchanged once", async () => {
  const { requests, begin, finish } = setUp();
  const state = await begin("ann");
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => finish("ann", `state=${state}&code=c`)),
  );
  assertEquals(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") assertEquals(outcome.reason.fault, "state");
  }
  assertEquals(requests.length, 1);
});

Deno.test("A10 a slow store that others write to hands a login out once", async () => {
  // As a distributed store: reading and writing take turns, and a stale write is done again.
  let version = 0;
  let kept: readonly LoginAttempt[] = [];
  const { requests, begin, finish } = setUp({
    async update(_, change) {
      for (;;) {
        const before = version;
        const read = kept;
        await Promise.resolve();
        const { attempts, result } = change(read);
        await Promise.resolve();
        if (version !== before) continue;
        version++;
        kept = JSON.parse(JSON.stringify(attempts));
        return result;
      }
    },
  });
  const state = await begin("ann");
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => finish("ann", `state=${state}&code=c`)),
  );
  assertEquals(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assertEquals(requests.length, 1);
});

Deno.test("A11 five logins of one browser succeed side by side; of six the oldest gives way", async () => {
  const { requests, begin, finish } = setUp();
  const five = [];
  for (let i = 0; i < 5; i++) five.push(await begin("ann"));
  await begin("bob");
  const outcomes = await Promise.allSettled(
    five.map((state, i) => finish("ann", `state=${state}&code=c${i}`)),
  );
  assert(outcomes.every(({ status }) => status === "fulfilled"));
  assertEquals(requests.length, 5);

  const six: string[] = [];
  for (let i = 0; i < 6; i++) six.push(await begin("ann"));
  assertEquals(await fault(() => finish("ann", `state=${six[0]}&code=c`)), "state");
  for (const state of six.slice(1)) await finish("ann", `state=${state}&code=c-${state}`);
});

Deno.test("take() gives back what was noted, returnTo with it", async () => {
  const { client, logins, clock } = setUp();
  const flow = client.oauth2StartFlow(redirectUri, "openid email", { refreshTokens: true });
  await logins.begin("ann", flow, { returnTo: "/tasks?page=2", issuerRequired: true });
  assertEquals(await logins.take("ann", flow.state), {
    state: flow.state,
    issuer: "https://auth.globus.org",
    issuerRequired: true,
    redirectUri,
    requestedScopes: "openid email",
    refreshTokens: true,
    verifier: flow.verifier,
    nonce: flow.nonce,
    returnTo: "/tasks?page=2",
    startedAtMs: clock.now(),
  });
});

Deno.test("A4 a server that always names itself must do so in each answer", async () => {
  const { client, logins } = setUp();
  for (const [iss, outcome] of [["", "issuer"], ["&iss=https://auth.globus.org", "c"]]) {
    const flow = client.oauth2StartFlow(redirectUri, "openid");
    await logins.begin("ann", flow, { issuerRequired: true });
    const callback = parseCallback(`${redirectUri}?state=${flow.state}&code=c${iss}`);
    const attempt = await logins.take("ann", callback.state);
    const code = () => callback.codeFor(attempt);
    assertEquals(outcome === "c" ? code() : await fault(code), outcome);
  }
});

Deno.test("MemoryLoginStateStore keeps nothing of a browser without logins", async () => {
  const { logins, client } = setUp();
  const store = new MemoryLoginStateStore();
  const own = new LoginStates(store, new ManualClock());
  const flow = client.oauth2StartFlow(redirectUri, "openid");
  await own.begin("ann", flow);
  await own.take("ann", flow.state);
  const left = store.update("ann", (attempts) => ({ attempts, result: attempts.length }));
  assertEquals(left, 0);
  assertEquals(await logins.take("nobody", "state"), undefined);
});
