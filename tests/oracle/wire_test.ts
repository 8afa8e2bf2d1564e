import { assertEquals } from "@std/assert";
import { readWireFiles, runWireFile } from "./wire.ts";

const { files, inventory } = readWireFiles();
for (const file of files) {
  Deno.test(`${file.client} sends what the recorded calls of ${file.name} send`, async () => {
    const { outcomes } = await runWireFile(file, inventory);
    const failed = outcomes.filter((outcome) => outcome.status === "failed");
    assertEquals(failed.map(({ id, detail }) => `${id}: ${detail}`), []);
  });
}
