import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const { adaLaptop, adaShare } = WELL_KNOWN;

Deno.test("access rules can be made, read, changed and deleted by who may", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const sam = sandbox.world.people[4].primary;
  const rules = `/endpoint/${adaShare}/access`;
  const rule = {
    DATA_TYPE: "access",
    principal_type: "identity",
    principal: sam.id,
    path: "/",
    permissions: "rw",
  };
  const { status, body } = await call(rules, { body: rule });
  assertEquals([status, body.code, body.DATA_TYPE], [201, "Created", "access_create_result"]);
  assertEquals((await call(rules, { body: rule })).body.code, "Exists");
  const path = `${rules}/${body.access_id}`;
  assertEquals((await call(path)).body.permissions, "rw");
  const samCall = await transferCaller(sandbox, sam.username);
  const mkdir = { body: { DATA_TYPE: "mkdir", path: "/by-sam" } };
  const where = `/operation/endpoint/${adaShare}/mkdir`;
  assertEquals((await samCall(where, mkdir)).status, 200);
  await call(path, { method: "PUT", body: { permissions: "r" } });
  assertEquals((await samCall(where, { body: { DATA_TYPE: "mkdir", path: "/more" } })).status, 403);
  const list = (await call(`/endpoint/${adaShare}/access_list`)).body;
  assertEquals([list.DATA_TYPE, list.DATA.length], ["access_list", 3]);
  assertEquals((await call(path, { method: "DELETE" })).body.code, "Deleted");
  assertEquals((await call(path)).status, 404);
  assertEquals((await samCall(`/endpoint/${adaShare}/access_list`)).status, 403);
  const mapped = await call(`/endpoint/${adaLaptop}/access_list`);
  assertEquals(mapped.body.code, "NotSupported");
});

Deno.test("access rules refuse what Globus refuses", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const rule = {
    DATA_TYPE: "access",
    principal_type: "identity",
    principal: sandbox.world.people[4].primary.id,
    path: "/",
    permissions: "r",
  };
  const bad: Record<string, unknown>[] = [
    { DATA_TYPE: "rule" },
    { principal_type: "everybody" },
    { principal: "" },
    { principal: "unknown" },
    { principal_type: "anonymous" },
    { principal_type: "anonymous", principal: "", permissions: "rw" },
    { path: "/no/slash" },
    { path: "relative/" },
    { permissions: "w" },
    { expiration_date: "tomorrow" },
  ];
  for (const change of bad) {
    const { status } = await call(`/endpoint/${adaShare}/access`, { body: { ...rule, ...change } });
    assertEquals(status, 400, JSON.stringify(change));
  }
});

Deno.test("an access rule that has expired grants nothing, and one that has not does", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const sam = sandbox.world.people[4].primary;
  const rules = `/endpoint/${adaShare}/access`;
  const { body } = await call(rules, {
    body: {
      DATA_TYPE: "access",
      principal_type: "identity",
      principal: sam.id,
      path: "/",
      permissions: "rw",
      expiration_date: new Date(sandbox.clock.now() + 60_000).toISOString(),
    },
  });
  const samCall = await transferCaller(sandbox, sam.username);
  let made = 0;
  const make = () =>
    samCall(`/operation/endpoint/${adaShare}/mkdir`, {
      body: { DATA_TYPE: "mkdir", path: `/made-${made++}` },
    });
  const shared = async () => {
    const { DATA } = (await samCall("/endpoint_search?filter_scope=shared-with-me")).body;
    return DATA.some(({ id }: { id: string }) => id === adaShare);
  };
  assertEquals([(await make()).status, await shared()], [200, true]);
  sandbox.clock.advance(61_000);
  assertEquals([(await make()).status, await shared()], [403, false]);
  assertEquals((await call(`${rules}/${body.access_id}`)).body.permissions, "rw");
  await call(`${rules}/${body.access_id}`, { method: "PUT", body: { expiration_date: null } });
  assertEquals([(await make()).status, await shared()], [200, true]);
});
