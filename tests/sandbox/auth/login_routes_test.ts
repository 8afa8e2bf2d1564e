import { assertEquals } from "@std/assert";
import { AUTH, authorizeUrl, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("logIn() refuses a login that another browser began", async () => {
  const sandbox = stillSandbox();
  const page = await (await sandbox.browse(await authorizeUrl(sandbox))).text();
  const interaction = /name="interaction" value="([\w-]+)"/.exec(page)![1];
  const identity = sandbox.world.people[0].primary.id;
  const response = await sandbox.browse(`${AUTH}/v2/web/login`, {
    method: "POST",
    body: new URLSearchParams({ interaction, identity }),
  });
  assertEquals(response.status, 400);
});
