import { assert, assertEquals } from "@std/assert";
import { DEMO_CLIENT_ID, WELL_KNOWN } from "../../lib/sandbox/mod.ts";
import { browserTest } from "../kit/browser.ts";
import { Canaries } from "../kit/canaries.ts";
import { Crawl } from "../kit/crawl.ts";
import { siteRoutes } from "../kit/routes.ts";
import { freePort, type RunningSite, serveSite } from "../kit/site.ts";
import { tapSandbox } from "../kit/tapped_sandbox.ts";
import { Visitor } from "../kit/visitor.ts";

/** Paths that no page links to. */
const ASKED_BY_SCRIPTS = ["/endpoints/results?q=coral&scope=all", "/healthz", "/login/code"];
/** Forms that revoke tokens or end the session, so they are sent last. */
const LAST = ["/tokens/revoke", "/logout"];

/** A site with a confidential client and a sandbox whose secrets are canaries. */
async function openSite(canaries: Canaries): Promise<RunningSite & AsyncDisposable> {
  const globus = tapSandbox(canaries);
  const { demoClient } = globus.sandbox.world;
  canaries.add("client secret", demoClient.secret);
  const site = await serveSite({
    globus,
    env: {
      GLOBUS_MODE: "sandbox",
      GLOBUS_CLIENT_ID: DEMO_CLIENT_ID,
      GLOBUS_CLIENT_SECRET: demoClient.secret,
    },
  });
  demoClient.redirect_uris.push(`${site.origin}/callback/sandbox`);
  const stop = site[Symbol.asyncDispose];
  return {
    ...site,
    async [Symbol.asyncDispose]() {
      await stop();
      await globus.server.shutdown();
    },
  };
}

Deno.test("G1 G5 G6 H1 a crawl finds no secret anywhere, and all headers everywhere", async (t) => {
  const canaries = new Canaries();
  await using site = await openSite(canaries);
  const crawl = new Crawl(new Visitor(site), canaries);
  const begin = ["/", ...ASKED_BY_SCRIPTS];

  await t.step("before the login", async () => {
    await crawl.walk(...begin, "/nowhere", "/tasks/0/progress");
    for (const path of ["/login", "/logout", "/nowhere"]) {
      for (const method of ["PUT", "POST", "DELETE", "OPTIONS", "PATCH"]) {
        await crawl.ask(path, { method });
      }
    }
  });

  const known = new Crawl(crawl.visitor, canaries);
  await t.step("the login, and the URL with its code a second time", async () => {
    const callback = await known.visitor.callback("/endpoints");
    assertEquals((await known.ask(callback)).response.status, 303);
    assertEquals((await known.ask(callback)).response.status, 400);
    for (
      const name of ["access_token as issued", "refresh_token as issued", "code as sent"]
        .concat(["code_verifier as sent", "client secret", "client credentials"])
        .concat(["id_token (payload)", "id_token (signature)"])
    ) {
      assert(canaries.names.has(name), `no canary: ${name}`);
    }
  });

  await t.step("every page and form of a user who is logged in", async () => {
    await known.walk(...begin);
    const [token] = site.sandbox.world.accessTokens.keys();
    for (let round = 0; round < 2; round++) {
      for (const form of [...known.forms.values()]) {
        if (LAST.includes(form.action) || form.action === "/login") continue;
        if ("token" in form.fields) form.fields.token = token;
        await known.send(form);
      }
      await known.walk("/lessons/6", "/tasks", "/transfer", ...begin);
    }
  });

  await t.step(
    "a running transfer, watched and canceled, and a transfer that must wait",
    async () => {
      const transferTo = (destination: string) =>
        known.send({
          action: "/transfer",
          fields: {
            submission_id: crypto.randomUUID(),
            source: WELL_KNOWN.tutorial1,
            source_path: "/share/godata/",
            destination,
            destination_path: "/home/",
            item: "/share/godata/file1.txt",
            options: "given",
          },
        });
      const task = await transferTo(WELL_KNOWN.tutorial2);
      assert(task.startsWith("/tasks/"), task);
      await known.walk(`${task}/progress`, `/lessons/6?task=${task.slice(7)}`);
      await known.send({ action: `${task}/cancel`, fields: {} });
      const waiting = await transferTo(WELL_KNOWN.meridianProtected);
      assert(waiting.startsWith("/transfer/"), waiting);
    },
  );

  await t.step("responses of Globus that repeat our secrets, or are broken", async () => {
    await known.ask("/endpoints");
    // The access token is the only secret that Transfer receives.
    const asked = site.sandbox.requests.findLast(({ service }) => service === "transfer");
    const secrets = asked!.headers.get("authorization")!.replace("Bearer ", "");
    assert(canaries.find(secrets), "the token is not a canary");
    const document = { code: "Odd", message: `No: ${secrets}`, request_id: "x" };
    for (
      const fault of [
        { fault: "answer", status: 400, body: document },
        { fault: "answer", status: 403, body: `<p>${secrets}`, headers: { "x-token": secrets } },
        { fault: "answer", status: 418, body: secrets },
        { fault: "html" },
        { fault: "json", text: `{"DATA": [${secrets}` },
        { fault: "json", value: { DATA: null } },
        { fault: "json", value: { DATA: [null, 5] } },
        { fault: "reset" },
      ] as const
    ) {
      const remove = site.sandbox.faults.add({ ...fault, service: "transfer", times: 100 });
      try {
        for (const path of ["/endpoints", `/endpoints/${WELL_KNOWN.tutorial1}`, "/tasks"]) {
          await known.ask(path);
        }
      } finally {
        remove();
      }
    }
    assert(known.answered.some(({ status }) => status === 502), "no page broke");
    assert(!known.answered.some(({ status }) => status === 500), "a page failed");
  });

  await t.step("a refused renewal whose error repeats our secrets", async () => {
    const visitor = new Visitor(site);
    await visitor.logIn();
    const other = new Crawl(visitor, canaries);
    const refreshToken = [...site.sandbox.world.refreshTokens.keys()].at(-1)!;
    for (const error of ["temporarily_unavailable", "invalid_grant"]) {
      site.sandbox.clock.advance(49 * 3_600_000);
      site.sandbox.faults.add({
        service: "auth",
        path: "/v2/oauth2/token",
        fault: "answer",
        status: 400,
        body: { error, error_description: `No: ${refreshToken}` },
      });
      await other.walk("/endpoints", "/tokens");
    }
  });

  await t.step("revoked tokens and the logout", async () => {
    for (const action of LAST) {
      for (const form of known.forms.values()) {
        if (form.action === action) await known.send(form);
      }
    }
    assertEquals((await known.ask("/tokens")).response.status, 303);
    await known.walk(...begin);
  });

  await t.step("the crawl has visited every route", () => {
    const all = [...crawl.answered, ...known.answered];
    const missed = siteRoutes().filter(({ pattern }) =>
      !all.some(({ path, status }) => pattern.test(path) && status < 404)
    );
    assertEquals(missed.map(({ path }) => path), []);
  });

  await t.step("the log has a line for each request, and no secret", async () => {
    await known.ask("/healthz?code=none");
    const log = site.log();
    assertEquals(canaries.find(log), undefined);
    for (const [name, value] of known.visitor.cookies) {
      assertEquals(log.includes(value), false, `cookie ${name}`);
    }
    assertEquals(/[?&](code|state)=|_token=/.test(log), false);
    const lines = log.match(/^(\d\d:\d\d:\d\d \d{3} [A-Z]+ \S+ [\d.]+ ms|\{"time":.*\})$/gm) ?? [];
    assert(lines.length >= crawl.answered.length + known.answered.length, `${lines.length} lines`);
  });
});

Deno.test("G1 G5 G6 pages say that the session store is down, with all headers", async () => {
  await using site = await serveSite({
    env: { SESSION_STORE_URL: `redis://127.0.0.1:${freePort()}` },
  });
  const crawl = new Crawl(new Visitor(site), new Canaries());
  const callback = "/callback/sandbox?code=abc&state=def";
  assertEquals((await crawl.ask(callback)).response.status, 503);
  crawl.visitor.cookies.set("session", "A".repeat(43));
  for (const path of ["/", "/tokens", "/endpoints", "/lessons/3", callback]) {
    assertEquals((await crawl.ask(path)).response.status, 503, path);
  }
});

browserTest("G6 the back button shows nothing after the logout", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  await page.goto(`${site.origin}/login?return_to=/tokens`);
  await page.getByRole("main").getByRole("button", { name: "Log in with Globus" }).click();
  await page.goto(await site.sandbox.approve(page.url()));
  await page.waitForURL("**/tokens");
  assert((await page.content()).includes("ada@fjord.example"));
  await page.getByRole("button", { name: "Revoke all and log out" }).click();
  await page.waitForURL(`${site.origin}/`);
  for (let step = 0; step < 3; step++) {
    await page.goBack();
    // The history also has a page of Globus Auth, which may show the user.
    if (!page.url().startsWith(site.origin)) continue;
    assertEquals((await page.content()).includes("ada@fjord.example"), false, page.url());
  }
});
