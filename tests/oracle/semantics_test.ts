import { assertEquals } from "@std/assert";
import { readTopicFiles, runTopic } from "./semantics.ts";

for (const file of readTopicFiles()) {
  Deno.test(`the SDK makes of ${file.topic} what is recorded`, async () => {
    const { outcomes } = await runTopic(file);
    const failed = outcomes.filter((outcome) => outcome.status === "failed");
    assertEquals(failed.map(({ id, detail }) => `${id}: ${detail}`), []);
  });
}

Deno.test({
  name: "every recorded vector of scopes, consents and requirements is compared",
  // Another folder has other vectors.
  ignore: Deno.env.has("SEMANTICS_VECTORS"),
  async fn() {
    const counts: Record<string, number> = {};
    for (const file of readTopicFiles()) {
      if (/^(consents|gare|scopes)$/.test(file.topic)) {
        counts[file.topic] = (await runTopic(file)).outcomes.length;
      }
    }
    assertEquals(counts, { consents: 56, gare: 107, scopes: 270 });
  },
});
