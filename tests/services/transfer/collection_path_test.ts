import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { checkOptionalPath, checkPath } from "../../../lib/services/transfer/collection_path.ts";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { explainTaskCode } from "../../../lib/services/transfer/task_codes.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { TransferClientV2 } from "../../../lib/services/transfer/client_v2.ts";
import { walk } from "../../../lib/services/transfer/walk.ts";
import { DESTINATION, fakeTransfer, SOURCE } from "../../kit/fake_transfer.ts";

/** Windows paths, and the same paths for Globus; undefined if that depends on the server. */
const WINDOWS: [path: string, globus?: string][] = [
  ["C:\\Users\\me\\data.h5", "/C/Users/me/data.h5"],
  ["c:\\Users\\me", "/C/Users/me"],
  ["C:/Users/me/data.h5", "/C/Users/me/data.h5"],
  ["C:\\mixed/style\\a", "/C/mixed/style/a"],
  ["D:", "/D"],
  ["D:\\", "/D/"],
  ["/C:/Users/me", "/C/Users/me"],
  ["\\\\server\\share\\data.h5"],
  ["\\Users\\me"],
];

Deno.test("checkPath() refuses Windows paths, and its error shows the path for Globus", () => {
  for (const [path, globus] of WINDOWS) {
    const error = assertThrows(() => checkPath("path", path), RangeError, "a Windows path");
    assert(error.message.includes("backslash"), error.message);
    if (globus) assert(error.message.includes(`write ${globus},`), error.message);
  }
});

Deno.test("checkPath() accepts paths that are names on other systems", () => {
  const fine = [
    "/~/a",
    "~/a",
    "/",
    "a",
    "relative/a:b",
    "/a\\b",
    "data\\run7",
    "/x:y",
    "ab:\\c",
    "C",
  ];
  for (const path of [...fine, "/grün 日本/🚀 & co?.txt", " /a", "/C/Users/me"]) {
    checkPath("path", path);
  }
  for (const path of [undefined, null, "", "/a"]) checkOptionalPath("path", path);
});

Deno.test("a path in a message is safe to print, and at most one line long", () => {
  const { message } = assertThrows(
    () => checkPath("path", `C:\\\u001b[31m${"a".repeat(9000)}`),
    RangeError,
  );
  assert(!message.includes("\u001b") && message.length < 400, message);
});

Deno.test("every call that takes a path refuses a Windows path, and sends nothing", async () => {
  const { client, requests } = fakeTransfer(() => ({}));
  const v2 = new TransferClientV2({ fetch: () => Promise.reject(new Error("asked")) });
  const data = new TransferData(SOURCE, DESTINATION);
  const deletion = new DeleteData(SOURCE);
  const bookmark = { name: "a", endpoint_id: SOURCE };
  const rule = { principal_type: "identity", principal: "x", permissions: "r" };
  const share = { host_endpoint: SOURCE, display_name: "a" };
  const doors: [name: string, (path: string) => unknown][] = [
    ["addItem", (path) => data.addItem(path, "/b")],
    ["addItem, to", (path) => data.addItem("/a", path)],
    ["a deletion", (path) => deletion.addItem(path)],
    ["ls", (path) => client.operationLs(SOURCE, { path })],
    ["ls, text", (path) => client.operationLs(SOURCE, path)],
    ["stat", (path) => client.operationStat(SOURCE, { path })],
    ["stat, text", (path) => client.operationStat(SOURCE, path)],
    ["mkdir", (path) => client.operationMkdir(SOURCE, path)],
    ["rename", (path) => client.operationRename(SOURCE, path, "/b")],
    ["rename, to", (path) => client.operationRename(SOURCE, "/a", path)],
    ["walk", (path) => walk(client, SOURCE, { path })],
    ["bookmark", (path) => client.createBookmark({ ...bookmark, path })],
    ["access rule", (path) => client.addEndpointAclRule(SOURCE, { ...rule, path })],
    ["change of a rule", (path) => client.updateEndpointAclRule(SOURCE, "r", { path })],
    ["share", (path) => client.createSharedEndpoint({ ...share, host_path: path })],
    ["bookmark 2", (path) => v2.createBookmark({ name: "a", collection: SOURCE, path })],
    ["change of it", (path) => v2.updateBookmark("b", { name: "a", path })],
  ];
  for (const [name, door] of doors) {
    for (const [path] of WINDOWS) {
      await assertRejects(async () => await door(path), RangeError, "a Windows path", name);
    }
    for (const path of [5, ["/a"], true, () => "/a"]) {
      await assertRejects(
        async () => await door(path as unknown as string),
        TypeError,
        "Cannot ",
        name,
      );
    }
  }
  assertEquals([requests, data.DATA, deletion.DATA], [[], [], []]);
});

Deno.test("the advice for a missing file mentions backslashes", () => {
  for (const code of ["FILE_NOT_FOUND", "IS_A_DIRECTORY", "NOT_A_DIRECTORY"]) {
    assert(explainTaskCode(code).advice?.includes("backslash"), code);
  }
});
