import { assertEquals, assertRejects } from "@std/assert";
import type { ServiceName } from "../../../lib/sandbox/http/hosts.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { BrowserCookies } from "../../../lib/sandbox/person/browser.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { authorizeUrl, stillSandbox, VERIFIER } from "../../kit/sandbox_calls.ts";

const ORIGIN = "http://127.0.0.1:9000";

/** The service that answers at a path of a port. */
async function serviceAt(path: string, method = "GET"): Promise<string> {
  const sandbox = stillSandbox();
  await sandbox.handler(new Request(ORIGIN + path, { method }));
  return sandbox.requests[0]?.service ?? "none";
}

Deno.test("the path tells the service where the address on a port names no host", async () => {
  const expected: [string, ServiceName][] = [
    ["/v2/oauth2/userinfo", "auth"],
    ["/.well-known/openid-configuration", "auth"],
    ["/jwk.json", "auth"],
    ["/v2/api/projects", "auth"],
    ["/v2/groups/my_groups", "groups"],
    ["/v2/groups/an-id/no_such_thing", "groups"],
    ["/v0.10/task_list", "transfer"],
    ["/v0.10/no_such_thing", "transfer"],
    ["/v2/tunnels", "transfer"],
    ["/v2/stream_access_points", "transfer"],
    ["/v1/index_list", "search"],
    ["/flows", "flows"],
    ["/runs/an-id", "flows"],
    ["/jobs/an-id", "timer"],
    ["/v2/timer", "timer"],
  ];
  for (const [path, service] of expected) assertEquals(await serviceAt(path), service, path);
});

Deno.test("a host in the first segment wins over the path behind it", async () => {
  assertEquals(await serviceAt("/auth.globus.org/v2/groups/my_groups"), "auth");
  assertEquals(await serviceAt("/groups.api.globus.org/v2/oauth2/userinfo"), "groups");
});

Deno.test("a path of no service is 404, and says so", async () => {
  const sandbox = stillSandbox();
  for (const path of ["/", "/favicon.ico", "/v9/groups", "//", "/constructor"]) {
    const answer = await sandbox.handler(new Request(ORIGIN + path));
    assertEquals([answer.status, (await answer.text()).slice(0, 13)], [404, "Cannot answer"], path);
  }
  assertEquals(sandbox.requests.length, 0);
});

Deno.test("links lead back without a host where the caller named none", async () => {
  const sandbox = stillSandbox();
  const metadata = async (prefix: string) => {
    const url = `${ORIGIN}${prefix}/.well-known/openid-configuration`;
    return (await (await sandbox.handler(new Request(url))).json()).issuer;
  };
  assertEquals(await metadata(""), ORIGIN);
  assertEquals(await metadata("/auth.globus.org"), `${ORIGIN}/auth.globus.org`);
});

Deno.test("a login runs through a port without a host, and so do its cookies", async () => {
  const sandbox = stillSandbox();
  const server = serveSandbox(sandbox);
  try {
    const redirect_uri = `${server.url}/v2/web/auth-code`;
    const { search } = new URL(await authorizeUrl(sandbox, { redirect_uri }));
    const cookies = new BrowserCookies();
    const url = `${server.url}/v2/oauth2/authorize${search}`;
    const first = await fetch(url, { redirect: "manual" });
    assertEquals(
      /; (Path=[^;]*)|Secure/.exec(first.headers.get("set-cookie") ?? "")?.[1],
      "Path=/",
    );
    await first.body?.cancel();
    const code = await sandbox.approve(url, { cookies });
    const answer = await fetch(`${server.url}/v2/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: sandbox.world.tutorialClientId,
        grant_type: "authorization_code",
        code,
        redirect_uri,
        code_verifier: VERIFIER,
      }),
    });
    const { id_token } = await answer.json();
    assertEquals(JSON.parse(atob(id_token.split(".")[1])).iss, server.url);
  } finally {
    await server.shutdown();
  }
});

Deno.test("a person follows an https address of a port, and one without a port number if it names the host", async () => {
  const sandbox = stillSandbox();
  const browse = async (url: string) => {
    const answer = await sandbox.browse(`${url}/.well-known/openid-configuration`);
    return (await answer.json()).issuer;
  };
  for (const url of ["https://localhost:8900", "https://sandbox:8900/auth.globus.org"]) {
    assertEquals(await browse(url), url);
  }
  const named = "https://sandbox.example/auth.globus.org";
  assertEquals(await browse(named), named);
  await assertRejects(() => browse("https://site.example"), TypeError);
  const url = "https://localhost:8900/auth.globus.org/jwk.json";
  await assertRejects(
    () => sandbox.fetch(url),
    TypeError,
    undefined,
    "only a person's browser does",
  );
});

Deno.test("the token tells the endpoint or collection where neither host nor path does", async () => {
  const sandbox = stillSandbox();
  const { fjordEndpoint, fjordShare } = WELL_KNOWN;
  const status = async (path: string, scopes: string | null) => {
    const headers = new Headers();
    if (scopes !== null) {
      const { access_token } = await sandbox.login({ scopes });
      headers.set("authorization", `Bearer ${access_token}`);
    }
    const answer = await sandbox.handler(new Request(ORIGIN + path, { headers }));
    await answer.body?.cancel();
    return [answer.status, sandbox.requests.at(-1)?.service];
  };
  const manage = `urn:globus:auth:scope:${fjordEndpoint}:manage_collections`;
  assertEquals(await status("/api/collections", manage), [200, "gcs"]);
  const https = `https://auth.globus.org/scopes/${fjordShare}/https`;
  assertEquals((await status("/no-such-file.txt", https))[1], "https");
  sandbox.requests.length = 0;
  assertEquals(await status("/api/collections", null), [404, undefined]);
  assertEquals(await status("/api/collections", "openid"), [404, undefined]);
});
