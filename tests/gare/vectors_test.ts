import { assertEquals } from "@std/assert";
import * as gare from "../oracle/topics/gare.ts";
import { runTopic } from "../kit/vectors.ts";

Deno.test("toGare(), toGares(), isGare(), hasGares() and GARE meet every recorded vector", async () => {
  assertEquals(await runTopic("gare", gare), 107);
});
