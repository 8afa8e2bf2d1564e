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
  assertEquals((await set("unknown")).status, 400);
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

Deno.test("getEndpoint() gives the document, or 404 and 403", async () => {
  const sandbox = stillSandbox();
  const [ada, sam] = [
    await transferCaller(sandbox),
    await transferCaller(sandbox, "sam@globusid.org"),
  ];
  const { body } = await ada(`/endpoint/${WELL_KNOWN.adaLaptop}`);
  assertEquals([body.entity_type, body.gcp_connected], ["GCP_mapped_collection", true]);
  assertEquals(body.my_effective_roles, ["administrator"]);
  const hidden = await sam(`/endpoint/${WELL_KNOWN.adaLaptop}`);
  assertEquals([hidden.status, hidden.body.code], [403, "PermissionDenied"]);
  const absent = await ada("/endpoint/00000000-0000-4000-8000-000000000000");
  assertEquals([absent.status, absent.body.code], [404, "EndpointNotFound"]);
  const route = await ada("/endpoint/a%2Fb");
  assertEquals(route.body.message, "No such endpoint 'a/b'");
});

Deno.test("a computer is registered with a key for its setup, as the Globus CLI does", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const laptop = { DATA_TYPE: "endpoint", is_globus_connect: true, display_name: "My laptop" };
  const made = await call("/endpoint", { body: { ...laptop, description: "Blue", public: false } });
  assertEquals([made.status, made.body.DATA_TYPE], [201, "endpoint_create_result"]);
  assertEquals(made.body.globus_connect_setup_key.length, 36);
  const { body } = await call(`/endpoint/${made.body.id}`);
  assertEquals([body.entity_type, body.display_name, body.description, body.public], [
    "GCP_mapped_collection",
    "My laptop",
    "Blue",
    false,
  ]);
  assertEquals((await call(`/endpoint/${made.body.id}`, { method: "DELETE" })).status, 200);
  for (const change of [{ is_globus_connect: false }, { display_name: " " }, { DATA_TYPE: "x" }]) {
    const { status } = await call("/endpoint", { body: { ...laptop, ...change } });
    assertEquals(status >= 400 && status < 500, true, JSON.stringify(change));
  }
});
