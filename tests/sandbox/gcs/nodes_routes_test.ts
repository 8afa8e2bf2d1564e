import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { fjordManager } from "../../kit/sandbox_gcs.ts";

Deno.test("an endpoint has a node, to which its administrator adds others", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [
    await fjordManager(sandbox, "ada@fjord.example"),
    await fjordManager(sandbox),
  ];
  const document = { DATA_TYPE: "node#1.0.0", ip_addresses: ["192.0.2.7"] };
  for (const [method, path] of [["GET", "/nodes"], ["POST", "/nodes"]]) {
    const body = method === "POST" ? document : undefined;
    assertEquals((await ada(method, path, body)).status, 403, method);
  }
  const [first] = (await kofi("GET", "/nodes")).body.data;
  const made = (await kofi("POST", "/nodes", document)).body.data[0];
  assertEquals([first.status, made.status, made.ip_addresses], ["active", "active", ["192.0.2.7"]]);
  const path = `/nodes/${made.id}`;
  const off = { DATA_TYPE: "node#1.0.0", status: "inactive" };
  assertEquals((await kofi("PATCH", path, off)).body.data[0].status, "inactive");
  assertEquals((await kofi("PUT", path, off)).status, 422);
  assertEquals((await kofi("GET", path)).body.data[0].ip_addresses, ["192.0.2.7"]);
  assertEquals((await kofi("DELETE", path)).status, 200);
  assertEquals((await kofi("GET", path)).status, 404);
  assertEquals((await kofi("GET", "/nodes")).body.data.length, 1);
});

Deno.test("a node takes the fields of its version, and ports that there are", async () => {
  const kofi = await fjordManager(stillSandbox());
  const [{ id }] = (await kofi("GET", "/nodes")).body.data;
  const cases: [more: object, property: string][] = [
    [{ data_interface: null }, "data_interface"],
    [{ status: "asleep" }, "status"],
    [{ incoming_port_range: [50_000] }, "incoming_port_range"],
    [{ incoming_port_range: [51_000, 50_000] }, "incoming_port_range"],
    [{ outgoing_port_range: [80, 443] }, "outgoing_port_range"],
    [{ outgoing_port_range: ["1", "2"] }, "outgoing_port_range"],
    [{ ip_addresses: "192.0.2.7" }, "ip_addresses"],
  ];
  for (const [more, property] of cases) {
    const { status, body } = await kofi("PATCH", `/nodes/${id}`, {
      DATA_TYPE: "node#1.0.0",
      ...more,
    });
    assertEquals([status, body.detail?.errors[0].property], [422, property], JSON.stringify(more));
  }
});
