import { assert, assertEquals } from "@std/assert";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

Deno.test("tunnels wait for a listener, become active, stop, and can then be deleted", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const [listener, initiator] = [...sandbox.world.streamAccessPoints.keys()];
  const end = (id: string) => ({ data: { type: "StreamAccessPoint", id } });
  const body = {
    data: {
      type: "Tunnel",
      relationships: { listener: end(listener), initiator: end(initiator) },
      attributes: { submission_id: "6ab42cda-d7a4-11f0-ad34-0affc202d2e9", label: "Beam" },
    },
  };
  const made = (await call("/v2/tunnels", { body })).body.data;
  assertEquals([made.attributes.state, made.attributes.lifetime_mins], ["AWAITING_LISTENER", 10]);
  assertEquals((await call("/v2/tunnels", { body })).body.data.id, made.id);
  const path = `/v2/tunnels/${made.id}`;
  const patch = async (attributes: Record<string, unknown>) =>
    await call(path, { method: "PATCH", body: { data: { type: "Tunnel", attributes } } });
  assertEquals((await patch({ listener_port: 5000 })).status, 400);
  const active = await patch({ listener_ip_address: "192.0.2.7", listener_port: 5000 });
  assertEquals(active.body.data.attributes.state, "ACTIVE");
  assertEquals((await call(path, { method: "DELETE" })).status, 409);
  assertEquals((await patch({ state: "STOPPING" })).body.data.attributes.state, "STOPPING");
  sandbox.clock.advance(5000);
  assertEquals((await call(path)).body.data.attributes.state, "STOPPED");
  const events = (await call(`${path}/events`)).body.data;
  assertEquals(events.map((one: { attributes: { code: string } }) => one.attributes.code), [
    "STARTED",
    "TUNNEL_ACTIVE",
    "TUNNEL_STOPPED",
  ]);
  assertEquals((await call("/v2/tunnels")).body.data.length, 1);
  assertEquals((await call(path, { method: "DELETE" })).body.data, null);
  assertEquals((await call(path)).status, 404);
  const bad = structuredClone(body);
  bad.data.relationships.listener.data.id = "unknown";
  bad.data.attributes.submission_id = crypto.randomUUID();
  assertEquals((await call("/v2/tunnels", { body: bad })).status, 400);
});

Deno.test("tunnels end with their lifetime", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const [listener, initiator] = [...sandbox.world.streamAccessPoints.keys()];
  const end = (id: string) => ({ data: { type: "StreamAccessPoint", id } });
  const { body } = await call("/v2/tunnels", {
    body: {
      data: {
        type: "Tunnel",
        relationships: { listener: end(listener), initiator: end(initiator) },
        attributes: { submission_id: crypto.randomUUID(), lifetime_mins: 60 },
      },
    },
  });
  const state = async () => (await call(`/v2/tunnels/${body.data.id}`)).body.data.attributes.state;
  assert(await state() === "AWAITING_LISTENER");
  sandbox.clock.advance(61 * 60_000);
  assertEquals(await state(), "STOPPED");
});
