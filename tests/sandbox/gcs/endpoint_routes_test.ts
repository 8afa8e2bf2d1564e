import { assertEquals } from "@std/assert";
import { manageCollectionsScope } from "../../../lib/sandbox/auth/scopes.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { apiAs, apiAt, stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";
import { FJORD_MANAGER, fjordManager } from "../../kit/sandbox_gcs.ts";

const ADA = "ada@fjord.example";
const { fjordEndpoint } = WELL_KNOWN;

Deno.test("a manager says without a login which tokens it takes, and all else with one", async () => {
  const sandbox = stillSandbox();
  const anyone = apiAt(sandbox, FJORD_MANAGER, "");
  const { body } = await anyone("GET", "/info");
  assertEquals([body.data[0].client_id, body.data[0].endpoint_id], [fjordEndpoint, fjordEndpoint]);
  assertEquals(body.data[1].DATA_TYPE, "connector#1.1.0");
  for (const path of ["/endpoint", "/collections", "/roles", "/user_credentials"]) {
    const { status, body } = await anyone("GET", path);
    assertEquals([status, body.code], [401, "not_authorized"], path);
  }
});

Deno.test("each collection of a world has a manager, at the host that Transfer names", async () => {
  const sandbox = stillSandbox({ collections: 60 });
  const transfer = await transferCaller(sandbox);
  let managed = 0;
  for (const one of sandbox.world.collections.all()) {
    if (one.isPersonal || !one.isPublic) continue;
    const { body } = await transfer(`/endpoint/${one.id}`);
    const response = await sandbox.fetch(`${body.gcs_manager_url}/api/info`);
    const [info] = (await response.json()).data;
    assertEquals(info.client_id, body.owner_id, one.displayName);
    managed++;
  }
  assertEquals(managed > 20, true, `${managed}`);
});

Deno.test("the manager of the tutorial collections answers, in process and on a port, and refuses strangers", async () => {
  const sandbox = stillSandbox();
  const transfer = await transferCaller(sandbox, ADA);
  const { body } = await transfer(`/endpoint/${WELL_KNOWN.tutorial1}`);
  const id = WELL_KNOWN.tutorialEndpoint;
  assertEquals([body.owner_id, body.owner_string], [id, `${id}@clients.auth.globus.org`]);
  const stranger = await apiAs(sandbox, `${body.gcs_manager_url}/api`, {
    username: ADA,
    scopes: manageCollectionsScope(id),
  });
  for (const [path, status] of [["/endpoint", 403], ["/collections/none", 404]] as const) {
    const answer = await stranger("GET", path);
    assertEquals([answer.status, answer.body.http_response_code], [status, status], path);
  }
  const server = serveSandbox(sandbox);
  try {
    const host = new URL(body.gcs_manager_url).host;
    const response = await fetch(`${server.url}/${host}/api/info`);
    assertEquals((await response.json()).data[0].endpoint_id, id);
  } finally {
    await server.shutdown();
  }
});

Deno.test("an endpoint is changed by its administrator, and Transfer shows the change", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const change = { DATA_TYPE: "endpoint#1.0.0", display_name: "Fjord Server 2", keywords: ["x"] };
  assertEquals((await ada("PATCH", "/endpoint", change)).status, 403);
  const { body } = await kofi("PATCH", "/endpoint?include=endpoint", change);
  assertEquals([body.data[0].display_name, body.data[0].keywords], ["Fjord Server 2", ["x"]]);
  const transfer = await transferCaller(sandbox, ADA);
  const shown = (await transfer(`/endpoint/${fjordEndpoint}`)).body;
  assertEquals([shown.display_name, shown.keywords], ["Fjord Server 2", "x"]);
  for (
    const wrong of [
      { DATA_TYPE: "endpoint#1.0.0", gridftp_control_channel_port: 443 },
      { DATA_TYPE: "endpoint#1.0.0", network_use: "fast" },
      { DATA_TYPE: "endpoint#1.0.0", id: WELL_KNOWN.harborEndpoint },
      { DATA_TYPE: "endpoint#1.3.0" },
    ]
  ) assertEquals((await kofi("PATCH", "/endpoint", wrong)).status, 422, JSON.stringify(wrong));
  const whole = { DATA_TYPE: "endpoint#1.0.0", display_name: "x" };
  assertEquals((await kofi("PUT", "/endpoint", whole)).status, 422);
});

Deno.test("an endpoint gets a subscription of its administrator, and another owner", async () => {
  const sandbox = stillSandbox();
  const kofi = await fjordManager(sandbox);
  const [first] = sandbox.world.subscriptions.get("kofi@harbor.example")!;
  const set = (subscription_id: unknown) =>
    kofi("PUT", "/endpoint/subscription_id", {
      DATA_TYPE: "endpoint_subscription#1.0.0",
      subscription_id,
    });
  assertEquals((await set("DEFAULT")).status, 400);
  assertEquals((await set("5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601")).status, 400);
  assertEquals((await set(first)).status, 200);
  assertEquals((await kofi("GET", "/endpoint")).body.data[0].subscription_id, first);
  const owner = {
    DATA_TYPE: "endpoint_owner#1.0.0",
    identity_id: sandbox.world.people[0].primary.id,
  };
  assertEquals((await kofi("PUT", "/endpoint/owner", owner)).status, 200);
  assertEquals((await set(null)).status, 403);
});
