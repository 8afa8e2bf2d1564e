import { assert, assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";
import { fjordManager } from "../../kit/sandbox_gcs.ts";

const ADA = "ada@fjord.example";
const PATH = "/stream_gateways";
const NEW = { DATA_TYPE: "stream_gateway#1.0.0", display_name: "Beamline 4" };

function transferAs(sandbox: Sandbox, username: string) {
  return apiAs(sandbox, "https://transfer.api.globus.org", {
    username,
    scopes: "urn:globus:auth:scope:transfer.api.globus.org:all",
  });
}

/** A tunnel of Ada between two stream access points, and a gateway of Fjord's at one end. */
async function tunnelSetting() {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const transfer = await transferAs(sandbox, ADA);
  const gateway = (await kofi("POST", PATH, NEW)).body.data[0].id;
  const [other] = sandbox.world.streamAccessPoints.keys();
  const end = (id: string) => ({ data: { type: "StreamAccessPoint", id } });
  const { body } = await transfer("POST", "/v2/tunnels", {
    data: {
      type: "Tunnel",
      attributes: { submission_id: crypto.randomUUID() },
      relationships: { listener: end(gateway), initiator: end(other) },
    },
  });
  const secret = {
    DATA_TYPE: "lan_secret_create#1.0.0",
    stream_access_point_id: gateway,
    tunnel_id: body.data.id,
  };
  return { sandbox, ada, kofi, gateway, secret };
}

Deno.test("an administrator makes, changes and deletes stream gateways, which Transfer shows as access points", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const transfer = await transferAs(sandbox, ADA);
  assertEquals((await ada("POST", PATH, NEW)).status, 403);
  const made = (await kofi("POST", PATH, { ...NEW, department: "Physics" })).body.data[0];
  const path = `${PATH}/${made.id}`;
  const shown = async () => await transfer("GET", `/v2/stream_access_points/${made.id}`);
  const { attributes, relationships } = (await shown()).body.data;
  assertEquals(
    [attributes.display_name, attributes.department, attributes.tlsftp_server],
    ["Beamline 4", "Physics", made.tlsftp_url],
  );
  assertEquals(relationships.host_endpoint.data.id, WELL_KNOWN.fjordEndpoint);
  const change = { DATA_TYPE: "stream_gateway#1.1.0", lan_name: "lab", run_as_local_user: true };
  assertEquals((await ada("PATCH", path, change)).status, 403);
  assertEquals((await kofi("PATCH", path, change)).body.data[0].lan_name, "lab");
  const off = { DATA_TYPE: "stream_gateway#1.0.0", lan_name: null };
  assertEquals((await kofi("PATCH", path, off)).body.data[0].lan_name, null);
  assertEquals((await ada("GET", path)).body.data[0].department, "Physics");
  const all = (await ada("GET", `${PATH}?page_size=1000`)).body.data;
  assert(all.some(({ id }: { id: string }) => id === made.id));
  assert(all.length > 1, "those of the start are there too");
  assertEquals((await ada("DELETE", path)).status, 403);
  assertEquals((await kofi("DELETE", path)).status, 200);
  assertEquals([(await kofi("GET", path)).status, (await shown()).status], [404, 404]);
});

Deno.test("a stream gateway takes the fields of its version", async () => {
  const kofi = await fjordManager(stillSandbox());
  const cases: [more: object, property: string][] = [
    [{ run_as_local_user: true }, "run_as_local_user"],
    [{ display_name: null }, "display_name"],
    [{ display_name: undefined }, "display_name"],
    [{ allowed_domains: "fjord.example" }, "allowed_domains"],
    [{ lan_secret_required: "yes" }, "lan_secret_required"],
    [{ domain_name: "x.edu" }, "domain_name"],
  ];
  for (const [more, property] of cases) {
    const { status, body } = await kofi("POST", PATH, { ...NEW, ...more });
    assertEquals([status, body.detail?.errors[0].property], [422, property], JSON.stringify(more));
  }
});

Deno.test("a user makes a secret for a tunnel of their own, which only they delete", async () => {
  const { sandbox, ada, kofi, secret, gateway } = await tunnelSetting();
  const made = (await ada("POST", "/lan_secrets", { ...secret, expires_in_mins: 5 })).body.data[0];
  assertEquals(
    [made.stream_access_point_id, made.tunnel_id, made.username],
    [gateway, secret.tunnel_id, "ada"],
  );
  assertEquals(made.expires, Math.floor(sandbox.clock.now() / 1000) + 300);
  assert(made.secret.length > 20);
  assertEquals((await kofi("POST", "/lan_secrets", secret)).status, 422, "a tunnel of another");
  const path = `/lan_secrets/${made.id}`;
  assertEquals((await kofi("DELETE", path)).body.detail.DATA_TYPE, "not_resource_owner#1.0.0");
  assertEquals((await ada("DELETE", path)).status, 200);
  assertEquals((await ada("DELETE", path)).status, 404);
  await ada("POST", "/lan_secrets", secret);
  await kofi("DELETE", `${PATH}/${gateway}`);
  assertEquals(sandbox.world.lanSecrets.size, 0, "secrets go with their gateway");
});

Deno.test("a gateway admits the domains and accounts of its policies alone", async () => {
  const { ada, kofi, secret, gateway } = await tunnelSetting();
  const cases: [policy: object, more: object, detail: string | undefined][] = [
    [{ allowed_domains: ["fjord.example"] }, {}, undefined],
    [{ allowed_domains: ["harbor.example"] }, {}, "not_from_allowed_domain#1.0.0"],
    [{ allowed_domains: [], users_deny: ["ada"] }, {}, "invalid_user#1.0.0"],
    [{ users_deny: null, users_allow: ["mei"] }, {}, "invalid_user#1.0.0"],
    [{ users_allow: ["ada"] }, {}, undefined],
    [{}, { username: "root" }, "invalid_user#1.0.0"],
    [{}, { identity_id: crypto.randomUUID() }, "id_not_in_identity_set#1.0.0"],
    [{}, { expires_in_mins: 0 }, "invalid_input#1.0.0"],
    [{}, { tunnel_id: crypto.randomUUID() }, "invalid_input#1.0.0"],
  ];
  for (const [policy, more, detail] of cases) {
    const changed = { DATA_TYPE: "stream_gateway#1.0.0", ...policy };
    assertEquals((await kofi("PATCH", `${PATH}/${gateway}`, changed)).status, 200);
    const { body } = await ada("POST", "/lan_secrets", { ...secret, ...more });
    const label = JSON.stringify([policy, more]);
    assertEquals(body.detail?.DATA_TYPE, detail, label);
  }
  const elsewhere = { ...secret, stream_access_point_id: crypto.randomUUID() };
  assertEquals((await ada("POST", "/lan_secrets", elsewhere)).status, 404);
});
