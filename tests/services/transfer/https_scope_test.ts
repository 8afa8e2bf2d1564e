import { assert, assertEquals, assertThrows } from "@std/assert";
import type { UserApp } from "../../../lib/app/user_app.ts";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { CollectionClient } from "../../../lib/services/https/client.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { Setting } from "../../kit/apps.ts";
import { fakeTransfer } from "../../kit/fake_transfer.ts";
import { fileUrl } from "../../kit/sandbox_https.ts";

const { fjordStorage, fjordShare } = WELL_KNOWN;

/** Sends a request for a file, with the app's token for the collection. */
async function send(
  made: Setting,
  app: UserApp,
  [method, id, path]: [method: string, id: string, path: string],
  body?: string,
): Promise<Response> {
  const authorization = await app.getAuthorizer(id).getAuthorizationHeader() ?? "";
  const url = fileUrl(made.sandbox, id, path);
  return await made.sandbox.fetch(url, {
    method,
    body,
    headers: { authorization },
    redirect: "manual",
  });
}

/** Copies a file from one collection to another over HTTPS; Transfer looks at both first. */
async function copy(made: Setting, app: UserApp, tc: TransferClient): Promise<void> {
  made.sandbox.world.collections.get(fjordStorage)!.tree.write("/home/ada/a.txt", "copied");
  const open = async (id: string) => {
    assert((await tc.getEndpoint(id)).https_server);
    if (app.scopeRequirements.has(id)) return;
    tc.addAppHttpsScope(id, { dataAccess: id === fjordStorage });
  };
  await open(fjordStorage);
  const source = await send(made, app, ["GET", fjordStorage, "/home/ada/a.txt"]);
  await open(fjordShare);
  const put = await send(made, app, ["PUT", fjordShare, "/b.txt"], await source.text());
  assertEquals(put.status, 200);
  const got = await send(made, app, ["GET", fjordShare, "/b.txt"]);
  assertEquals(await got.text(), "copied");
}

Deno.test("a copy over HTTPS takes one login if the app knows the collections before", async () => {
  const made = new Setting();
  const app = made.userApp();
  const tc = new TransferClient({ app }).addAppHttpsScope(fjordStorage, { dataAccess: true })
    .addAppHttpsScope([fjordShare]);
  await copy(made, app, tc);
  assertEquals(made.logins.length, 1);
  const scope = made.logins[0].searchParams.get("scope")!.split(" ");
  const prefix = "https://auth.globus.org/scopes";
  assert(scope.includes(`${prefix}/${fjordStorage}/https`));
  assert(scope.includes(`${prefix}/${fjordStorage}/data_access`));
  assert(scope.includes(`${prefix}/${fjordShare}/https`));
  assert(!scope.includes(`${prefix}/${fjordShare}/data_access`));
});

Deno.test("a copy by two clients of collections takes one login too", async () => {
  const made = new Setting();
  made.sandbox.world.collections.get(fjordStorage)!.tree.write("/home/ada/a.txt", "copied");
  const tc = new TransferClient({ app: made.userApp() })
    .addAppHttpsScope(fjordStorage, { dataAccess: true })
    .addAppHttpsScope(fjordShare);
  const source = await CollectionClient.for(tc, fjordStorage);
  const destination = await CollectionClient.for(tc, fjordShare);
  const response = await source.read("/home/ada/a.txt");
  await destination.upload("/b.txt", await response.blob());
  assertEquals(await (await destination.read("/b.txt")).text(), "copied");
  assertEquals(made.logins.length, 1);
});

Deno.test("a session that is too old for a protected collection is renewed by a login", async () => {
  const made = new Setting();
  made.person = { username: "noor@meridian.example" };
  const tc = new TransferClient({ app: made.userApp({ autoRedriveGares: true }) });
  const client = await CollectionClient.for(tc, WELL_KNOWN.meridianProtected);
  await client.upload("/a.txt", new Blob(["kept"]));
  assertEquals(made.logins.length, 1);
  made.clock.advance(31 * 60_000);
  assertEquals(await (await client.read("/a.txt")).text(), "kept");
  assertEquals(made.logins.length, 2);
  const domains = made.logins[1].searchParams.get("session_required_single_domain");
  assertEquals(domains, "meridian.example");
});

Deno.test("a copy over HTTPS takes three logins if the app learns of each collection on the way", async () => {
  const made = new Setting();
  const app = made.userApp();
  await copy(made, app, new TransferClient({ app }));
  assertEquals(made.logins.length, 3);
});

Deno.test("addAppHttpsScope() refuses what would change the scope, and a client without an app", () => {
  const made = new Setting();
  const app = made.userApp();
  const client = new TransferClient({ app });
  const before = [...app.scopeRequirements.keys()];
  for (const id of ["", "x", `${fjordShare}/all`, `${fjordShare} b`]) {
    assertThrows(() => client.addAppHttpsScope(id), TypeError, "not a UUID");
    assertThrows(() => client.addAppHttpsScope([fjordShare, id]), TypeError, "not a UUID");
  }
  // @ts-expect-error: params are an object
  assertThrows(() => client.addAppHttpsScope(fjordShare, true), TypeError, "addAppHttpsScope(");
  assertEquals([...app.scopeRequirements.keys()], before);
  const { client: alone } = fakeTransfer(() => ({}));
  assertThrows(() => alone.addAppHttpsScope(fjordShare), GlobusSDKUsageError, "has no app");
});

Deno.test("a public file of the sandbox is read without a login", async () => {
  const made = new Setting();
  const url = fileUrl(made.sandbox, WELL_KNOWN.skyArchive, "/README.txt");
  const { client, path } = await CollectionClient.fromUrl(url, made.sandbox.clientOptions);
  assertEquals((await (await client.read(path)).text()).length, 1204);
  assertEquals(made.logins.length, 0);
  assertEquals(made.sandbox.requests.some(({ headers }) => headers.has("authorization")), false);
});
