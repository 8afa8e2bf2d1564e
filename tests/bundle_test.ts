import { assert, assertEquals } from "@std/assert";
import { brotliCompressSync } from "node:zlib";
import { bundle, PROGRAMS } from "../bench/bundle.ts";
import { browserTest } from "./kit/browser.ts";
import { importsBelow } from "./kit/imports.ts";

Deno.test("a bundle of the SDK for browsers needs no module of Node.js, and no settings", async () => {
  const { files, missing } = await bundle(`export * from "@globus-deno/sdk";`);
  assertEquals(missing, []);
  for (const [name, bytes] of files) {
    const text = new TextDecoder().decode(bytes);
    const [found] = /(?<!["'])\b(from|import\(|import|require\()\s*["'](?!\.\/)[^"']+/.exec(text) ??
      [];
    assertEquals(found, undefined, name);
  }
});

const lib = importsBelow("mod.ts", "lib").filter(({ typesOnly }) => !typesOnly);
const importsOfFile = Map.groupBy(lib, ({ from }) => from);

/** The files that a file loads to begin with, and those that it or they load later. */
function filesOf(file: string): { atOnce: Set<string>; later: Set<string> } {
  const atOnce = new Set([file]);
  const later = new Set<string>();
  for (const each of atOnce) {
    for (const { to, isLater } of importsOfFile.get(each) ?? []) (isLater ? later : atOnce).add(to);
  }
  for (const each of later) for (const { to } of importsOfFile.get(each) ?? []) later.add(to);
  return { atOnce, later };
}

/** The files with the code of the package's exports. Those named `mod.ts` only export from them. */
function exportedFiles(mod: string): string[] {
  return (importsOfFile.get(mod) ?? []).flatMap(({ to }) =>
    to.endsWith("/mod.ts") ? exportedFiles(to) : [to]
  );
}

Deno.test("what a class of the package loads later shares no file with what it loads to begin with", () => {
  // esbuild would make a file of its own of such files, which loads to begin with.
  const files = new Set(exportedFiles("mod.ts"));
  assert(files.size > 100);
  for (const file of files) {
    const { atOnce, later } = filesOf(file);
    // esbuild takes what mod.ts names as loaded to begin with, whether or not the program uses it.
    const shared = [...later].filter((each) => atOnce.has(each) || files.has(each));
    assertEquals(shared, [], `${file} loads them to begin with, and later`);
  }
});

Deno.test("a program of the benchmarks loads one file to begin with", async () => {
  for (const program of ["loginAndSearch", "app"] as const) {
    const { atOnce, files } = await bundle(PROGRAMS[program], ["jose"]);
    assertEquals(atOnce.length, 1, program);
    assert(files.size > 5);
  }
});

Deno.test("the client of each further service adds at most 4 kB to a page that has Transfer's", async () => {
  const clients = [
    "CollectionClient",
    "ComputeClient",
    "ComputeClientV2",
    "ComputeClientV3",
    "FlowsClient",
    "GCSClient",
    "GroupsClient",
    "SearchClient",
    "SpecificFlowClient",
    "TimersClient",
  ];
  const bytesOf = async (names: string) => {
    const { atOnce, files } = await bundle(`export { ${names} } from "@globus-deno/sdk";`, [
      "jose",
    ]);
    return atOnce.reduce((sum, name) => sum + brotliCompressSync(files.get(name)!).length, 0);
  };
  const before = await bytesOf("TransferClient");
  for (const name of clients) {
    const added = await bytesOf(`TransferClient, ${name}`) - before;
    assert(added > 0 && added <= 4000, `${name} adds ${added} bytes`);
  }
});

browserTest("a bundle of the SDK runs in Chromium", async (browser) => {
  const { files, atOnce: [program] } = await bundle(`export * from "@globus-deno/sdk";`);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const file = files.get(new URL(request.url).pathname.slice(1));
    return new Response(file?.slice(), {
      headers: { "content-type": file ? "text/javascript" : "text/html" },
    });
  });
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const error = await page.evaluate(`import("/${program}").then(async (sdk) => {
      const app = new sdk.UserApp("Test", {
        clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
        config: { tokenStorage: new sdk.WebTokenStorage(localStorage) },
      });
      const client = new sdk.TransferClient({ app });
      return await client.endpointSearch("any").first().catch((error) => error.name);
    })`);
    assertEquals(error, "LoginRequiredError");
  } finally {
    await page.close();
    await server.shutdown();
  }
});

browserTest(
  "a page that was offline when a part was first needed loads it at the next call",
  async (browser) => {
    const { files, atOnce } = await bundle(`export * from "@globus-deno/sdk";`);
    let isOnline = false;
    const refused: string[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const name = new URL(request.url).pathname.slice(1);
      const file = files.get(name);
      if (file && !atOnce.includes(name) && !isOnline) {
        refused.push(name);
        return new Response(null, { status: 503 });
      }
      return new Response(file?.slice(), {
        headers: { "content-type": file ? "text/javascript" : "text/html" },
      });
    });
    const page = await browser.newPage();
    try {
      await page.goto(`http://127.0.0.1:${server.addr.port}/`);
      const call = () =>
        page.evaluate(`import("/${atOnce[0]}").then(async (sdk) => {
        globalThis.app ??= new sdk.UserApp("Test", {
          clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
          config: { tokenStorage: new sdk.WebTokenStorage(localStorage) },
        });
        const client = new sdk.TransferClient({ app: globalThis.app });
        const error = await client.endpointSearch("any").first().catch((error) => error);
        return [error.name, error.message];
      })`);
      const [name, message] = await call() as string[];
      assertEquals(name, "NetworkError");
      assert(message.includes("a part of the SDK could not be loaded"), message);
      assert(refused.length > 0);
      isOnline = true;
      assertEquals((await call() as string[])[0], "LoginRequiredError");
    } finally {
      await page.close();
      await server.shutdown();
    }
  },
);
