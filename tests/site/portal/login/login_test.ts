import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type RunningSite, serveSite } from "../../../kit/site.ts";
import { changeTokens } from "../../../kit/tapped_sandbox.ts";
import { Visitor } from "../../../kit/visitor.ts";

/** Token requests that the sandbox has seen. */
function tokenRequests({ sandbox }: RunningSite) {
  return sandbox.requests.filter((request) =>
    new URL(request.url).pathname.endsWith("/v2/oauth2/token")
  );
}

async function statusOf(response: Response) {
  await response.body?.cancel();
  return response.status;
}

Deno.test("login, by everything that can go right or wrong on the way", async (t) => {
  await using site = await serveSite();
  const ended = await new Visitor(site).callback();

  await t.step(
    "a login shows who is logged in, and leads back to the page it began on",
    async () => {
      const visitor = new Visitor(site);
      const response = await visitor.logIn("/endpoints?q=coral");
      assertEquals(response.status, 303);
      assertEquals(response.headers.get("location"), "/endpoints?q=coral");
      assertEquals(response.headers.get("referrer-policy"), "no-referrer");
      assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
    },
  );

  await t.step(
    "A1 a callback without a state, or with an unknown one, exchanges nothing",
    async () => {
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

  await t.step("A1 a callback of another browser exchanges nothing", async () => {
    const before = tokenRequests(site).length;
    assertEquals(await statusOf(await new Visitor(site).fetch(ended)), 400);
    const other = new Visitor(site);
    await other.beginLogin();
    assertEquals(await statusOf(await other.fetch(ended)), 400);
    assertEquals(tokenRequests(site).length, before);
  });

  await t.step("A5 an error of an unknown state is not repeated to the reader", async () => {
    const response = await new Visitor(site).fetch(
      "/callback/sandbox?error=x&error_description=%3Cimg%20src=x%20onerror=alert(1)%3E&state=zzz",
    );
    assertEquals(response.status, 400);
    assertEquals((await response.text()).includes("onerror"), false);
  });

  await t.step("A6 tokens, duplicates and responses in a callback are refused", async () => {
    const visitor = new Visitor(site);
    const path = await visitor.callback();
    for (const more of ["&access_token=x", "&id_token=x", "&response=x", "&code=other"]) {
      assertEquals(await statusOf(await visitor.fetch(path + more)), 400);
    }
    assertEquals(await statusOf(await visitor.fetch(path)), 303);
  });

  await t.step(
    "A4 a callback of another issuer, or on another Globus's path, is refused",
    async () => {
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

  await t.step("A10 the same callback fifty times at once sends one token request", async () => {
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

  await t.step(
    "A11 logins in several tabs all succeed, and the sixth drops the first",
    async () => {
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

  await t.step("A2 a code of another attempt is refused by its verifier", async () => {
    const visitor = new Visitor(site);
    const stolen = new URL(ended, site.origin).searchParams.get("code")!;
    const path = (await visitor.callback()).replace(/code=[^&]+/, `code=${stolen}`);
    const response = await visitor.fetch(path);
    assertEquals(response.status, 400);
    const page = await response.text();
    assert(page.includes("Globus refused the code"));
    assertEquals(page.includes(stolen), false);
  });

  await t.step("a refused consent is told calmly, and issues nothing", async () => {
    const before = tokenRequests(site).length;
    const visitor = new Visitor(site);
    const back = new URL(await site.sandbox.approve(await visitor.beginLogin(), { deny: true }));
    const response = await visitor.fetch(back.pathname + back.search);
    assertEquals(response.status, 403);
    assert((await response.text()).includes("You did not agree"));
    assertEquals(tokenRequests(site).length, before);
  });

  for (
    const [name, fault] of [
      ["answers with HTML", { fault: "html" }],
      ["answers with no JSON", { fault: "json", text: "{" }],
      ["breaks the connection", { fault: "reset" }],
      ["never ends its answer", { fault: "endless" }],
    ] as const
  ) {
    await t.step(
      `a token endpoint that ${name} is told, and the code is not sent twice`,
      async () => {
        const visitor = new Visitor(site);
        const path = await visitor.callback();
        const before = tokenRequests(site).length;
        site.sandbox.faults.add({ service: "auth", path: "/v2/oauth2/token", ...fault });
        const response = await visitor.fetch(path);
        assertEquals([400, 502].includes(response.status), true, `${response.status}`);
        assertMatch(await response.text(), /interrupted|refused/);
        assertEquals(tokenRequests(site).length, before + 1);
        assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
      },
    );
  }

  await t.step("G2 G3 the cookie is HttpOnly and Lax, and changes with the login", async () => {
    const visitor = new Visitor(site);
    await visitor.page("/login");
    const planted = visitor.cookies.get("session")!;
    const response = await visitor.logIn();
    const line = response.headers.getSetCookie().find((text) => text.startsWith("session="))!;
    assertMatch(line, /HttpOnly/);
    assertMatch(line, /SameSite=Lax/);
    assertMatch(line, /Path=\//);
    assertEquals(/Domain/i.test(line), false);
    assertNotEquals(visitor.cookies.get("session"), planted);
    const old = await new Visitor(site).fetch("/endpoints", {
      headers: { cookie: `session=${planted}` },
    });
    assertEquals(await statusOf(old), 303);
  });

  await t.step("A12 G4 only the site's own forms are taken", async () => {
    const visitor = new Visitor(site);
    await visitor.logIn();
    const form_token = await visitor.formToken();
    const send = async (path: string, headers: Record<string, string>, token = form_token) =>
      await statusOf(
        await visitor.fetch(path, {
          method: "POST",
          body: new URLSearchParams({ form_token: token }),
          headers,
        }),
      );
    const own = { origin: site.origin, "sec-fetch-site": "same-origin" };
    for (const path of ["/logout", "/login"]) {
      for (
        const headers of [
          {},
          { origin: "null" },
          { origin: "https://evil.example" },
          { "sec-fetch-site": "cross-site" },
          { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
          { origin: site.origin, "sec-fetch-site": "cross-site" },
          { origin: "https://evil.example", "x-forwarded-host": new URL(site.origin).host },
          { origin: site.server.url, "sec-fetch-site": "same-site" },
        ] as Record<string, string>[]
      ) {
        assertEquals(await send(path, headers), 403, `${path} ${JSON.stringify(headers)}`);
      }
      assertEquals(await send(path, own, "A".repeat(43)), 403);
      assertEquals(await send(path, own, await new Visitor(site).formToken()), 403);
      assertEquals(await statusOf(await visitor.fetch(path, { method: "PUT", headers: own })), 415);
    }
    assertEquals(await statusOf(await visitor.fetch("/logout")), 404);
    assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
    assertEquals(await send("/logout", own), 303);
    assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
  });

  await t.step("A9 a login leads to no other site afterwards", async () => {
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

  await t.step("G10 forged host headers change neither addresses nor cookies", async () => {
    const visitor = new Visitor(site);
    await visitor.formToken();
    const response = await visitor.submit("/login", {}, {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
    });
    await response.body?.cancel();
    const redirectUri = new URL(response.headers.get("location")!).searchParams.get("redirect_uri");
    assertEquals(redirectUri, `${site.origin}/callback/sandbox`);
  });

  await t.step("B8 logging out revokes the tokens at Globus", async () => {
    const visitor = new Visitor(site);
    await visitor.logIn();
    const before = site.sandbox.requests.length;
    assertEquals(await statusOf(await visitor.submit("/logout")), 303);
    const revoked = site.sandbox.requests.slice(before)
      .filter((request) => request.url.includes("/token/revoke"));
    assertEquals(revoked.length, 4);
    assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
  });

  await t.step(
    "a token that has ended is renewed once for ten requests at the same time",
    async () => {
      const visitor = new Visitor(site);
      await visitor.logIn();
      site.sandbox.clock.advance(49 * 3_600_000);
      const before = tokenRequests(site).length;
      const pages = await Promise.all(Array.from({ length: 10 }, () => visitor.page("/endpoints")));
      assertEquals(pages.filter((page) => page.includes("ada@fjord.example")).length, 10);
      assertEquals(tokenRequests(site).length, before + 1);
    },
  );

  await t.step("a grant that was taken back leads to the login", async () => {
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

  await t.step("Globus down is told on the page, and the session stays", async () => {
    const visitor = new Visitor(site);
    await visitor.logIn();
    site.sandbox.faults.add({ service: "transfer", times: 10, fault: "reset" });
    const page = await visitor.page("/endpoints");
    assertMatch(page, /Cannot GET [^<]*endpoint_search/);
    site.sandbox.faults.clear();
    assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
  });

  await t.step("H1 nothing secret was printed", () => {
    const log = site.log();
    const { accessTokens, refreshTokens } = site.sandbox.world;
    assert(accessTokens.size > 0);
    for (const token of [...accessTokens.keys(), ...refreshTokens.keys()]) {
      assertEquals(log.includes(token), false);
    }
    assertEquals(/code=|access_token=|refresh_token=/.test(log), false);
  });
});

for (const renewable of [false, true]) {
  const outcome = renewable ? "goes on where they can be renewed" : "ends with them";
  Deno.test(`G3 a session whose access tokens have ended ${outcome}`, async () => {
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
