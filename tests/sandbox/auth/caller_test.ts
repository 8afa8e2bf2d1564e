import { assertEquals } from "@std/assert";
import { authApi, projectAdmin, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("requireProjectAdmin() asks for a login of the last 30 minutes", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  assertEquals((await call("GET", "/projects")).status, 200);
  sandbox.clock.advance(30 * 60_000);
  const { status, body } = await call("GET", "/projects");
  assertEquals(status, 403);
  assertEquals(body.errors[0].authorization_parameters.prompt, "login");
  assertEquals((await (await projectAdmin(sandbox))("GET", "/projects")).status, 200);
  const weak = await authApi(sandbox, "openid", "noor@meridian.example");
  assertEquals((await weak("GET", "/projects")).status, 403);
});
