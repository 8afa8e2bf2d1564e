import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, TRANSFER, TRANSFER_ALL, transferCaller } from "../../kit/sandbox_calls.ts";

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

Deno.test("symlinks show their target in listings, and need a place that is free", async () => {
  const sandbox = stillSandbox();
  const { adaLaptop } = WELL_KNOWN;
  const call = await transferCaller(sandbox);
  const link = (path: string, symlink_target: string, type = "symlink") =>
    call(`/operation/endpoint/${adaLaptop}/symlink`, {
      body: { DATA_TYPE: type, path, symlink_target },
    });
  await call(`/operation/endpoint/${adaLaptop}/mkdir`, {
    body: { DATA_TYPE: "mkdir", path: "/~/target" },
  });
  const made = await link("/~/link", "/~/target");
  assertEquals([made.status, made.body.code], [200, "SymlinkCreated"]);
  assertEquals((await link("/~/gone", "/~/no-such-file")).status, 200);
  const { body } = await call(`/operation/endpoint/${adaLaptop}/ls?path=/~/`);
  const shown = (name: string) =>
    body.DATA.filter((one: { name: string }) => one.name === name)
      .map((one: Record<string, string>) => [one.type, one.link_target.endsWith("/target")]);
  assertEquals(shown("link"), [["dir", true]]);
  assertEquals(shown("gone"), [["invalid_symlink", false]]);
  assertEquals((await link("/~/link", "/~/target")).body.code.endsWith("Exists"), true);
  assertEquals((await link("/~/other", "/~/target", "mkdir")).status, 400);
  assertEquals((await link("/~/other", "")).status, 400);
});

Deno.test("only the SDK for JavaScript may leave DATA_TYPE out of an operation", async () => {
  const sandbox = stillSandbox();
  const { access_token } = await sandbox.login({ scopes: TRANSFER_ALL });
  const mkdir = async (path: string, body: Record<string, string>, info: string) =>
    (await sandbox.fetch(`${TRANSFER}/operation/endpoint/${WELL_KNOWN.adaLaptop}/mkdir`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${access_token}`,
        "content-type": "application/json",
        "x-globus-client-info": info,
      },
      body: JSON.stringify({ path, ...body }),
    })).status;
  assertEquals(await mkdir("/~/a", {}, "product=javascript-sdk,version=6.2.0"), 200);
  assertEquals(await mkdir("/~/b", { DATA_TYPE: "x" }, "product=javascript-sdk"), 400);
  assertEquals(await mkdir("/~/c", {}, "product=python-sdk,version=4.10.0"), 400);
});
