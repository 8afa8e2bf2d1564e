import { assert, assertEquals } from "@std/assert";
import { CollectionClient } from "@globus-deno/sdk";
import { FileServer } from "../../kit/file_server.ts";
import { scaled, startChild, withFolder } from "../../kit/processes.ts";

const kills = scaled("DOWNLOAD_KILLS", 200);
const program = new URL("children/download.ts", import.meta.url);

Deno.test(`a download that is killed ${kills} times leaves the old or the new file under its name`, () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    server.pieceBytes = 65_536;
    const size = 3_000_000;
    const versions = [server.add("/f", size, { etag: '"0"' }).bytes];
    const listener = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      server.handle,
    );
    const url = `http://127.0.0.1:${listener.addr.port}/f`;
    const path = `${folder}/f`;
    let resumed = 0;
    let whole = 0;
    try {
      for (let turn = 0; turn < kills; turn++) {
        if (turn % 25 === 24) {
          const { bytes } = server.add("/f", size, { etag: `"${turn}"` });
          versions.push(bytes);
        }
        const child = startChild(program, folder, [url, path]);
        if (await child.nextLine() === undefined) throw new Error((await child.end()).errors);
        // At a random point: before, during and after a download, in its commit too.
        for (let lines = Math.floor(Math.random() * 10); lines > 0; lines--) await child.nextLine();
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
        await child.kill();
        resumed += child.lines.filter((line) => /^done [1-9]/.test(line)).length;
        const found = await Deno.readFile(path).catch(() => undefined);
        if (!found) continue;
        whole++;
        const isWhole = versions.some((bytes) =>
          bytes.length === found.length && bytes.every((byte, at) => byte === found[at])
        );
        assert(isWhole, `after ${turn} kills: ${found.length} bytes`);
      }
      // What is left over belongs to one download each, and the next one ends well.
      const client = new CollectionClient(new URL(url).origin);
      await client.download("/f", path, { overwrite: true, resume: true });
      assertEquals(await Deno.readFile(path), versions.at(-1));
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assertEquals(names.filter((name) => !/^f(\.[\da-f]{16}\.part)?$/.test(name)), []);
    } finally {
      await listener.shutdown();
    }
    assert(whole > kills / 4 && resumed > 0, `${whole} whole, ${resumed} resumed`);
  }));
