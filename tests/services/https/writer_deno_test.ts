import { assert, assertEquals } from "@std/assert";
import { open } from "node:fs/promises";
import { CollectionClient } from "../../../lib/services/https/client.ts";
import { openWriter } from "../../../lib/services/https/writer_deno.ts";
import { FileServer } from "../../kit/file_server.ts";
import { withFolder } from "../../kit/processes.ts";

Deno.test("a writer writes where it is told, one piece after the other", () =>
  withFolder(async (folder) => {
    const path = `${folder}/part`;
    await Deno.writeTextFile(path, "012345");
    const handle = await open(path, "r+");
    const writer = await openWriter(path, handle, 3);
    assert(writer);
    await writer.write(new TextEncoder().encode("abc"));
    await writer.write(new TextEncoder().encode("def"));
    writer.close();
    await handle.close();
    assertEquals(await Deno.readTextFile(path), "012abcdef");
  }));

Deno.test("no writer is opened where a link, another file or nothing has taken the place of the file", () =>
  withFolder(async (folder) => {
    const [path, victim] = [`${folder}/part`, `${folder}/victim`];
    await Deno.writeTextFile(victim, "precious");
    const handle = await open(path, "w");
    await Deno.remove(path);
    assertEquals(await openWriter(path, handle, 0), undefined);
    await Deno.symlink(victim, path);
    assertEquals(await openWriter(path, handle, 0), undefined);
    await Deno.remove(path);
    await Deno.mkdir(path);
    assertEquals(await openWriter(path, handle, 0), undefined);
    await Deno.remove(path);
    assert((await new Deno.Command("mkfifo", { args: [path] }).output()).success);
    assertEquals(await openWriter(path, handle, 0), undefined);
    await Deno.remove(path);
    await Deno.writeTextFile(path, "another");
    assertEquals(await openWriter(path, handle, 0), undefined);
    await handle.close();
    assertEquals(await Deno.readTextFile(victim), "precious");
    assertEquals(await Deno.readTextFile(path), "another");
  }));

Deno.test("a large file that is interrupted and continued is byte-identical", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { bytes } = server.add("/f", 9 * 1024 * 1024 + 7);
    const client = new CollectionClient("https://g-1a2b3c.data.globus.org", {
      fetch: server.fetch,
    });
    const path = `${folder}/f`;
    for (const interruptAt of [1, 4_000_000, 8_900_000]) {
      const stop = new AbortController();
      const onProgress = ({ doneBytes }: { doneBytes: number }) => {
        if (doneBytes >= interruptAt) stop.abort(new Error("enough"));
      };
      const error = await client.download("/f", path, { resume: true, onProgress }, {
        signal: stop.signal,
      }).catch((error) => error);
      assertEquals(error.message, "enough");
    }
    const { resumedFromBytes } = await client.download("/f", path, { resume: true });
    assert(resumedFromBytes >= 4_000_000, `${resumedFromBytes}`);
    assertEquals(await Deno.readFile(path), bytes);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["f"]);
  }));
