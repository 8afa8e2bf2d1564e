import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TUTORIAL_CLIENT_ID } from "../../../lib/sandbox/mod.ts";
import { AUTH, authorizeUrl, exchange, postToken, stillSandbox } from "../../kit/sandbox_calls.ts";

const LOOPBACK = "http://127.0.0.1:49152/";

/** Error that the redirect carries for a changed authorization request. */
async function errorFor(changes: Record<string, string | null>, suffix = ""): Promise<string> {
  const sandbox = stillSandbox();
  const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK, ...changes }) + suffix;
  const response = await sandbox.fetch(url, { redirect: "manual" });
  assertEquals(response.status, 303);
  const location = new URL(response.headers.get("location")!);
  assertEquals(location.href.split("?")[0], LOOPBACK);
  if (changes.state !== null) assertEquals(location.searchParams.get("state"), "st");
  return location.searchParams.get("error") ?? "";
}

Deno.test("authorize() stops on a page where client or redirect URI is wrong", async () => {
  const sandbox = stillSandbox();
  const portal = sandbox.world.demoClient;
  const cases: Record<string, string | null>[] = [
    { client_id: "00000000-0000-4000-8000-000000000000" },
    { client_id: null },
    { redirect_uri: null },
    { redirect_uri: "https://evil.example/" },
    { redirect_uri: "http://127.0.0.1.evil.example/" },
    { redirect_uri: "http://localhost@evil.example/" },
    { redirect_uri: "https://127.0.0.1/" },
    { redirect_uri: "http://127.0.0.1/#frag" },
    { redirect_uri: "app://callback" },
    { client_id: portal.id, redirect_uri: LOOPBACK },
    { client_id: portal.id, redirect_uri: `${portal.redirect_uris[0]}/more` },
  ];
  for (const changes of cases) {
    const url = await authorizeUrl(sandbox, changes);
    const response = await sandbox.fetch(url, { redirect: "manual" });
    assertEquals([response.status, response.headers.get("location")], [400, null], url);
  }
  for (const uri of ["http://localhost:1/x", "http://[::1]:9/", "http://127.0.0.1/any/path"]) {
    const url = await authorizeUrl(sandbox, { redirect_uri: uri });
    assertEquals((await sandbox.fetch(url)).status, 200, uri);
  }
});

Deno.test("authorize() refuses malformed requests with the errors of RFC 6749", async () => {
  assertEquals(await errorFor({ response_type: "token" }), "unsupported_response_type");
  assertEquals(await errorFor({ scope: null }), "invalid_scope");
  assertEquals(await errorFor({ scope: "openid[" }), "invalid_scope");
  assertEquals(await errorFor({ scope: "no-such-scope" }), "invalid_scope");
  assertEquals(await errorFor({ access_type: "sometimes" }), "invalid_request");
  assertEquals(await errorFor({ prompt: "none" }), "invalid_request");
  assertEquals(await errorFor({ state: null, prompt: "x" }), "invalid_request");
  assertEquals(await errorFor({}, "&scope=openid"), "invalid_request");
});

Deno.test("authorize() demands S256 of native clients and refuses plain of all", async () => {
  assertEquals(await errorFor({ code_challenge: null }), "invalid_request");
  assertEquals(await errorFor({ code_challenge_method: "plain" }), "invalid_request");
  assertEquals(await errorFor({ code_challenge_method: null }), "invalid_request");
  assertEquals(await errorFor({ code_challenge: "short" }), "invalid_request");
  const sandbox = stillSandbox();
  const { id, redirect_uris } = sandbox.world.demoClient;
  const url = await authorizeUrl(sandbox, {
    client_id: id,
    redirect_uri: redirect_uris[0],
    code_challenge: null,
    code_challenge_method: null,
  });
  assert((await sandbox.approve(url)).includes("code="));
  sandbox.settings.pkceForAll = true;
  assert((await sandbox.fetch(url, { redirect: "manual" })).headers.get("location")!
    .includes("error=invalid_request"));
});

Deno.test("authorize() shows an error page for an empty parameter, and does not redirect", async () => {
  const sandbox = stillSandbox();
  for (
    const name of [
      "session_required_identities",
      "session_required_single_domain",
      "session_required_policies",
      "session_required_mfa",
      "session_message",
      "prompt",
      "state",
      "scope",
      "access_type",
    ]
  ) {
    const url = await authorizeUrl(sandbox, { redirect_uri: LOOPBACK, [name]: "" });
    const response = await sandbox.fetch(url, { redirect: "manual" });
    assertEquals([response.status, response.headers.get("location")], [400, null], name);
    assertStringIncludes(await response.text(), `${name} is empty`);
  }
});

Deno.test("authorize() refuses a second factor without a person, and a policy that does not exist", async () => {
  assertEquals(await errorFor({ session_required_mfa: "true" }), "invalid_request");
  assertEquals(await errorFor({ session_required_policies: "not-there" }), "invalid_request");
});

Deno.test("offline_access asks for refresh tokens too", async () => {
  const sandbox = stillSandbox();
  const code = await sandbox.approve(
    await authorizeUrl(sandbox, { scope: "openid offline_access" }),
  );
  const tokens = await (await exchange(sandbox, code)).json();
  assertEquals(tokens.scope, "openid");
  const again = await postToken(sandbox, {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
  });
  assertEquals(again.status, 200);
});

Deno.test("logOut() links back only to where the client may be sent, and escapes the name", async () => {
  const sandbox = stillSandbox();
  const linked = async (query: Record<string, string>) => {
    const url = `${AUTH}/v2/web/logout?${new URLSearchParams(query)}`;
    const page = await (await sandbox.browse(url)).text();
    return /<a href="([^"]*)"[^>]*>([^<]*)/.exec(page)?.slice(1);
  };
  const { id } = sandbox.world.demoClient;
  sandbox.world.clients.get(id)!.document.redirect_uris = ["https://portal.example/callback"];
  const at = (redirect_uri: string, client_id = id) => ({ client_id, redirect_uri });
  assertEquals(await linked({ ...at("https://portal.example/"), redirect_name: "A & <b>B" }), [
    "https://portal.example/",
    "Back to A &#38; &#60;b&#62;B",
  ]);
  const native = TUTORIAL_CLIENT_ID;
  assertEquals(await linked(at("http://localhost:8000/", native)), [
    "http://localhost:8000/",
    "Back to the application",
  ]);
  const refused = [
    at("https://evil.example/"),
    at("https://portal.example.evil.example/"),
    at("https://user@portal.example/"),
    at("http://portal.example/"),
    at("http://localhost:8000/"),
    at("https://evil.example/", native),
    at("https://portal.example/", "unknown"),
    at("//portal.example/"),
    { redirect_uri: "http://evil.example/" },
    { redirect_uri: "data:text/html,x" },
    { redirect_uri: 'https://portal.example/" onclick="x', client_id: "unknown" },
  ];
  for (const query of refused) assertEquals(await linked(query), undefined, JSON.stringify(query));
});
