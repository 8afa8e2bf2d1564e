import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import {
  NOT_FOUND_PAGE,
  REFUSED_PAGE,
  SCRIPT_HASH,
  SUCCESS_PAGE,
} from "../../lib/login/callback_page.ts";
import {
  LocalServerEnvironmentalLoginError,
  LocalServerLoginError,
} from "../../lib/login/errors.ts";
import { listen } from "../../lib/login/loopback_deno.ts";
import {
  LocalServerLoginFlowManager,
  type LocalServerLoginFlowOptions,
} from "../../lib/login/local_server.ts";
import { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import { scaled } from "../kit/processes.ts";
import { confidentialSetting, nativeSetting, PARAMETERS, tokenRequests } from "../kit/logins.ts";
import { FakeClock } from "../kit/clock.ts";

/** Number of hostile requests; `LOGIN_JUNK` sets another one. */
const junk = scaled("LOGIN_JUNK", 10_000);

/** Starts a login in which `visit` stands in for the browser. */
function begin(
  visit: (url: string, redirectUri: string) => Promise<unknown>,
  options: LocalServerLoginFlowOptions = {},
) {
  const { sandbox, client } = nativeSetting();
  const printed: string[] = [];
  const visits: Promise<unknown>[] = [];
  const flow = new LocalServerLoginFlowManager(client, {
    print: (text) => void printed.push(text),
    openBrowser: (url) => {
      visits.push(visit(url, new URL(url).searchParams.get("redirect_uri")!));
      visits.at(-1)!.catch(() => {});
    },
    ...options,
  });
  return { sandbox, client, printed, flow, visits };
}

async function get(url: string, init?: RequestInit) {
  const response = await fetch(url, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Whether a server listens at an address. */
async function listens(origin: string): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(origin).port) })).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test("I1 LocalServerLoginFlowManager logs in when the browser comes back to 127.0.0.1, and stops listening", async () => {
  let page: Awaited<ReturnType<typeof get>> | undefined;
  let redirectUri = "";
  const { sandbox, flow, printed, visits } = begin(async (url, uri) => {
    redirectUri = uri;
    page = await get(await sandbox.approve(url));
  });
  const tokens = await flow.runLoginFlow(PARAMETERS);
  await Promise.all(visits);
  assertMatch(redirectUri, /^http:\/\/127\.0\.0\.1:\d+$/);
  assertEquals(tokens.missingScopes, []);
  assertMatch(printed[0], /http\S+authorize\?/);
  assertEquals(page?.status, 200);
  assertEquals(page?.text, SUCCESS_PAGE.body);
  assertEquals(page?.headers.get("cache-control"), "no-store");
  assertEquals(page?.headers.get("referrer-policy"), "no-referrer");
  assertEquals(await listens(redirectUri), false);
});

Deno.test("I1 I2 hostile requests to the loopback port neither end nor steal the login", async () => {
  const pages: number[] = [];
  const { sandbox, flow, visits } = begin(async (url, uri) => {
    const state = new URL(url).searchParams.get("state")!;
    const { port } = new URL(uri);
    const bad = [
      ["/favicon.ico"],
      ["/"],
      ["/?"],
      ["/?code=stolen"],
      ["/?code=stolen&state="],
      ["/?code=stolen&state=guessed"],
      [`/?code=stolen&state=${state.slice(1)}`],
      [`/?code=a&code=b&state=${state}`],
      [`/?code=a&state=${state}&state=${state}`],
      [`/?code=a&error=b&state=${state}`],
      [`/?code=a&access_token=x&state=${state}`],
      [`/other?code=stolen&state=${state}`],
      [`//?code=stolen&state=${state}`],
      [`/?code=${"x".repeat(5000)}&state=${state}`],
      ["/?error=access_denied&error_description=<img/src/onerror=alert(1)>"],
      [`/?code=stolen&state=${state}`, { method: "POST" }],
      [`/?code=stolen&state=${state}`, { method: "POST", body: "x".repeat(100_000) }],
      [`/?code=stolen&state=${state}`, { method: "PUT" }],
      [`/?code=stolen&state=${state}`, { method: "HEAD" }],
      [`/?code=stolen&state=${state}`, { method: "OPTIONS" }],
    ] as [string, RequestInit?][];
    for (const [target, init] of bad) {
      const { status, text } = await get(uri + target, init);
      pages.push(status);
      assertEquals(text.includes("stolen") || text.includes("onerror"), false, target);
    }
    // Another host name, as in DNS rebinding; fetch does not allow to set the header.
    for (
      const host of ["evil.example", `evil.example:${port}`, `localhost:${port}`, "", "127.0.0.1"]
    ) {
      const socket = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
      const request = `GET /?code=stolen&state=${state} HTTP/1.1\r\n` +
        `${host && `Host: ${host}\r\n`}Connection: close\r\n\r\n`;
      await socket.write(new TextEncoder().encode(request));
      const [first] = (await new Response(socket.readable).text()).split("\r\n");
      pages.push(Number(first.split(" ")[1]));
    }
    await get(await sandbox.approve(url));
  });
  const tokens = await flow.runLoginFlow(PARAMETERS);
  await Promise.all(visits);
  assertEquals(new Set(pages).difference(new Set([404, 400])), new Set());
  assertEquals(tokens.missingScopes, []);
  assertEquals(tokenRequests(sandbox), 1);
});

Deno.test(`I1 a login survives ${junk} junk requests to its port`, async () => {
  const { sandbox, flow, visits } = begin(async (url, uri) => {
    for (let round = 0; round < junk / 50; round++) {
      await Promise.all(
        Array.from(
          { length: 50 },
          (_, i) =>
            get(`${uri}/?code=${round}&state=${i}`).then(({ status }) => assertEquals(status, 404)),
        ),
      );
    }
    await get(await sandbox.approve(url));
  });
  await flow.runLoginFlow(PARAMETERS);
  await Promise.all(visits);
  assertEquals(tokenRequests(sandbox), 1);
});

Deno.test("I1 a login survives 250 connections that stay open and send nothing", async () => {
  const idle: Deno.TcpConn[] = [];
  const { sandbox, flow, visits } = begin(async (url, uri) => {
    const port = Number(new URL(uri).port);
    for (let n = 0; n < 250; n++) {
      const socket = await Deno.connect({ hostname: "127.0.0.1", port });
      idle.push(socket);
      // Half a request, or nothing.
      if (n % 2) await socket.write(new TextEncoder().encode("GET /?code="));
    }
    assertEquals((await get(await sandbox.approve(url))).status, 200);
  });
  try {
    await flow.runLoginFlow(PARAMETERS);
    await Promise.all(visits);
  } finally {
    for (const socket of idle) socket.close();
  }
});

Deno.test("I2 the first valid callback wins, and nothing listens for a second one", async () => {
  const { sandbox, flow, visits } = begin(async (url) => {
    const back = await sandbox.approve(url);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => get(back)));
    const fine = answers.filter((it) => it.status === "fulfilled" && it.value.status === 200);
    assert(fine.length >= 1);
  });
  await flow.runLoginFlow(PARAMETERS);
  await Promise.all(visits);
  assertEquals(tokenRequests(sandbox), 1);
});

Deno.test("I2 a login that Globus refuses is a typed error, and sends no request for tokens", async () => {
  let shown = "";
  const { sandbox, flow, visits } = begin(async (url) => {
    shown = (await get(await sandbox.approve(url, { deny: true }))).text;
  });
  const error = await assertRejects(() => flow.runLoginFlow(PARAMETERS), LoginCallbackError);
  await Promise.all(visits);
  assertEquals([error.fault, error.error], ["refused", "access_denied"]);
  assertEquals(shown, REFUSED_PAGE.body);
  assertEquals(tokenRequests(sandbox), 0);
});

Deno.test("A4 a callback that names another issuer ends the login, and sends no request for tokens", async () => {
  const { sandbox, flow, visits } = begin(async (url) => {
    await get(`${await sandbox.approve(url)}&iss=https%3A%2F%2Fauth.evil.example`);
  });
  const error = await assertRejects(() => flow.runLoginFlow(PARAMETERS), LoginCallbackError);
  await Promise.all(visits);
  assertEquals(error.fault, "issuer");
  assertEquals(tokenRequests(sandbox), 0);
});

Deno.test("I2 a login ends when its time is up or its signal is aborted, and nothing listens any longer", async () => {
  let origin = "";
  const look = (_: string, uri: string) => Promise.resolve(origin = uri);
  const { flow } = begin(look, { clock: new FakeClock({ jumps: "patient" }) });
  const late = await assertRejects(() => flow.runLoginFlow(PARAMETERS), LocalServerLoginError);
  assertMatch(late.message, /300 seconds/);
  assertEquals(await listens(origin), false);

  const controller = new AbortController();
  const aborted = begin((url, uri) => {
    controller.abort(new Error("enough"));
    return look(url, uri);
  });
  await assertRejects(
    () => aborted.flow.runLoginFlow(PARAMETERS, { signal: controller.signal }),
    Error,
    "enough",
  );
  assertEquals(await listens(origin), false);
});

Deno.test("an openBrowser that returns when the browser is closed delays neither the callback, the limit nor the signal", async () => {
  const never = new Promise<void>(() => {});
  let url = "";
  const stay: LocalServerLoginFlowOptions = { openBrowser: (opened) => (url = opened, never) };
  const answered = begin(() => never, {
    openBrowser(opened) {
      void answered.sandbox.approve(opened).then((back) => get(back));
      return never;
    },
  });
  assertEquals((await answered.flow.runLoginFlow(PARAMETERS)).missingScopes, []);

  const late = begin(() => never, { ...stay, clock: new FakeClock({ jumps: "patient" }) });
  const error = await assertRejects(
    () => late.flow.runLoginFlow(PARAMETERS),
    LocalServerLoginError,
  );
  assertMatch(error.message, /300 seconds/);
  assertEquals(await listens(new URL(url).searchParams.get("redirect_uri")!), false);

  const controller = new AbortController();
  const aborted = begin(() => never, {
    openBrowser: () => (controller.abort(new Error("enough")), never),
  });
  await assertRejects(
    () => aborted.flow.runLoginFlow(PARAMETERS, { signal: controller.signal }),
    Error,
    "enough",
  );
});

Deno.test("an openBrowser that fails after the callback changes nothing", async () => {
  const { promise: closed, reject } = Promise.withResolvers<void>();
  const { sandbox, flow } = begin(() => closed, {
    openBrowser(url) {
      void sandbox.approve(url).then((back) => get(back));
      return closed;
    },
  });
  assertEquals((await flow.runLoginFlow(PARAMETERS)).missingScopes, []);
  reject(new Error("the browser was killed"));
  // An unhandled rejection would fail the test.
  await new Promise((resolve) => setTimeout(resolve, 0));
});

Deno.test("no browser is opened for a login that is aborted already", async () => {
  const opened: string[] = [];
  const { flow } = begin(() => Promise.resolve(), { openBrowser: (url) => void opened.push(url) });
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => flow.runLoginFlow(PARAMETERS, { signal }), Error, "enough");
  assertEquals(opened, []);
});

Deno.test("LocalServerLoginFlowManager asks for a pasted code, and says why, if no browser opens", async () => {
  const { sandbox, flow, printed } = begin(() => Promise.resolve(), {
    openBrowser: () => Promise.reject(new Error("no such program")),
    readLine: async () => await sandbox.approve(/http\S+/.exec(printed.at(-1)!)![0]),
  });
  const tokens = await flow.runLoginFlow(PARAMETERS);
  assertEquals(tokens.missingScopes, []);
  assert(
    printed.some((text) => text.includes("because no browser could be opened")),
    printed.join(),
  );
});

Deno.test("LocalServerLoginFlowManager asks for a pasted code, or fails with a typed error, if its port is taken", async () => {
  const { promise: wasAsked, resolve } = Promise.withResolvers<void>();
  const other = await listen(0, () => NOT_FOUND_PAGE);
  const port = Number(new URL(other.origin).port);
  try {
    const { flow, printed } = begin(() => Promise.resolve(), {
      port,
      readLine: () => (resolve(), Promise.resolve(undefined)),
    });
    await assertRejects(() => flow.runLoginFlow(PARAMETERS));
    await wasAsked;
    const reason = `cannot listen on port ${port} of this machine (another program uses it)`;
    assert(printed[0].includes(reason), printed[0]);
    const strict = begin(() => Promise.resolve(), { port, fallback: false });
    await assertRejects(
      () => strict.flow.runLoginFlow(PARAMETERS),
      LocalServerEnvironmentalLoginError,
    );
  } finally {
    await other.close();
  }
});

Deno.test("LocalServerLoginFlowManager refuses at once a client that Globus would refuse in the browser", async () => {
  const { client } = confidentialSetting();
  assertThrows(() => new LocalServerLoginFlowManager(client), GlobusSDKUsageError, "a fixed port");
  const context = { loginClient: client, appName: "x", redirectUri: "https://x.example/callback" };
  assertThrows(
    () => LocalServerLoginFlowManager.forGlobusApp(context),
    GlobusSDKUsageError,
    "remove loginRedirectUri",
  );
  // With a fixed port, which can be registered, it works.
  const { sandbox, client: known } = confidentialSetting();
  const free = await listen(0, () => NOT_FOUND_PAGE);
  await free.close();
  sandbox.world.clients.get(known.clientId)!.document.redirect_uris.push(free.origin);
  let visit: Promise<unknown> | undefined;
  const tokens = await new LocalServerLoginFlowManager(known, {
    port: Number(new URL(free.origin).port),
    print: () => {},
    openBrowser: (url) => void (visit = sandbox.approve(url).then((back) => get(back))),
  }).runLoginFlow(PARAMETERS);
  await visit;
  assertEquals(tokens.missingScopes, []);
});

Deno.test("I3 the pages are static, load nothing, and run only their own script", async () => {
  for (const page of [SUCCESS_PAGE, REFUSED_PAGE, NOT_FOUND_PAGE]) {
    const [, script] = /<script>(.*)<\/script>/.exec(page.body)!;
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
    assertEquals(SCRIPT_HASH, `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`);
    assertMatch(page.headers["content-security-policy"], /default-src 'none'/);
    assertEquals(/(src|href)="(?!data:,)/.test(page.body), false);
  }
  assertNotEquals(SUCCESS_PAGE.body, REFUSED_PAGE.body);
});
