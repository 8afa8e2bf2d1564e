import { assertEquals } from "@std/assert";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import type { TokenStorage } from "../../lib/storage/token_storage.ts";
import { tokens } from "../kit/stores.ts";
import { withFolder } from "../kit/processes.ts";

/** Files that the Python SDK wrote. They are not part of this repository. */
const samples = new URL("../../../shared/fixtures/token_storage/", import.meta.url);
const decoded = (() => {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL("decoded.json", samples)));
  } catch {
    return undefined;
  }
})();

function open(path: string, namespace: string): TokenStorage {
  return path.endsWith(".db")
    ? new SQLiteTokenStorage(path, { namespace, warn: () => {} })
    : new JSONTokenStorage(path, { namespace, warn: () => {} });
}

async function read(storage: TokenStorage): Promise<unknown> {
  const all = await storage.getTokenDataByResourceServer();
  return Object.fromEntries(
    Array.from(all, ([server, data]) => [server, {
      identity_id: null,
      refresh_token: null,
      token_type: null,
      ...data.toDict(),
      extra: { ...data.extra },
    }]),
  );
}

Deno.test({
  name: "files of the Python SDK are read, and a change keeps the rest of their content" +
    (decoded ? "" : " (left out: the sample files are not here)"),
  ignore: !decoded,
  fn: () =>
    withFolder(async (folder) => {
      for (const { file, namespaces } of decoded.files) {
        const path = `${folder}/${file}`;
        Deno.copyFileSync(new URL(file, samples), path);
        for (const [namespace, expected] of Object.entries(namespaces)) {
          assertEquals(await read(open(path, namespace)), expected, `${file} ${namespace}`);
        }
        const storage = open(path, "ours");
        await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
        await open(path, "DEFAULT").removeTokenData("nowhere");
        for (const [namespace, expected] of Object.entries(namespaces)) {
          assertEquals(await read(open(path, namespace)), expected, `${file} ${namespace}`);
        }
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
      }
    }),
});
