import { assertEquals, assertRejects } from "@std/assert";
import { ComputeClient, ComputeClientV3, registerSource, VERSION } from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";

const SOURCE = "def add(a, b):\n    return a + b";

Deno.test("registerSource() registers Python source, and says how it was written", async () => {
  for (const type of [ComputeClient, ComputeClientV3]) {
    const { client, requests } = fakeClient(type, () => ({ json: { function_uuid: "f" } }));
    const { function_uuid } = await registerSource(client, {
      function_name: "add",
      source: SOURCE,
      description: "Adds",
      public: true,
      meta: { python_version: "3.12.7", serde_identifier: "00" },
    });
    assertEquals([function_uuid, requests[0].address.pathname], ["f", "/v3/functions"]);
    assertEquals(requests[0].json, {
      function_name: "add",
      function_code: `${SOURCE.length + 7}\nst\nadd:${SOURCE}`,
      description: "Adds",
      public: true,
      meta: {
        python_version: "3.12.7",
        sdk_version: `globus-deno-sdk/${VERSION}`,
        serde_identifier: "st",
      },
    });
  }
});

Deno.test("registerSource() refuses what is not a function before it sends anything", async () => {
  const { client, requests } = fakeClient(ComputeClient, () => ({ json: {} }));
  const wrong: [unknown, string][] = [
    [{ function_name: "sub", source: SOURCE }, "does not define sub"],
    [{ function_name: "a b", source: SOURCE }, "name in Python"],
    [{ source: SOURCE }, "name in Python"],
    [SOURCE, "write registerSource"],
    [undefined, "write registerSource"],
    [{ function_name: "add", source: SOURCE, meta: "x" }, "write registerSource"],
  ];
  for (const [params, message] of wrong) {
    await assertRejects(() => registerSource(client, params as never), TypeError, message);
  }
  const long = { function_name: "add", source: `${SOURCE}\n#${"x".repeat(10_000_000)}` };
  await assertRejects(() => registerSource(client, long), RangeError, "at most 10000000");
  assertEquals(requests, []);
});
