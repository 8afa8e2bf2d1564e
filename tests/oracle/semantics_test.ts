import { assertEquals } from "@std/assert";
import { readTopicFiles, runTopic } from "./semantics.ts";

for (const file of readTopicFiles()) {
  Deno.test(`the SDK makes of ${file.topic} what is recorded`, async () => {
    const { outcomes } = await runTopic(file);
    const failed = outcomes.filter((outcome) => outcome.status === "failed");
    assertEquals(failed.map(({ id, detail }) => `${id}: ${detail}`), []);
  });
}
