import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { CORAL, groupUsers, STEWARDS } from "../../kit/sandbox_groups.ts";

const SUBSCRIPTION = "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601";

Deno.test("a subscription leads to its group", async () => {
  const { sam } = await groupUsers(stillSandbox());
  const found = await sam.call("GET", `/subscription_info/${SUBSCRIPTION}`);
  assertEquals(found.body.group_id, STEWARDS);
  assertEquals("name" in found.body.subscription_info, false);
  const absent = "/subscription_info/5ab5c000-0000-4000-8000-000000000000";
  assertEquals((await sam.call("GET", absent)).status, 404);
  assertEquals((await sam.call("GET", "/subscription_info/x")).status, 422);
});

Deno.test("only an admin of the subscription vouches for a group; its own admin may take that back", async () => {
  const { ada, kofi } = await groupUsers(stillSandbox());
  const path = `/groups/${CORAL}/subscription_admin_verified`;
  const body = { subscription_admin_verified_id: SUBSCRIPTION };
  assertEquals((await ada.call("PUT", path, body)).status, 403);
  assertEquals((await kofi.call("PUT", path, body)).body, { group_id: CORAL, ...body });
  const group = async () => (await ada.call("GET", `/groups/${CORAL}`)).body;
  assertEquals((await group()).subscription_admin_verified_id, SUBSCRIPTION);
  assertEquals((await ada.call("PUT", path, { subscription_admin_verified_id: null })).status, 403);
  await ada.call("PUT", `/groups/${CORAL}`, { subscription_admin_verified_id: null });
  assertEquals((await group()).subscription_admin_verified_id, null);
  assertEquals((await kofi.call("PUT", path, {})).status, 422);
});
