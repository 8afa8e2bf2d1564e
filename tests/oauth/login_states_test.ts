import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { parseCallback } from "../../lib/oauth/callback.ts";
import type { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import {
  type LoginAttempt,
  LoginStates,
  type LoginStateStore,
  MemoryLoginStateStore,
} from "../../lib/oauth/login_states.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { CLIENT_ID, tokenDocument } from "../kit/id_tokens.ts";
import { FakeClock } from "../kit/clock.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";
import { errorOf } from "../kit/outcomes.ts";

const REDIRECT_URI = "https://app.example.org/callback";

/** A site with one client, and a token endpoint that accepts each code. */
function setUp(store: LoginStateStore = new MemoryLoginStateStore()) {
  const clock = new FakeClock();
  const { fetch, requests } = fakeFetch(() => Response.json(tokenDocument()));
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch, clock });
  const logins = new LoginStates(store, clock);
  /** Does the work of `POST /login`. */
  const begin = async (browser: string) => {
    const flow = client.oauth2StartFlow(REDIRECT_URI, "openid");
    await logins.begin(browser, flow, { returnTo: "/tasks" });
    return flow.state;
  };
  /** Does the work of `GET /callback`. */
  const finish = async (browser: string, query: string) => {
    const callback = parseCallback(`${REDIRECT_URI}?${query}`);
    const attempt = await logins.take(browser, callback.state);
    const code = callback.codeFor(attempt);
    return await client.oauth2StartFlow(REDIRECT_URI, attempt!.requestedScopes, attempt)
      .exchangeCodeForTokens(code);
  };
  return { clock, client, logins, requests, begin, finish };
}

async function fault(run: () => unknown) {
  return (await errorOf(run) as LoginCallbackError).fault;
}

Deno.test("A1 a login is taken once, by its own browser, within ten minutes", async () => {
  const { clock, requests, begin, finish } = setUp();
  const state = await begin("ann");
  await finish("ann", `state=${state}&code=c`);
  assertEquals(requests.length, 1);
  // A replay.
  assertEquals(await fault(() => finish("ann", `state=${state}&code=c`)), "state");

  // Another browser.
  const second = await begin("ann");
  assertEquals(await fault(() => finish("bob", `state=${second}&code=c`)), "state");
  // The login of the right browser is not affected.
  await finish("ann", `state=${second}&code=c2`);

  // Too late.
  const third = await begin("ann");
  clock.advance(599_999);
  const fourth = await begin("ann");
  clock.advance(1);
  assertEquals(await fault(() => finish("ann", `state=${third}&code=c`)), "state");
  await finish("ann", `state=${fourth}&code=c4`);
  assertEquals(requests.length, 3);
});

Deno.test("A1 a login is used up, whatever its outcome", async () => {
  const { requests, begin, finish } = setUp();
  const state = await begin("ann");
  assertEquals(await fault(() => finish("ann", `state=${state}&error=access_denied`)), "refused");
  assertEquals(await fault(() => finish("ann", `state=${state}&code=c`)), "state");
  const second = await begin("ann");
  assertEquals(await fault(() => finish("ann", `state=${second}&code=c&iss=evil`)), "issuer");
  assertEquals(await fault(() => finish("ann", `state=${second}&code=c`)), "state");
  assertEquals(requests.length, 0);
});

Deno.test("A1 states swapped between two tabs lead to the verifiers of these states", async () => {
  const { logins, requests, begin, finish } = setUp();
  const [a, b] = [await begin("ann"), await begin("ann")];
  assertNotEquals(a, b);
  await finish("ann", `state=${b}&code=for-b`);
  await finish("ann", `state=${a}&code=for-a`);
  const verifiers = requests.map(({ form }) => form.get("code_verifier"));
  assertEquals(new Set(verifiers).size, 2);
  assertEquals(await logins.take("ann", a), undefined);
});

Deno.test("A10 a callback that comes 50 times at once is exchanged once", async () => {
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

Deno.test("A10 a slow store with other writers gives a login out once", async () => {
  // Like a distributed store: reading and writing take turns, and an outdated write is repeated.
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

Deno.test("A11 five simultaneous logins of one browser succeed; a sixth one drops the oldest", async () => {
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

Deno.test("take() returns all that was stored, with returnTo", async () => {
  const { client, logins, clock } = setUp();
  const flow = client.oauth2StartFlow(REDIRECT_URI, "openid email", { refreshTokens: true });
  await logins.begin("ann", flow, { returnTo: "/tasks?page=2", issuerRequired: true });
  assertEquals(await logins.take("ann", flow.state), {
    state: flow.state,
    issuer: "https://auth.globus.org",
    issuerRequired: true,
    redirectUri: REDIRECT_URI,
    requestedScopes: "openid email",
    refreshTokens: true,
    verifier: flow.verifier,
    nonce: flow.nonce,
    returnTo: "/tasks?page=2",
    startedAtMs: clock.now(),
  });
});

Deno.test("A4 a server that always names itself must do so in each callback", async () => {
  const { client, logins } = setUp();
  for (const [iss, outcome] of [["", "issuer"], ["&iss=https://auth.globus.org", "c"]]) {
    const flow = client.oauth2StartFlow(REDIRECT_URI, "openid");
    await logins.begin("ann", flow, { issuerRequired: true });
    const callback = parseCallback(`${REDIRECT_URI}?state=${flow.state}&code=c${iss}`);
    const attempt = await logins.take("ann", callback.state);
    const code = () => callback.codeFor(attempt);
    assertEquals(outcome === "c" ? code() : await fault(code), outcome);
  }
});

Deno.test("MemoryLoginStateStore has no entry for a browser without logins", async () => {
  const { logins, client } = setUp();
  const store = new MemoryLoginStateStore();
  const own = new LoginStates(store, new FakeClock());
  const flow = client.oauth2StartFlow(REDIRECT_URI, "openid");
  await own.begin("ann", flow);
  await own.take("ann", flow.state);
  const left = store.update("ann", (attempts) => ({ attempts, result: attempts.length }));
  assertEquals(left, 0);
  assertEquals(await logins.take("unknown", "state"), undefined);
});

/** Two machines of one site that share a store. Each has its own clock. */
function twoMachines() {
  const store = new MemoryLoginStateStore();
  const [first, second] = [setUp(store), setUp(store)];
  const left = () => store.update("ann", (attempts) => ({ attempts, result: attempts.length }));
  return { first, second, left };
}

Deno.test("a login is taken by a machine whose clock is up to a minute behind", async () => {
  for (const aheadMs of [1000, 59_999, 60_000]) {
    const { first, second, left } = twoMachines();
    first.clock.advance(aheadMs);
    const state = await first.begin("ann");
    assertEquals((await second.logins.take("ann", state))?.state, state, `${aheadMs}`);
    assertEquals(left(), 0);
  }
});

Deno.test("a login from the future is refused and kept, even when others begin", async () => {
  const { first, second, left } = twoMachines();
  first.clock.advance(60_001);
  const state = await first.begin("ann");
  assertEquals(await second.logins.take("ann", state), undefined);
  await second.begin("ann");
  assertEquals(await second.logins.take("ann", "no such state"), undefined);
  assertEquals(left(), 2);
  second.clock.advance(1);
  assertEquals((await second.logins.take("ann", state))?.state, state);
});

Deno.test("a clock that is behind does not extend a login beyond ten minutes", async () => {
  const { first, second, left } = twoMachines();
  const state = await first.begin("ann");
  second.clock.advance(600_000);
  assertEquals(await second.logins.take("ann", state), undefined);
  assertEquals(left(), 0);
});

/** A store with logins that browsers have begun `stepMs` apart and never end. */
async function abandoned(
  logins: number,
  stepMs: number,
  store: MemoryLoginStateStore = new MemoryLoginStateStore(),
) {
  const world = setUp(store);
  const flow = world.client.oauth2StartFlow(REDIRECT_URI, "openid");
  for (let i = 0; i < logins; i++) {
    await world.logins.begin(`browser-${i}`, flow);
    world.clock.advance(stepMs);
  }
  /** Numbers of the browsers whose logins are kept. */
  const kept = () =>
    Array.from({ length: logins }, (_, i) => i).filter((i) =>
      store.update(
        `browser-${i}`,
        (attempts) => ({ attempts, result: attempts.length > 0 }),
      )
    );
  return { ...world, flow, kept };
}

Deno.test("200,000 logins that never end leave those of the last ten minutes", async () => {
  const { kept } = await abandoned(200_000, 100);
  const left = kept();
  assertEquals([left.length, left[0], left.at(-1)], [6000, 194_000, 199_999]);
});

Deno.test("200,000 simultaneous logins leave the newest 10,000, or the number that is set", async () => {
  const many = (await abandoned(200_000, 0)).kept();
  assertEquals([many.length, many[0], many.at(-1)], [10_000, 190_000, 199_999]);
  const few = await abandoned(9, 0, new MemoryLoginStateStore({ maxBrowsers: 3 }));
  assertEquals(few.kept(), [6, 7, 8]);
  for (const maxBrowsers of [0, -1, 1.5, NaN, Infinity, "5"]) {
    assertThrows(
      () => new MemoryLoginStateStore({ maxBrowsers: maxBrowsers as number }),
      RangeError,
    );
  }
});

Deno.test("MemoryLoginStateStore can be limited to a single browser", async () => {
  const one = await abandoned(9, 0, new MemoryLoginStateStore({ maxBrowsers: 1 }));
  assertEquals(one.kept(), [8]);
});

Deno.test("a browser that begins again counts as new, a browser that ends a login does not", async () => {
  const { logins, flow, kept, client } = await abandoned(
    3,
    1000,
    new MemoryLoginStateStore({ maxBrowsers: 3 }),
  );
  const second = client.oauth2StartFlow(REDIRECT_URI, "openid");
  await logins.begin("browser-0", second);
  await logins.take("browser-1", "no such state");
  await logins.begin("newcomer", flow);
  assertEquals(kept(), [0, 2]);
  assertEquals((await logins.take("browser-0", second.state))?.state, second.state);
});

Deno.test("H1 a printed login shows no verifier, state or nonce, and a store gets all of them", async () => {
  let json = "[]";
  /** A store for one browser, as text. */
  const store: LoginStateStore = {
    update(_browser, change) {
      const { attempts, result } = change(JSON.parse(json));
      json = JSON.stringify(attempts);
      return result;
    },
  };
  for (const kind of [store, new MemoryLoginStateStore()]) {
    const { client, logins } = setUp(kind);
    const flow = client.oauth2StartFlow(REDIRECT_URI, "openid");
    const { verifier, state, nonce } = flow;
    const begun = await logins.begin("ann", flow);
    const taken = await logins.take("ann", state);
    for (const attempt of [begun, taken!]) {
      const shown = [
        Deno.inspect(attempt),
        Deno.inspect({ nested: [attempt] }, { depth: 10, showHidden: true }),
        `${attempt}`,
      ].join();
      for (const secret of [verifier, state, nonce!]) assert(!shown.includes(secret), shown);
      assert(shown.includes(REDIRECT_URI) && shown.includes("[redacted]"), shown);
      assertEquals([attempt.verifier, attempt.state, attempt.nonce], [verifier, state, nonce]);
      assertEquals(JSON.parse(JSON.stringify(attempt)).verifier, verifier);
      assertEquals(structuredClone(attempt).verifier, verifier);
    }
  }
});
