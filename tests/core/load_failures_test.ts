import { assertEquals } from "@std/assert";
import { masking } from "../../lib/core/masking.ts";

Deno.test("a page loads the modules for errors with its first call, before the network can fail", async () => {
  Object.assign(globalThis, { document: {} });
  try {
    const { BaseClient } = await import("../../lib/core/client.ts");
    const client = new BaseClient({
      baseUrl: "https://things.example",
      fetch: () => Promise.resolve(Response.json({})),
    });
    assertEquals(masking().maskText("shown"), "••••");
    await client.get("/x");
    // It resolves after the import that the call started.
    await import("../../lib/core/failures.ts");
    assertEquals(masking().maskText("shown"), "shown");
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});
