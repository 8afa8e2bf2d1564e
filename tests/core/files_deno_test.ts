import { assertEquals, assertRejects } from "@std/assert";
import { open } from "node:fs/promises";
import { syncFolder } from "../../lib/core/files_deno.ts";
import { nextTurn } from "../kit/clock.ts";

Deno.test("calls for the same folder share a sync that begins after all of them, and another folder has its own", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/other`);
  const handle = await open(folder, "r");
  const prototype: { sync(): Promise<void> } = Object.getPrototypeOf(handle);
  await handle.close();
  const original = prototype.sync;
  const ends: (() => void)[] = [];
  let syncs = 0;
  prototype.sync = () => {
    syncs++;
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const began = async (count: number) => {
    while (syncs < count) await nextTurn();
  };
  try {
    const first = [syncFolder(`${folder}/a`), syncFolder(`${folder}/b`)];
    await began(1);
    // The sync under way may miss these files.
    const later = [syncFolder(`${folder}/c`), syncFolder(`${folder}/d`)];
    const other = syncFolder(`${folder}/other/a`);
    await began(2);
    ends[0]();
    await Promise.all(first);
    await began(3);
    ends[1]();
    ends[2]();
    await Promise.all([...later, other]);
    assertEquals(syncs, 3);
    const missing = `${folder}/missing/a`;
    await assertRejects(() => syncFolder(missing), Error, "ENOENT");
    await Deno.mkdir(`${folder}/missing`);
    const last = syncFolder(missing);
    await began(4);
    ends[3]();
    await last;
  } finally {
    prototype.sync = original;
    await Deno.remove(folder, { recursive: true });
  }
});
