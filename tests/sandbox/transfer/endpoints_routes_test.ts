import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const { adaLaptop, adaShare, fjordShare, fjordStorage, fjordEndpoint } = WELL_KNOWN;

Deno.test("updateEndpoint() changes one's own computer, and what searches find", async () => {
  const call = await transferCaller(stillSandbox());
  const put = (body: unknown, id: string = adaLaptop) =>
    call(`/endpoint/${id}`, { method: "PUT", body });
  const { body } = await put({ display_name: "Wombat", keywords: null, public: true });
  assertEquals([body.DATA_TYPE, body.code], ["result", "Updated"]);
  const found = await call("/endpoint_search?filter_fulltext=wombat");
  assertEquals(found.body.DATA.map((one: { id: string }) => one.id), [adaLaptop]);
  assertEquals((await put({ display_name: "" })).status, 400);
  assertEquals((await put({ public: "yes" })).status, 400);
  assertEquals((await put({ DATA_TYPE: "task" })).status, 400);
  assertEquals((await put({ display_name: "x" }, fjordShare)).body.code, "NotSupported");
  const sam = await transferCaller(stillSandbox(), "sam@globusid.org");
  const foreign = await sam(`/endpoint/${adaShare}`, {
    method: "PUT",
    body: { display_name: "x" },
  });
  assertEquals([foreign.status, foreign.body.code], [403, "PermissionDenied"]);
});

Deno.test("deleteEndpoint() takes a computer away with its shares", async () => {
  const call = await transferCaller(stillSandbox());
  const remove = (id: string) => call(`/endpoint/${id}`, { method: "DELETE" });
  assertEquals((await remove(adaLaptop)).body.code, "Deleted");
  for (const id of [adaLaptop, adaShare]) {
    assertEquals((await call(`/endpoint/${id}`)).body.code, "EndpointNotFound");
  }
  assertEquals((await remove(adaLaptop)).status, 404);
});

Deno.test("createSharedEndpoint() shares a folder of a computer", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const share = (more: Record<string, unknown>) =>
    call("/shared_endpoint", {
      body: {
        DATA_TYPE: "shared_endpoint",
        host_endpoint: adaLaptop,
        host_path: "/~/talks/",
        display_name: "Talks",
        ...more,
      },
    });
  const { status, body } = await share({ description: "All my talks" });
  assertEquals([status, body.code, body.DATA_TYPE], [201, "Created", "endpoint_create_result"]);
  const made = (await call(`/endpoint/${body.id}`)).body;
  assertEquals([made.entity_type, made.host_endpoint_id, made.host_path, made.description], [
    "GCP_guest_collection",
    adaLaptop,
    "/~/talks/",
    "All my talks",
  ]);
  const mine = (await call(`/endpoint/${adaLaptop}/my_shared_endpoint_list`)).body.DATA;
  assertEquals(mine.map((one: { id: string }) => one.id), [adaShare, body.id]);
  assertEquals((await share({ display_name: " " })).status, 400);
  assertEquals((await share({ host_path: "talks" })).status, 400);
  assertEquals((await share({ host_endpoint: body.id })).body.code, "NotSupported");
  assertEquals((await share({ host_endpoint: fjordStorage })).status, 403);
});

Deno.test("sharedEndpoints() pages by next_token", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  for (let i = 0; i < 5; i++) {
    const body = {
      DATA_TYPE: "shared_endpoint",
      host_endpoint: adaLaptop,
      host_path: `/~/${i}/`,
      display_name: String(i),
    };
    await call("/shared_endpoint", { body });
  }
  const ids: string[] = [];
  let token: string | null = "";
  while (token !== null) {
    const more: string = token === "" ? "" : `&next_token=${token}`;
    const { body } = await call(`/endpoint/${adaLaptop}/shared_endpoint_list?max_results=2${more}`);
    ids.push(...body.shared_endpoints.map((one: { id: string }) => one.id));
    token = body.next_token;
  }
  assertEquals(new Set(ids).size, 6);
  assertEquals(ids.length, 6);
  const bad = await call(`/endpoint/${adaLaptop}/shared_endpoint_list?next_token=x`);
  assertEquals(bad.status, 400);
});

Deno.test("subscriptions follow the rules of the fixtures", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const [mine] = sandbox.world.subscriptions.get("ada@fjord.example")!;
  const set = (subscription_id: unknown, c = call, id: string = adaLaptop) =>
    c(`/endpoint/${id}/subscription`, { method: "PUT", body: { subscription_id } });
  const verify = (value: unknown) =>
    call(`/endpoint/${adaLaptop}/subscription_admin_verified`, {
      method: "PUT",
      body: { subscription_admin_verified: value },
    });
  assertEquals((await verify(true)).body.code, "BadRequest");
  assertEquals((await set("DEFAULT")).body.code, "Updated");
  assertEquals((await call(`/endpoint/${adaLaptop}`)).body.subscription_id, mine);
  assertEquals((await verify("yes")).status, 400);
  assertEquals((await verify(true)).body.code, "Updated");
  assertEquals((await set("somebody's")).status, 400);
  assertEquals((await set(null)).status, 200);
  assertEquals((await set("DEFAULT", call, "00000000-0000-4000-8000-000000000000")).status, 404);
  const [, , kofi] = sandbox.world.people;
  sandbox.world.collections.get(adaLaptop)!.ownerId = kofi.primary.id;
  const two = await set("DEFAULT", await transferCaller(sandbox, "kofi@harbor.example"));
  assertEquals(two.status, 400);
  assert(two.body.message.startsWith("Please specify the subscription ID to use."));
});

Deno.test("serverList() and getServer() tell where data flows", async () => {
  const call = await transferCaller(stillSandbox());
  const { DATA: [server], endpoint } = (await call(`/endpoint/${fjordEndpoint}/server_list`)).body;
  assertEquals([endpoint, server.DATA_TYPE], [fjordEndpoint, "server"]);
  const one = await call(`/endpoint/${fjordEndpoint}/server/${server.id}`);
  assertEquals(one.body, server);
  assertEquals((await call(`/endpoint/${fjordEndpoint}/server/0`)).status, 404);
});

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
    { principal: "nobody" },
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

Deno.test("roles let others administer, for as long as they hold them", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const kofi = sandbox.world.people[2].primary;
  const kofiCall = await transferCaller(sandbox, kofi.username);
  const base = `/endpoint/${adaLaptop}`;
  assertEquals((await kofiCall(`${base}/role_list`)).status, 403);
  const body = { principal_type: "identity", principal: kofi.id, role: "administrator" };
  const role = (await call(`${base}/role`, { body })).body;
  assertEquals([role.DATA_TYPE, role.role], ["role", "administrator"]);
  assertEquals((await call(`${base}/role`, { body })).status, 409);
  assertEquals((await kofiCall(`${base}/role_list`)).body.DATA.length, 2);
  assertEquals((await kofiCall(`${base}/role/${role.id}`)).body, role);
  const administered = await kofiCall("/endpoint_search?filter_scope=administered-by-me&limit=100");
  assert(administered.body.DATA.some((one: { id: string }) => one.id === adaLaptop));
  assertEquals((await call(`${base}/role/${role.id}`, { method: "DELETE" })).body.code, "Deleted");
  assertEquals((await kofiCall(base)).status, 403);
  assertEquals((await call(`${base}/role`, { body: { ...body, role: "king" } })).status, 400);
});

Deno.test("bookmarks are one's own and have a name of their own", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const body = { name: "home", endpoint_id: adaLaptop, path: "/~/" };
  const made = await call("/bookmark", { body });
  assertEquals([made.status, made.body.DATA_TYPE, made.body.pinned], [201, "bookmark", false]);
  assertEquals((await call("/bookmark", { body })).status, 409);
  assertEquals((await call("/bookmark", { body: { ...body, name: "" } })).status, 400);
  assertEquals((await call("/bookmark", { body: { ...body, endpoint_id: "x" } })).status, 404);
  const path = `/bookmark/${made.body.id}`;
  assertEquals((await call(path, { method: "PUT", body: { name: "h" } })).body.name, "h");
  assertEquals((await call("/bookmark_list")).body.DATA.length, 1);
  const sam = await transferCaller(sandbox, "sam@globusid.org");
  assertEquals((await sam(path)).status, 404);
  assertEquals((await call(path, { method: "DELETE" })).body.code, "Deleted");
  assertEquals((await call(path)).status, 404);
});
