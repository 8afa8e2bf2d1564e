import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Sandbox } from "../../lib/sandbox/mod.ts";
import { logIn, withExample } from "../kit/running_example.ts";

/** No example prints a secret. */
function assertNoSecret(text: string, { world }: Sandbox): void {
  const secrets = [
    ...world.accessTokens.keys(),
    ...world.refreshTokens.keys(),
    world.demoClient.secret,
  ];
  for (const secret of secrets) assertEquals(text.includes(secret), false);
}

Deno.test("native_app takes the answer on a port of this machine, once its state fits", async () => {
  await withExample("native_app", async (example, sandbox) => {
    const [, url] = await example.until(/\n(http\S+)\n/);
    const answer = await sandbox.approve(url);
    const { origin } = new URL(answer);
    const junk = [`${origin}/favicon.ico`, `${origin}/`, `${origin}/?code=c&state=wrong`];
    const statuses = [];
    for (const address of [...junk, answer]) {
      const response = await fetch(address);
      statuses.push(response.status);
      await response.body?.cancel();
    }
    assertEquals(statuses, [404, 400, 400, 200]);
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "Logged in: ada@fjord.example");
    assertStringIncludes(example.output, "Name: Ada Lind, e-mail: ada@fjord.example");
    assertStringIncludes(example.output, "Revoked the access token");
    assertNoSecret(example.output, sandbox);
  });
});

Deno.test("client_credentials gets tokens of the program itself", async () => {
  await withExample("client_credentials", async (example, sandbox) => {
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "A token for transfer.api.globus.org: good for 48 hours");
    assertMatch(example.output, /acts as [\w-]+@clients\.auth\.globus\.org/);
    assertMatch(example.output, /\[[0-9a-f-]{36}\] \S/);
    assertNoSecret(example.output, sandbox);
  });
});

Deno.test("identities looks up one, and several at once", async () => {
  await withExample("identities", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, "ada@fjord.example, Fjord University");
    assertStringIncludes(example.output, "You log in with Fjord University");
    assertStringIncludes(example.output, ": Ada Lind\nunknown@nowhere.example: does not exist\n");
    assertNoSecret(example.output, sandbox);
  });
});

Deno.test("dependent_tokens lists collections on behalf of the caller", async () => {
  await withExample("dependent_tokens", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    assertStringIncludes(example.output, `Registered https://auth.globus.org/scopes/`);
    assertMatch(example.output, /User [0-9a-f-]{36}, for \d+ s at Globus Transfer:\n- \S/);
    assertNoSecret(example.output, sandbox);
  });
});

Deno.test("three_legged_oauth logs people in and out, in their own browser alone", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await withExample("three_legged_oauth", async (example, sandbox) => {
    const redirectUri = `http://127.0.0.1:${port}/callback`;
    sandbox.world.clients.get(sandbox.world.demoClient.id)!.document.redirect_uris
      .push(redirectUri);
    const [, origin] = await example.until(/Open (http\S+)\/\n/);
    let cookie = "";
    const visit = async (path: string, init: RequestInit = {}, keep = true) => {
      const response = await fetch(new URL(path, origin), {
        redirect: "manual",
        ...init,
        headers: { cookie, ...init.headers },
      });
      const text = await response.text();
      const [set] = (response.headers.get("set-cookie") ?? "").split(";");
      if (keep && set) cookie = set;
      return { status: response.status, location: response.headers.get("location"), text };
    };
    const post = { method: "POST", headers: { origin } };

    assertStringIncludes((await visit("/")).text, "Log in");
    const before = cookie;
    assertEquals((await visit("/login", { method: "POST" })).status, 403);
    const foreign = { method: "POST", headers: { origin: "https://evil.example.org" } };
    assertEquals((await visit("/login", foreign)).status, 403);

    const begun = await visit("/login?return_to=//evil.example.org", post);
    const answer = await sandbox.approve(begun.location!);
    // Another browser has nothing of it.
    assertEquals((await visit(answer, { headers: { cookie: "" } }, false)).status, 400);
    const finished = await visit(answer);
    assertEquals([finished.status, finished.location], [303, "/"]);
    assertEquals(cookie === before, false);
    assertStringIncludes((await visit("/")).text, "Hello, Ada Lind");
    assertEquals((await visit(answer, {}, false)).status, 400);

    assertEquals((await visit("/logout", post)).status, 303);
    assertStringIncludes((await visit("/")).text, "Log in");
    const { accessTokens, refreshTokens } = sandbox.world;
    const left = [...refreshTokens.values()].filter(({ revoked, grant }) =>
      !revoked && !grant.revoked
    );
    assertEquals(left, []);
    assertEquals(accessTokens.size > 0, true);
    assertNoSecret(example.output, sandbox);
  }, [`--port=${port}`]);
});
