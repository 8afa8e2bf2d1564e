import { assertEquals } from "@std/assert";
import { codeFor } from "../../../site/tutorial/as_code.ts";
import type { WireEntry } from "../../../site/tutorial/wire_log.ts";

function entry(method: string, parts: Partial<WireEntry> = {}): WireEntry {
  return { method, url: "", attempt: 1, durationMs: 1, requestHeaders: {}, ...parts };
}

Deno.test("codeFor() writes a known request with the methods of both SDKs", () => {
  const requestHeaders = { authorization: "Bearer ••••", accept: "application/json", "x-a": "b" };
  const rest = "/v0.10/endpoint_search?filter_scope=my-endpoints&limit=8";
  assertEquals(codeFor(entry("GET", { requestHeaders }), "transfer.api.globus.org", rest), {
    curl: [
      `curl 'https://transfer.api.globus.org${rest}' \\`,
      `  -H "Authorization: Bearer $TOKEN" \\`,
      `  -H 'accept: application/json'`,
    ].join("\n"),
    typescript: "const tc = new TransferClient({ app });\n" +
      `await tc.endpointSearch({ filter_scope: "my-endpoints", limit: 8 }).page();`,
    python: "tc = globus_sdk.TransferClient(app=app)\n" +
      `tc.endpoint_search(filter_scope="my-endpoints", limit=8)`,
  });
});

Deno.test("codeFor() writes an unknown request with the client of its host, or without one", () => {
  const known = codeFor(entry("DELETE"), "groups.api.globus.org", "/v2/odd?a-b=1");
  assertEquals(
    known.typescript,
    `const gc = new GroupsClient({ app });\nawait gc.delete("/v2/odd", { query: { "a-b": 1 } });`,
  );
  assertEquals(
    codeFor(entry("GET"), "data.example", "/x").python,
    `requests.get("https://data.example/x")`,
  );
});

Deno.test("codeFor() has variables in place of secrets", () => {
  const requestBody = "grant_type=refresh_token&refresh_token=••••";
  const requestHeaders = { authorization: "Basic ••••" };
  const code = codeFor(
    entry("POST", { requestBody, requestHeaders }),
    "auth.globus.org",
    "/v2/oauth2/token",
  );
  assertEquals(code.curl.split(" \\\n  ").slice(1), [
    `-u "$CLIENT_ID:$CLIENT_SECRET"`,
    `-d 'grant_type=refresh_token&refresh_token='"$SECRET"''`,
  ]);
  assertEquals(code.typescript, "const tokens = await client.oauth2RefreshToken(refreshToken);");
});

Deno.test("codeFor() quotes what a service or a user chose, so that a shell runs nothing else", () => {
  const { curl } = codeFor(entry("GET"), "a.example", "/x?q='; rm -rf ~ #");
  assertEquals(curl, `curl 'https://a.example/x?q='\\''; rm -rf ~ #'`);
});

Deno.test("codeFor() writes a body as each language does, and a run with the client of its flow", () => {
  const requestBody = JSON.stringify({ body: { deep: [true, null, "x"] }, label: "First" });
  const run = codeFor(entry("POST", { requestBody }), "flows.automate.globus.org", "/flows/f1/run");
  assertEquals(
    run.typescript.split("\n")[1],
    `await flow.runFlow({"deep":[true,null,"x"]}, { label: "First" });`,
  );
  assertEquals(
    run.python,
    `flow = globus_sdk.SpecificFlowClient("f1", app=app)\n` +
      `flow.run_flow({"deep": [True, None, "x"]}, label="First")`,
  );
  // The log cuts long bodies: the rest is not JSON.
  const cut = codeFor(
    entry("POST", { requestBody: '{"a": 1\n… 9 more' }),
    "groups.api.globus.org",
    "/v2/groups",
  );
  assertEquals(cut.python.split("\n")[1], `gc.post("/v2/groups")`);
});
