import { assert, assertStringIncludes } from "@std/assert";
import { AUTH, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("logOut() ends the browser's login and links back without a redirect", async () => {
  const sandbox = stillSandbox();
  const query = new URLSearchParams({
    redirect_uri: "https://portal.example/x",
    redirect_name: "P",
  });
  const page = await (await sandbox.browse(`${AUTH}/v2/web/logout?${query}`)).text();
  assertStringIncludes(page, 'href="https://portal.example/x"');
  const bad = new URLSearchParams({ redirect_uri: "javascript:alert(1)" });
  const safe = await (await sandbox.browse(`${AUTH}/v2/web/logout?${bad}`)).text();
  assert(!safe.includes("javascript:"));
});
