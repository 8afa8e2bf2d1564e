import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

function base(id: string) {
  return `/operation/endpoint/${id}`;
}

const { adaLaptop, adaShare, tutorial1, skyArchive } = WELL_KNOWN;

Deno.test("mkdir() makes a folder once", async () => {
  const call = await transferCaller(stillSandbox());
  const mkdir = (path: unknown, id: string = adaLaptop) =>
    call(`${base(id)}/mkdir`, { body: { DATA_TYPE: "mkdir", path } });
  const { status, body } = await mkdir("/~/new");
  assertEquals([status, body.DATA_TYPE, body.code], [200, "mkdir_result", "DirectoryCreated"]);
  const ls = (await call(`${base(adaLaptop)}/ls?path=/~/`)).body;
  assert(ls.DATA.some((one: { name: string }) => one.name === "new"));
  const again = await mkdir("/~/new");
  assertEquals([again.status, again.body.code], [502, "ExternalError.MkdirFailed.Exists"]);
  assertEquals((await mkdir("/~/no/such/parent")).body.code, "ClientError.NotFound");
  assertEquals((await mkdir("")).status, 400);
  assertEquals((await mkdir(7)).status, 400);
  assertEquals((await mkdir("/x", skyArchive)).status, 200);
  const mei = await transferCaller(stillSandbox(), "mei@fjord.example");
  const refused = await mei(`${base(skyArchive)}/mkdir`, {
    body: { DATA_TYPE: "mkdir", path: "/x" },
  });
  assertEquals(refused.body.code, "EndpointPermissionDenied");
});

Deno.test("rename() moves, and refuses what is taken, missing, or inside itself", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  for (const path of ["/~/a", "/~/a/b", "/~/c"]) {
    await call(`${base(adaLaptop)}/mkdir`, { body: { DATA_TYPE: "mkdir", path } });
  }
  const rename = async (old_path: string, new_path: string) => {
    const body = { DATA_TYPE: "rename", old_path, new_path };
    const answer = await call(`${base(adaLaptop)}/rename`, { body });
    return `${answer.status} ${answer.body.code}`;
  };
  assertEquals(await rename("/~/a", "/~/c"), "502 ExternalError.RenameFailed.Exists");
  assertEquals(await rename("/~/gone", "/~/d"), "404 ClientError.NotFound");
  assertEquals(await rename("/~/a", "/~/a/b/c"), "400 ClientError.BadRequest");
  assertEquals(await rename("/~/a", "/~/d"), "200 FileRenamed");
  assert(sandbox.world.collections.get(adaLaptop)!.tree.peek("/home/ada/d/b"));
});

Deno.test("stat() describes one entry, or says why it cannot", async () => {
  const call = await transferCaller(stillSandbox());
  const stat = (id: string, path: string) => call(`${base(id)}/stat?path=${path}`);
  const { body } = await stat(tutorial1, "/home/share/godata/file1.txt");
  assertEquals([body.name, body.size, body.type, body.permissions], [
    "file1.txt",
    4,
    "file",
    "0644",
  ]);
  const absent = await stat(tutorial1, "/~/foo");
  assertEquals([absent.status, absent.body.code], [404, "NotFound"]);
  assertStringIncludes(absent.body.message, "c=PATH_NOT_FOUND");
  const closed = await stat(adaLaptop, "/restricted/x");
  assertEquals([closed.status, closed.body.code], [403, "EndpointPermissionDenied"]);
  assertStringIncludes(closed.body.message, "Path not allowed");
});

Deno.test("a share shows its host's own files, in both directions", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  await call(`${base(adaShare)}/mkdir`, { body: { DATA_TYPE: "mkdir", path: "/from-the-share" } });
  await call(`${base(adaLaptop)}/mkdir`, {
    body: { DATA_TYPE: "mkdir", path: "/~/slides/from-the-host" },
  });
  for (const [id, path] of [[adaShare, "/"], [adaLaptop, "/~/slides/"]]) {
    const { DATA } = (await call(`${base(id)}/ls?path=${path}`)).body;
    const names = DATA.map((one: { name: string }) => one.name);
    assert(names.includes("from-the-share") && names.includes("from-the-host"), String(names));
  }
});
