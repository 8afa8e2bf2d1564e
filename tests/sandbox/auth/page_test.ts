import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { authorizeUrl, stillSandbox } from "../../kit/sandbox_calls.ts";

const LOOPBACK = "http://127.0.0.1:49152/";

Deno.test("page() sends its own policy: no script, no frame, forms only to the client", async () => {
  const sandbox = stillSandbox();
  const response = await sandbox.fetch(await authorizeUrl(sandbox, { redirect_uri: LOOPBACK }));
  const policy = response.headers.get("content-security-policy")!;
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, "form-action 'self' http://127.0.0.1:49152");
  assertStringIncludes(policy, "frame-ancestors 'none'");
  assertEquals(response.headers.get("cache-control"), "no-store");
  const html = await response.text();
  assert(!/<script|javascript:|https?:\/\//.test(html.replaceAll(LOOPBACK, "")), html);
});
