import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, TRANSFER_ALL, transferCaller } from "../../kit/sandbox_calls.ts";

function ls(id: string, query: Record<string, string> = {}) {
  return `/operation/endpoint/${id}/ls?${new URLSearchParams(query)}`;
}

function names(body: { DATA: { name: string }[] }) {
  return body.DATA.map(({ name }) => name);
}

const GODATA = { path: "/home/share/godata/" };

Deno.test("operationLs() lists a directory with paths and counts", async () => {
  const call = await transferCaller(stillSandbox());
  const { status, body } = await call(ls(WELL_KNOWN.tutorial1, GODATA));
  assertEquals(status, 200);
  assertEquals(names(body), ["file1.txt", "file2.txt", "file3.txt"]);
  assertEquals([body.path, body.absolute_path], [GODATA.path, GODATA.path]);
  assertEquals([body.length, body.total, body.endpoint], [3, 3, WELL_KNOWN.tutorial1]);
});

Deno.test("operationLs() starts at home and understands ~", async () => {
  const call = await transferCaller(stillSandbox());
  const home = (await call(ls(WELL_KNOWN.adaLaptop))).body;
  assertEquals([home.path, home.absolute_path], ["/~/", "/home/ada/"]);
  const same = (await call(ls(WELL_KNOWN.adaLaptop, { path: "/home//ada/./x/.." }))).body;
  assertEquals(names(same), names(home));
  assertEquals(same.absolute_path, "/home/ada/");
  const above = (await call(ls(WELL_KNOWN.adaLaptop, { path: "/~/../../../.." }))).body;
  assertEquals(above.absolute_path, "/");
});

Deno.test("operationLs() cuts by limit and offset of the same order", async () => {
  const call = await transferCaller(stillSandbox());
  const flat = { path: "/flat/" };
  const { body } = await call(ls(WELL_KNOWN.skyArchive, { ...flat, limit: "2", offset: "99999" }));
  assertEquals([names(body), body.length, body.total], [["row-099999.csv"], 1, 100_000]);
  const all = await call(ls(WELL_KNOWN.skyArchive, flat));
  assertEquals(all.body.length, 100_000);
  const tooMany = await call(ls(WELL_KNOWN.skyArchive, { ...flat, limit: "100001" }));
  assertEquals(tooMany.status, 400);
});

Deno.test("operationLs() orders and filters", async () => {
  const call = await transferCaller(stillSandbox());
  const rows = async (query: Record<string, string>) =>
    names((await call(ls(WELL_KNOWN.tutorial1, { ...GODATA, ...query }))).body);
  assertEquals(await rows({ orderby: "size DESC" }), ["file3.txt", "file2.txt", "file1.txt"]);
  assertEquals(await rows({ filter: "name:file2.txt" }), ["file2.txt"]);
  assertEquals(await rows({ filter: "name:~*1*,=file3.txt" }), ["file1.txt", "file3.txt"]);
  assertEquals(await rows({ filter: "name:~*.txt,!file1.txt" }), ["file2.txt", "file3.txt"]);
  assertEquals(await rows({ filter: "name:!~*2.txt/size:>4" }), ["file3.txt"]);
  assertEquals(await rows({ filter: "size:4,6" }), ["file1.txt", "file3.txt"]);
  assertEquals(await rows({ filter: "type:dir" }), []);
  assertEquals(await rows({ filter: "last_modified:2024-01-01," }), []);
  for (const bad of ["orderby=color", "orderby=name UP", "filter=color:red", "filter=name"]) {
    const [name, value] = bad.split("=");
    const { status } = await call(ls(WELL_KNOWN.tutorial1, { ...GODATA, [name]: value }));
    assertEquals(status, 400, bad);
  }
});

Deno.test("operationLs() hides dot files where show_hidden is off", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const { tree } = sandbox.world.collections.get(WELL_KNOWN.adaLaptop)!;
  tree.makeDirectory("/home/ada/.secret", 0);
  const count = async (show_hidden: string) =>
    (await call(ls(WELL_KNOWN.adaLaptop, { path: "/~/", show_hidden }))).body.total;
  assertEquals(await count("0"), await count("1") - 1);
  assertEquals(await count("false"), await count("true") - 1);
});

Deno.test("operationLs() says what is wrong with a path as Globus does", async () => {
  const call = await transferCaller(stillSandbox());
  const at = async (path: string, id: string = WELL_KNOWN.adaLaptop) => {
    const { status, body } = await call(ls(id, { path }));
    return [status, body.code];
  };
  assertEquals(await at("/nowhere"), [404, "ClientError.NotFound"]);
  assertEquals(await at("/home/share/godata/file1.txt", WELL_KNOWN.tutorial1), [
    502,
    "ExternalError.DirListingFailed.NotDirectory",
  ]);
  assertEquals(await at("/restricted"), [403, "EndpointPermissionDenied"]);
  assertEquals(await at("/a\0b"), [400, "ClientError.BadRequest"]);
  assertEquals(await at("/", WELL_KNOWN.fjordEndpoint), [409, "NotSupported"]);
  assertEquals(await at("/", WELL_KNOWN.adaOffline), [
    502,
    "ExternalError.DirListingFailed.GCDisconnected",
  ]);
});

Deno.test("operationLs() asks for data_access on mapped collections and takes it from the consents", async () => {
  const sandbox = stillSandbox();
  const without = await transferCaller(sandbox);
  const { status, body } = await without(ls(WELL_KNOWN.fjordStorage));
  const dataAccess = `https://auth.globus.org/scopes/${WELL_KNOWN.fjordStorage}/data_access`;
  assertEquals([status, body.code], [403, "ConsentRequired"]);
  assertEquals(body.required_scopes, [`${TRANSFER_ALL}[*${dataAccess}]`]);
  const call = await transferCaller(sandbox, undefined, body.required_scopes[0]);
  assertEquals((await call(ls(WELL_KNOWN.fjordStorage))).status, 200);
  // The consent belongs to person and client: tokens issued before serve as well.
  assertEquals((await without(ls(WELL_KNOWN.fjordStorage))).status, 200);
  const sam = await transferCaller(sandbox, "sam@globusid.org");
  assertEquals((await sam(ls(WELL_KNOWN.fjordStorage))).body.code, "ConsentRequired");
});

Deno.test("operationLs() asks for a fresh login with the right domain on protected data", async () => {
  const sandbox = stillSandbox();
  const [ada, noor] = [
    await transferCaller(sandbox),
    await transferCaller(sandbox, "noor@meridian.example"),
  ];
  const { status, body } = await ada(ls(WELL_KNOWN.meridianProtected));
  assertEquals([status, body.code], [502, "ExternalError.DirListingFailed.LoginFailed"]);
  const domains = ["meridian.example"];
  assertEquals(body.authorization_parameters.session_required_single_domain, domains);
  assertStringIncludes(body.message, '"session_required_single_domain":["meridian.example"]');
  assertEquals((await noor(ls(WELL_KNOWN.meridianProtected))).status, 200);
  sandbox.clock.advance(30 * 60_000);
  assertEquals((await noor(ls(WELL_KNOWN.meridianProtected))).status, 502);
  sandbox.settings.sessionErrorIn = "message";
  assertEquals(
    (await noor(ls(WELL_KNOWN.meridianProtected))).body.authorization_parameters,
    undefined,
  );
  sandbox.settings.sessionErrorIn = "top";
  const top = (await noor(ls(WELL_KNOWN.meridianProtected))).body;
  assert(top.authorization_parameters && !top.message.includes("JSON-Result"));
});

Deno.test("operationLs() lets in by rule only where a folder is shared", async () => {
  const sandbox = stillSandbox();
  const at = async (username: string) => {
    const call = await transferCaller(sandbox, username);
    return (await call(ls(WELL_KNOWN.fjordShare))).status;
  };
  assertEquals(await at("ada@fjord.example"), 200);
  assertEquals(await at("mei@fjord.example"), 200);
  assertEquals(await at("sam@globusid.org"), 403);
});
