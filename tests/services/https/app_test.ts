import { assert, assertEquals, assertRejects } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import type { UserApp } from "../../../lib/app/user_app.ts";
import { CollectionClient, type CollectionParams } from "../../../lib/services/https/client.ts";
import { CollectionAPIError } from "../../../lib/services/https/errors.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { Setting, TRANSFER, TRANSFER_ALL } from "../../kit/apps.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { certificateTest, trusting } from "../../kit/certificates.ts";
import { fileUrl, openToAll } from "../../kit/sandbox_https.ts";

const { fjordStorage, fjordShare } = WELL_KNOWN;

Deno.test("a client for a guest collection takes one login and one call of Transfer", async () => {
  const made = new Setting();
  const before = made.sandbox.requests.length;
  const files = await CollectionClient.for(
    new TransferClient({ app: made.userApp() }),
    fjordShare,
  );
  await files.upload("/a.txt", new Blob(["text"]));
  assertEquals(await (await files.read("/a.txt")).text(), "text");
  assertEquals(made.logins.length, 1);
  const calls = made.sandbox.requests.slice(before).filter(({ url }) =>
    new URL(url).host === "transfer.api.globus.org"
  );
  assertEquals(calls.length, 1);
});

Deno.test("a client for a mapped collection takes one login if it is told of data_access, else two", async () => {
  for (const dataAccess of [true, undefined]) {
    const made = new Setting();
    made.sandbox.world.collections.get(fjordStorage)!.tree.write("/home/ada/a.txt", "text");
    const tc = new TransferClient({ app: made.userApp() });
    const files = await CollectionClient.for(tc, fjordStorage, { dataAccess });
    assertEquals(await (await files.read("/home/ada/a.txt")).text(), "text");
    assertEquals(made.logins.length, dataAccess ? 1 : 2);
  }
});

/** What the user of an app did before a program makes a client for a collection. */
const PAST = {
  "no tokens": () => Promise.resolve(),
  "tokens for Transfer": async (app: UserApp) =>
    void await new TransferClient({ app }).taskList().first(),
};

Deno.test("a client for a collection takes one more login, but two for a mapped one of a user without tokens", async () => {
  const table: [past: keyof typeof PAST, id: string, params: CollectionParams, logins: number][] = [
    ["no tokens", fjordShare, {}, 1],
    ["no tokens", fjordStorage, {}, 2],
    ["no tokens", fjordStorage, { dataAccess: true }, 1],
    ["no tokens", WELL_KNOWN.meridianProtected, {}, 1],
    ["tokens for Transfer", fjordShare, {}, 1],
    ["tokens for Transfer", fjordStorage, {}, 1],
    ["tokens for Transfer", fjordStorage, { dataAccess: true }, 1],
    ["tokens for Transfer", WELL_KNOWN.meridianProtected, {}, 1],
  ];
  for (const [past, id, params, logins] of table) {
    const made = new Setting();
    if (id === WELL_KNOWN.meridianProtected) made.person = { username: "noor@meridian.example" };
    const app = made.userApp();
    await PAST[past](app);
    const before = made.logins.length;
    const files = await CollectionClient.for(new TransferClient({ app }), id, params);
    await files.exists("/a.txt");
    assertEquals(made.logins.length - before, logins, `${past}, ${id}, ${JSON.stringify(params)}`);
    // With the tokens of these logins, another program needs none.
    const later = made.userApp();
    await (await CollectionClient.for(new TransferClient({ app: later }), id)).exists("/a.txt");
    assertEquals(made.logins.length - before, logins);
  }
});

Deno.test("a user whose tokens have expired logs in once, also for a mapped collection", async () => {
  for (const id of [fjordShare, fjordStorage]) {
    const made = new Setting();
    const use = async () => {
      const tc = new TransferClient({ app: made.userApp({ requestRefreshTokens: false }) });
      await (await CollectionClient.for(tc, id)).exists("/a.txt");
    };
    await use();
    const before = made.logins.length;
    made.clock.advance(3 * 24 * 3600 * 1000);
    await use();
    assertEquals(made.logins.length - before, 1, id);
  }
});

Deno.test("an app that has stored nothing tells no scope, and another one the scopes of its token", async () => {
  const made = new Setting();
  const app = made.userApp();
  assertEquals(await app.storedScope(TRANSFER), "");
  await app.login();
  assertEquals(await app.storedScope(TRANSFER), TRANSFER_ALL);
  made.clock.advance(3 * 24 * 3600 * 1000);
  assertEquals(await made.userApp().storedScope(TRANSFER), TRANSFER_ALL);
  assertEquals(made.logins.length, 1);
});

Deno.test("a file that all may read needs no login, and any other file says what it needs", async () => {
  const made = new Setting();
  const { sandbox } = made;
  const id = fjordShare;
  const tc = new TransferClient({ app: made.userApp() });
  const owner = await CollectionClient.for(tc, id);
  await tc.operationMkdir(id, "/open/");
  await owner.upload("/open/a.txt", new Blob(["text"]));
  openToAll(sandbox, id, "/open/", "rw");
  const fetch = (url: string, init: RequestInit) => sandbox.fetch(url, init);
  const before = sandbox.requests.length;
  const open = await CollectionClient.fromUrl(fileUrl(sandbox, id, "/open/a.txt"), { fetch });
  assertEquals(await (await open.client.read(open.path)).text(), "text");
  await open.client.upload("/open/b.txt", new Blob(["text"]));
  const closed = fileUrl(sandbox, id, "/closed.txt");
  const error = await assertRejects(
    () => CollectionClient.fromUrl(closed, { fetch }),
    CollectionAPIError,
  );
  assertEquals(error.code, "AuthorizationRequired");
  // No token went along: only those of the owner's calls before.
  const sent = sandbox.requests.map(({ headers }) => new Headers(headers).has("authorization"));
  assert(sent.slice(0, before).includes(true));
  assertEquals(sent.slice(before), [false, false, false, false]);
  // With Transfer, the collection is found by the URL, and the app's tokens are used.
  const { client, path } = await CollectionClient.fromUrl(closed, { fetch, transfer: tc });
  await client.upload(path, new Blob(["closed"]));
  assertEquals(await (await client.read(path)).text(), "closed");
  assertEquals(made.logins.length, 1);
});

certificateTest(
  "through an https port files are read at the addresses that Transfer tells",
  async ({ cert, key }) => {
    const made = new Setting();
    const { sandbox } = made;
    const server = serveSandbox(sandbox, { cert, key });
    using trust = trusting(cert);
    try {
      const app = made.userApp({ sandboxUrl: server.url, fetch: trust.fetch });
      const transfer = new TransferClient({ app });
      const files = await CollectionClient.for(transfer, fjordShare);
      await files.upload("/a.txt", new Blob(["text"]));
      const { https_server } = await transfer.getEndpoint(fjordShare);
      assertEquals(files.baseUrl, `${https_server}/`);
      assert(https_server?.startsWith(`${server.url}/`), `${https_server}`);
      const found = await CollectionClient.fromUrl(`${https_server}/a.txt`, { transfer });
      assertEquals(await (await found.client.read(found.path)).text(), "text");
      const told = new CollectionClient(`${https_server}`, { app, collectionId: fjordShare });
      assertEquals(await (await told.read("/a.txt")).text(), "text");
      assertEquals(made.logins.length, 1);
      await assertRejects(
        () => CollectionClient.fromUrl(`${server.url}/127.0.0.1/a.txt`, { transfer }),
        GlobusSDKUsageError,
        "not an https address of a public host",
      );
    } finally {
      await server.shutdown();
    }
  },
);
