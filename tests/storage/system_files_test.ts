import { assertEquals, assertRejects } from "@std/assert";
import process from "node:process";
import { makeIfMissing, probeFolder } from "../../lib/storage/system_files_deno.ts";
import { withFolder } from "../kit/processes.ts";

const fs = process.getBuiltinModule("node:fs/promises");

function names(folder: string) {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name);
}

Deno.test("makeIfMissing() keeps a file that exists, and tells why it cannot make one", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/there`, "content");
    await makeIfMissing(`${folder}/there`);
    assertEquals(Deno.readTextFileSync(`${folder}/there`), "content");
    await makeIfMissing(`${folder}/new`);
    assertEquals(Deno.readTextFileSync(`${folder}/new`), "");
    const error = await assertRejects(() => makeIfMissing(`${folder}/missing/file`), Error);
    assertEquals((error as { code?: string }).code, "ENOENT");
  }));

Deno.test("probeFolder() replaces the probe that a stopped process left, and leaves none", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/tokens.probe`, "", { mode: 0o644 });
    const stats = await probeFolder(`${folder}/tokens`);
    assertEquals([stats.size, names(folder)], [0, []]);
  }));

Deno.test("probeFolder() gives up if a probe is there each of 21 times", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/tokens.probe`, "");
    const { unlink } = fs;
    let removed = 0;
    try {
      // As if other processes always made the next one at once.
      fs.unlink = () => Promise.resolve(void removed++);
      const error = await assertRejects(() => probeFolder(`${folder}/tokens`), Error);
      assertEquals([(error as { code?: string }).code, removed], ["EEXIST", 20]);
    } finally {
      fs.unlink = unlink;
    }
    await probeFolder(`${folder}/tokens`);
    assertEquals(names(folder), []);
  }));
