import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { CORAL, groupUsers } from "../../kit/sandbox_groups.ts";

Deno.test("preferences are set for one's own identities, and taken back with null", async () => {
  const { ada, sam } = await groupUsers(stillSandbox());
  const set = (id: string, allow_add: unknown) =>
    ada.call("PUT", "/preferences", { [id]: { allow_add } });
  assertEquals((await ada.call("GET", "/preferences")).body[ada.id], { allow_add: null });
  assertEquals((await set(ada.id, false)).body[ada.id], { allow_add: false });
  assertEquals((await set(ada.id, null)).body[ada.id], { allow_add: null });
  assertEquals((await set(sam.id, false)).status, 403);
  assertEquals((await set(ada.id, "no")).status, 422);
  assertEquals((await ada.call("PUT", "/preferences", { allow_add: false })).status, 422);
});

Deno.test("membership fields are one's own, and show up in the memberships", async () => {
  const { ada, noor } = await groupUsers(stillSandbox());
  const path = `/groups/${CORAL}/membership_fields`;
  const fields = { [noor.id]: { institution: "Meridian", shoe_size: "40" } };
  assertEquals((await noor.call("PUT", path, fields)).body, {
    [noor.id]: { institution: "Meridian" },
  });
  assertEquals((await ada.call("PUT", path, fields)).status, 403);
  assertEquals((await ada.call("GET", path)).body, {});
  assertEquals((await noor.call("PUT", path, { [noor.id]: { city: 7 } })).status, 422);
  const { memberships } = (await ada.call("GET", `/groups/${CORAL}?include=memberships`)).body;
  assertEquals(memberships[1].membership_fields, { institution: "Meridian" });
});
