import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { flowsApi } from "../../kit/sandbox_flows.ts";

Deno.test("an API is registered, seen by its roles, changed and deleted", async () => {
  const sandbox = stillSandbox();
  const owner = await flowsApi(sandbox);
  const stranger = await flowsApi(sandbox, "sam@globusid.org");
  const viewer = await flowsApi(sandbox, "mei@fjord.example");
  const mei = sandbox.world.identityByUsername("mei@fjord.example")!.id;
  const body = {
    name: "Catalogue",
    target: { type: "openapi" },
    subscription_id: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
    roles: { viewers: [`urn:globus:auth:identity:${mei}`] },
  };
  const made = await owner("POST", "/registered_apis", body);
  assertEquals([made.status, made.body.edited_timestamp], [201, null]);
  const path = `/registered_apis/${made.body.id}`;
  assertEquals((await stranger("GET", path)).status, 404);
  assertEquals((await viewer("GET", path)).body.name, "Catalogue");
  assertEquals((await viewer("PATCH", path, { name: "x" })).status, 403);
  const list = async (query: string) =>
    (await viewer("GET", `/registered_apis${query}`)).body.registered_apis.length;
  assertEquals([await list(""), await list("?filter_roles=viewer")], [0, 1]);
  sandbox.clock.advance(1_000);
  const changed = (await owner("PATCH", path, { description: "d" })).body;
  assertEquals([changed.name, changed.description], ["Catalogue", "d"]);
  assertEquals((await owner("POST", "/registered_apis", { name: "x" })).status, 422);
  assertEquals((await owner("DELETE", path)).status, 200);
  assertEquals((await owner("GET", path)).status, 404);
});
