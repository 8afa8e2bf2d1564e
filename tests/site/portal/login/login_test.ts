import { assert, assertEquals, assertMatch } from "@std/assert";
import { type RunningSite, serveSite, sharedSite } from "../../../kit/site.ts";
import { changeTokens } from "../../../kit/tapped_sandbox.ts";
import { Visitor } from "../../../kit/visitor.ts";

/** The token requests that the sandbox has received. */
function tokenRequests({ sandbox }: RunningSite) {
  return sandbox.requests.filter((request) =>
    new URL(request.url).pathname.endsWith("/v2/oauth2/token")
  );
}

async function statusOf(response: Response) {
  await response.body?.cancel();
  return response.status;
}

const runningSite = sharedSite();

/** The path of a callback that belongs to another browser. */
function foreignCallback(site: RunningSite): Promise<string> {
  return new Visitor(site).callback();
}

Deno.test(
  "a login shows the user's name, and leads back to the page that it started from",
  async () => {
    const site = runningSite();
    const visitor = new Visitor(site);
    const response = await visitor.logIn("/endpoints?q=coral");
    assertEquals(response.status, 303);
    assertEquals(response.headers.get("location"), "/endpoints?q=coral");
    assertEquals(response.headers.get("referrer-policy"), "no-referrer");
    assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
  },
);

Deno.test(
  "A1 a callback without a state, or with an unknown one, does not exchange its code",
  async () => {
    const site = runningSite();
    const before = tokenRequests(site).length;
    const visitor = new Visitor(site);
    const path = await visitor.callback();
    for (
      const wrong of [
        path.replace(/state=[^&]+/, "state="),
        path.replace(/&?state=[^&]+/, ""),
        path.replace(/state=[^&]+/, "state=AAAAAAAAAAAAAAAAAAAAAA"),
        path.replace("?", "?state=AAAAAAAAAAAAAAAAAAAAAA&"),
      ]
    ) {
      const response = await visitor.fetch(wrong);
      assertEquals(response.status, 400);
      assertEquals((await response.text()).includes("AAAAAAAA"), false);
    }
    assertEquals(tokenRequests(site).length, before);
  },
);

Deno.test("A1 a callback of another browser does not exchange its code", async () => {
  const site = runningSite();
  const before = tokenRequests(site).length;
  const foreign = await foreignCallback(site);
  assertEquals(await statusOf(await new Visitor(site).fetch(foreign)), 400);
  const other = new Visitor(site);
  await other.beginLogin();
  assertEquals(await statusOf(await other.fetch(foreign)), 400);
  assertEquals(tokenRequests(site).length, before);
});

Deno.test("A5 the page does not repeat an error whose state is unknown", async () => {
  const site = runningSite();
  const response = await new Visitor(site).fetch(
    "/callback/sandbox?error=x&error_description=%3Cimg%20src=x%20onerror=alert(1)%3E&state=zzz",
  );
  assertEquals(response.status, 400);
  assertEquals((await response.text()).includes("onerror"), false);
});

Deno.test("A6 a callback with tokens, duplicates or responses is refused", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  const path = await visitor.callback();
  for (const more of ["&access_token=x", "&id_token=x", "&response=x", "&code=other"]) {
    assertEquals(await statusOf(await visitor.fetch(path + more)), 400);
  }
  assertEquals(await statusOf(await visitor.fetch(path)), 303);
});

Deno.test(
  "A4 a callback of another issuer, or on the path of another Globus, is refused",
  async () => {
    const site = runningSite();
    const before = tokenRequests(site).length;
    const visitor = new Visitor(site);
    const path = await visitor.callback();
    const elsewhere = path.replace("/sandbox", "/production");
    assertEquals(await statusOf(await visitor.fetch(elsewhere)), 404);
    const mixed = `${path}&iss=${encodeURIComponent("https://auth.globus.org")}`;
    assertEquals(await statusOf(await visitor.fetch(mixed)), 400);
    assertEquals(tokenRequests(site).length, before);
  },
);

Deno.test("A10 the same callback fifty times at once sends one token request", async () => {
  const site = runningSite();
  const before = tokenRequests(site).length;
  const visitor = new Visitor(site);
  const path = await visitor.callback();
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const all = await Promise.all(
    Array.from(
      { length: 50 },
      async () => await statusOf(await visitor.fetch(path, { headers: { cookie } })),
    ),
  );
  assertEquals(tokenRequests(site).length, before + 1);
  assertEquals(all.filter((status) => status === 303).length, 1);
  assertEquals(all.filter((status) => status === 400).length, 49);
  assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
});

Deno.test(
  "A11 logins in five tabs all succeed, and the sixth drops the first",
  async () => {
    const site = runningSite();
    const visitor = new Visitor(site);
    const paths: string[] = [];
    for (let tab = 0; tab < 6; tab++) {
      paths.push(
        await visitor.callback(`/endpoints?page=${tab + 1}`),
      );
    }
    const statuses: number[] = [];
    for (const path of paths) statuses.push(await statusOf(await visitor.fetch(path)));
    assertEquals(statuses, [400, 303, 303, 303, 303, 303]);
  },
);

Deno.test("A2 a code of another login is refused, because the verifier differs", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  const stolen = new URL(await foreignCallback(site), site.origin).searchParams.get("code")!;
  const path = (await visitor.callback()).replace(/code=[^&]+/, `code=${stolen}`);
  const response = await visitor.fetch(path);
  assertEquals(response.status, 400);
  const page = await response.text();
  assert(page.includes("Globus did not accept the code"));
  assertEquals(page.includes(stolen), false);
});

Deno.test("a denied consent shows a calm page, and no token request is sent", async () => {
  const site = runningSite();
  const before = tokenRequests(site).length;
  const visitor = new Visitor(site);
  const back = new URL(await site.sandbox.approve(await visitor.beginLogin(), { deny: true }));
  const response = await visitor.fetch(back.pathname + back.search);
  assertEquals(response.status, 403);
  assert((await response.text()).includes("You denied access"));
  assertEquals(tokenRequests(site).length, before);
});

for (
  const [name, fault] of [
    ["answers with HTML", { fault: "html" }],
    ["answers with broken JSON", { fault: "json", text: "{" }],
    ["breaks the connection", { fault: "reset" }],
    ["never ends its response", { fault: "endless" }],
  ] as const
) {
  Deno.test(
    `a token endpoint that ${name} fails the login, and the code is not sent twice`,
    async () => {
      const site = runningSite();
      const visitor = new Visitor(site);
      const path = await visitor.callback();
      const before = tokenRequests(site).length;
      site.sandbox.faults.add({ service: "auth", path: "/v2/oauth2/token", ...fault });
      const response = await visitor.fetch(path);
      assertEquals([400, 502].includes(response.status), true, `${response.status}`);
      assertMatch(await response.text(), /did not finish|did not accept/);
      assertEquals(tokenRequests(site).length, before + 1);
      assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
    },
  );
}

Deno.test("A9 a login never returns to another site", async () => {
  const site = runningSite();
  for (
    const elsewhere of [
      "//evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "https://evil.example",
      "https:evil.example",
      "javascript:alert(1)",
      "/%09/evil.example",
      "/\t/evil.example",
      "/..//evil.example",
      "//user@evil.example",
      "/\r\nset-cookie: x=y",
      "evil.example",
      "",
    ]
  ) {
    const visitor = new Visitor(site);
    const response = await visitor.logIn(elsewhere);
    const location = response.headers.get("location")!;
    assertEquals(new URL(location, site.origin).origin, site.origin, elsewhere);
    assertEquals(location.startsWith("//"), false, elsewhere);
  }
});

Deno.test("B8 a logout revokes the tokens at Globus", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const before = site.sandbox.requests.length;
  assertEquals(await statusOf(await visitor.submit("/logout")), 303);
  const revoked = site.sandbox.requests.slice(before)
    .filter((request) => request.url.includes("/token/revoke"));
  assertEquals(revoked.length, 4);
  assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
});

Deno.test(
  "an expired token is renewed once for ten requests at the same time",
  async () => {
    const site = runningSite();
    const visitor = new Visitor(site);
    await visitor.logIn();
    site.sandbox.clock.advance(49 * 3_600_000);
    const before = tokenRequests(site).length;
    const pages = await Promise.all(Array.from({ length: 10 }, () => visitor.page("/endpoints")));
    assertEquals(pages.filter((page) => page.includes("ada@fjord.example")).length, 10);
    assertEquals(tokenRequests(site).length, before + 1);
  },
);

Deno.test("a revoked grant leads to the login page", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  site.sandbox.clock.advance(49 * 3_600_000);
  site.sandbox.faults.add({
    service: "auth",
    path: "/v2/oauth2/token",
    fault: "answer",
    status: 400,
    body: { error: "invalid_grant" },
  });
  const response = await visitor.fetch("/endpoints?q=coral");
  assertEquals(await statusOf(response), 303);
  assertEquals(response.headers.get("location"), "/login?return_to=%2Fendpoints%3Fq%3Dcoral");
});

Deno.test("the page says that Globus does not answer, and the session stays", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  site.sandbox.faults.add({ service: "transfer", times: 10, fault: "reset" });
  const page = await visitor.page("/endpoints");
  assertMatch(page, /Cannot GET [^<]*endpoint_search/);
  site.sandbox.faults.clear();
  assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
});

Deno.test("H1 the log of these logins has no secret", () => {
  const site = runningSite();
  const log = site.log();
  const { accessTokens, refreshTokens } = site.sandbox.world;
  assert(accessTokens.size > 0);
  for (const token of [...accessTokens.keys(), ...refreshTokens.keys()]) {
    assertEquals(log.includes(token), false);
  }
  assertEquals(/code=|access_token=|refresh_token=/.test(log), false);
});

for (const renewable of [false, true]) {
  const outcome = renewable ? "goes on if they can be renewed" : "ends with them";
  Deno.test(`G3 a session whose access tokens have expired ${outcome}`, async () => {
    const globus = changeTokens((token) => {
      token.expires_in = 0;
      if (!renewable) delete token.refresh_token;
    });
    await using site = await serveSite({ globus });
    const visitor = new Visitor(site);
    assertEquals((await visitor.logIn()).status, 303);
    assertEquals((await visitor.page("/")).includes("ada@fjord.example"), renewable);
    await globus.server.shutdown();
  });
}

Deno.test("a login as another user asks Globus to forget the one who is logged in", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  const start = async (fields: Record<string, string>) =>
    new URL((await visitor.submit("/login", fields)).headers.get("location")!).searchParams;
  assertEquals((await start({ prompt: "login" })).get("prompt"), "login");
  assertEquals((await start({ prompt: "none" })).get("prompt"), null);
  assertEquals((await start({})).get("prompt"), null);
});

Deno.test("a logout says how many tokens Globus could not be asked to revoke", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  site.sandbox.faults.add({ path: "/v2/oauth2/token/revoke", fault: "reset", times: 100 });
  await visitor.submit("/logout");
  const page = await visitor.page("/");
  assert(page.includes("4 of 4 tokens could not be revoked"), page.slice(0, 3000));
  site.sandbox.faults.clear();
  await visitor.logIn();
  await visitor.submit("/logout");
  assert((await visitor.page("/")).includes("your tokens are revoked"));
});

Deno.test("a denied login says the same when it is reloaded, and leads back to its page", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  const started = await visitor.beginLogin("/lessons/3");
  const url = new URL(await site.sandbox.approve(started, { deny: true }));
  for (let time = 0; time < 2; time++) {
    const response = await visitor.fetch(url.pathname + url.search);
    assertEquals(response.status, 403);
    const html = await response.text();
    assert(html.includes("You denied access"), html);
    assert(html.includes('<a class="button quiet" href="/lessons/3">'), html);
  }
  const other = await new Visitor(site).fetch(url.pathname + url.search);
  assertEquals(other.status, 400);
  assertEquals((await other.text()).includes("You denied access"), false);
});
