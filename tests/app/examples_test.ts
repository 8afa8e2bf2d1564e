import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withExample } from "../kit/running_example.ts";
import { play, testInTerminal } from "../kit/terminal_example.ts";

testInTerminal(
  "user_app logs in the first time, not the second, and leaves no token after a logout",
  async (place) => {
    const first = await play("user_app", place);
    assertEquals([first.code, first.logins], [0, 1], first.shown);
    assertMatch(first.shown, /\[[0-9a-f-]{36}\] \S/);
    assertMatch(first.shown, /transfer\.api\.globus\.org: until \S+, then renewed/);
    assertStringIncludes(first.shown, "Logged in as user ");
    const second = await play("user_app", place, ["--logout"]);
    assertEquals([second.code, second.logins], [0, 0], second.shown);
    assertStringIncludes(second.shown, "Logged out: 4 tokens, all revoked");
    const left = Deno.readTextFileSync(`${place.state}/tokens.json`);
    for (const { token } of place.sandbox.world.refreshTokens.values()) {
      assert(!left.includes(token));
    }
    assertEquals(Object.values(JSON.parse(left).data), [{}]);
  },
);

testInTerminal(
  "consents asks once for Transfer and once for the collection's requirement",
  async (place) => {
    const { shown, code, logins } = await play("consents", place);
    assertEquals([code, logins], [0, 2], shown);
    assertMatch(shown, /In the collection: \S+/);
    assertMatch(shown, /transfer\.api\.globus\.org:all\r?\n +https:\S+\/data_access/);
  },
);

Deno.test("client_app acts as itself, shares one token, and lacks the rights of a person", async () => {
  await withExample("client_app", async (example, sandbox) => {
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, `Acting as client ${sandbox.world.demoClient.id}@clients`);
    assertMatch(example.output, /Sees \S/);
    assertMatch(example.output, /Not permitted: 403/);
    assertStringIncludes(example.output, "Revoked 1 tokens");
    const grants = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token");
    assertEquals(grants.length, 1);
  });
});

Deno.test("token_storage stores, renews and removes, and prints no token", async () => {
  await withExample("token_storage", async (example, sandbox) => {
    const [, url] = await example.until(/\n(http\S+)\n[^]*Paste/);
    await example.type(await sandbox.approve(url));
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, '"access_token": "[redacted]"');
    assertStringIncludes(example.output, 'Namespaces: [ "work" ]');
    assertStringIncludes(example.output, "In another one: undefined");
    assertStringIncludes(example.output, "Can be used: urn:globus:auth:scope:transfer");
    assertStringIncludes(example.output, "Cannot use a token for transfer.api.globus.org");
    for (const { token } of sandbox.world.refreshTokens.values()) {
      assert(!example.output.includes(token));
    }
  });
});

Deno.test("web_login logs in over two requests, separates sessions, and refuses other sites", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const origin = `http://127.0.0.1:${port}`;
  await withExample("web_login", async (example, sandbox) => {
    const { document } = sandbox.world.clients.get(sandbox.world.demoClient.id)!;
    document.redirect_uris.push(`${origin}/callback`);
    await example.until(/Open http/);
    let session = "";
    const visit = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(new URL(path, origin), {
        redirect: "manual",
        ...init,
        headers: { cookie: session, ...init.headers },
      });
      session = response.headers.get("set-cookie")?.split(";")[0] ?? session;
      return { response, text: await response.text() };
    };
    assertStringIncludes((await visit("/")).text, "Log in");
    const forged = await visit("/login", {
      method: "POST",
      headers: { origin: "https://evil.example" },
    });
    assertEquals(forged.response.status, 403);
    const { response: begun } = await visit("/login?return_to=//evil.example", {
      method: "POST",
      headers: { origin },
    });
    const before = session;
    const back = await sandbox.approve(begun.headers.get("location")!);
    const { response: done } = await visit(back);
    assertEquals([done.status, done.headers.get("location")], [303, "/"]);
    assert(session !== before);
    const { text } = await visit("/");
    assertStringIncludes(text, sandbox.world.people[0].primary.id);
    assertStringIncludes(text, "<li>");
    // The same callback again, by the back button.
    assertEquals((await visit(back)).response.status, 400);
    const mine = session;
    session = "browser=00000000-0000-4000-8000-000000000000";
    assertStringIncludes((await visit("/")).text, "Log in");
    session = mine;
    await visit("/logout", { method: "POST", headers: { origin } });
    assertStringIncludes((await visit("/")).text, "Log in");
    for (const { token } of sandbox.world.refreshTokens.values()) assert(!text.includes(token));
  }, [`--port=${port}`]);
});
