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

/** A file and those that it imports, which load with it. */
function filesOf(file: string): Set<string> {
  const files = new Set([file]);
  for (const each of files) {
    for (const { to, isLater } of importsOfFile.get(each) ?? []) if (!isLater) files.add(to);
  }
  return files;
}

/** Files that only export what others hold. */
const BARRELS = /(^|\/)(mod|exports)\.ts$/;

/** The files that each barrel of the package names. */
const NAMED: string[][] = ["mod.ts", ...lib.map(({ to }) => to)]
  .filter((file, index, all) => BARRELS.test(file) && all.indexOf(file) === index)
  .map((barrel) => (importsOfFile.get(barrel) ?? []).map(({ to }) => to))
  .map((named) => named.filter((file) => !BARRELS.test(file)));

/**
 * Files that functions and classes of the package load to begin with, and that other parts of it load
 * later, by what loads them later. A program that uses such a function loads them apart from its own
 * file.
 */
const APART: Readonly<Record<string, string>> = {
  "lib/core/client_limiter.ts": "taskWait()",
  "lib/core/collection_address.ts": "CollectionClient.for(), GCSClient.forCollection()",
  "lib/core/limiter.ts": "taskWait()",
  "lib/gare/gridftp.ts": "a refused call of an app",
  "lib/gare/limits.ts": "a refused call of an app",
  "lib/gare/reader.ts": "a refused call of an app",
  "lib/oauth/accept_token.ts": "checkToken()",
  "lib/oauth/decode_base64url.ts": "decodeIdToken()",
  "lib/oauth/id_token_issuer.ts": "decodeIdToken()",
  "lib/oauth/keys.ts": "decodeIdToken()",
  "lib/oauth/openid_configuration.ts": "decodeIdToken(), getJwk()",
  "lib/oauth/read_callback.ts": "the end of a login",
  "lib/services/transfer/read_task.ts": "taskWait()",
};

Deno.test("what the package loads later shares no file with what a program loads to begin with, but for those that functions of the package are made of", () => {
  assert(NAMED.flat().length > 100);
  // esbuild makes a file of its own of what both load, which loads to begin with.
  const later = new Set(lib.filter(({ isLater }) => isLater).map(({ to }) => to));
  for (const file of later) for (const each of filesOf(file)) later.add(each);
  // It also loads to begin with what stands beside a name that the program uses.
  const atOnce = NAMED.flatMap((
    named,
  ) => [...named, ...named.flatMap((each) => [...filesOf(each)])]);
  const shared = new Set(atOnce.filter((file) => later.has(file)));
  assertEquals([...shared].sort(), Object.keys(APART));
});

Deno.test("a page with an app, a login client or clients of services loads one file to begin with", async () => {
  const programs = [
    ...[PROGRAMS.loginAndSearch, PROGRAMS.app],
    ...[
      "AuthClient",
      "ClientApp, GlobusAPIError",
      "CollectionClient, TransferClient",
      "ConfidentialAppAuthClient",
      "FlowsClient, SearchClient, TimersClient",
      "GCSClient, GroupsClient, TransferClient",
      "RedirectLoginFlowManager, TransferClient, UserApp, finishRedirectLogin",
      "RefreshTokenAuthorizer, TransferClient, TransferData",
      "WebLoginManager",
    ].map((names) => `export { ${names} } from "@globus-deno/sdk";`),
  ];
  for (const program of programs) {
    const { atOnce, files } = await bundle(program, ["jose"]);
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
