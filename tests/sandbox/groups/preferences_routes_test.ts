import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { type Api, apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";

const ALL = "urn:globus:auth:scope:groups.api.globus.org:all";

function groups(sandbox: Sandbox, username?: string, scopes = ALL): Promise<Api> {
  return apiAs(sandbox, "https://groups.api.globus.org/v2", { username, scopes });
}

Deno.test("preferences and fields are one's own, subscriptions lead to their group", async () => {
  const sandbox = stillSandbox();
  const call = await groups(sandbox);
  const me = sandbox.world.people[0].primary.id;
  assertEquals((await call("PUT", "/preferences", { [me]: { allow_add: false } })).body[me], {
    allow_add: false,
  });
  assertEquals((await call("PUT", "/preferences", { x: { allow_add: false } })).status, 400);
  const fields = "/groups/6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93/membership_fields";
  assertEquals((await call("PUT", fields, { institution: "Fjord" })).status, 200);
  assertEquals((await call("GET", fields)).body, { institution: "Fjord" });
  const [subscription] = sandbox.world.subscriptions.get("ada@fjord.example")!;
  const found = await call("GET", `/subscription_info/${subscription}`);
  assertEquals(found.body.group_id, "6a0b0002-91c7-4e3a-8d26-50f7e1ba84c5");
});
