import { assertEquals } from "@std/assert";
import * as consents from "../oracle/topics/consents.ts";
import * as scopes from "../oracle/topics/scopes.ts";
import { runTopic } from "../kit/vectors.ts";

Deno.test("Scope, ScopeParser and the collections meet every recorded vector", async () => {
  assertEquals(await runTopic("scopes", scopes), 270);
});

Deno.test("ConsentForest meets every recorded vector", async () => {
  assertEquals(await runTopic("consents", consents), 56);
});
