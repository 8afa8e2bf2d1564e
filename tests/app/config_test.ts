import { assertEquals } from "@std/assert";
import { completeConfig } from "../../lib/app/config.ts";
import { Sandbox } from "../../lib/sandbox/mod.ts";

Deno.test("completeConfig() fills in what the config leaves open", () => {
  const config = completeConfig({});
  assertEquals([config.environment, config.tokenStorage], ["production", "json"]);
  assertEquals([config.requestRefreshTokens, config.autoRedriveGares], [true, false]);
  const memory = completeConfig({ tokenStorage: "memory", autoRedriveGares: true });
  assertEquals([memory.requestRefreshTokens, memory.autoRedriveGares], [false, true]);
  assertEquals(completeConfig({ requestRefreshTokens: false }).requestRefreshTokens, false);
});

Deno.test("D4 tokens of a sandbox in this process stay in memory, however the config leads there", () => {
  const { clientOptions, fetch } = new Sandbox();
  for (const config of [clientOptions, { fetch }]) {
    assertEquals(completeConfig(config).tokenStorage, "memory");
  }
  const own: typeof globalThis.fetch = () => Promise.resolve(new Response());
  assertEquals(completeConfig({ fetch: own }).tokenStorage, "json");
  const former = globalThis.fetch;
  try {
    globalThis.fetch = fetch;
    assertEquals(completeConfig({}).tokenStorage, "memory");
    assertEquals(completeConfig({ fetch: own }).tokenStorage, "json");
  } finally {
    globalThis.fetch = former;
  }
});
