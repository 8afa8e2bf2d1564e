import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const { adaLaptop } = WELL_KNOWN;

Deno.test("bookmarks are one's own and have a name of their own", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const body = { name: "home", endpoint_id: adaLaptop, path: "/~/" };
  const made = await call("/bookmark", { body });
  assertEquals([made.status, made.body.DATA_TYPE, made.body.pinned], [201, "bookmark", false]);
  assertEquals((await call("/bookmark", { body })).status, 409);
  assertEquals((await call("/bookmark", { body: { ...body, name: "" } })).status, 400);
  assertEquals((await call("/bookmark", { body: { ...body, endpoint_id: "x" } })).status, 404);
  const path = `/bookmark/${made.body.id}`;
  assertEquals((await call(path, { method: "PUT", body: { name: "h" } })).body.name, "h");
  assertEquals((await call("/bookmark_list")).body.DATA.length, 1);
  const sam = await transferCaller(sandbox, "sam@globusid.org");
  assertEquals((await sam(path)).status, 404);
  assertEquals((await call(path, { method: "DELETE" })).body.code, "Deleted");
  assertEquals((await call(path)).status, 404);
});

Deno.test("bookmarks of v2 are JSON:API documents with the collection beside them", async () => {
  const call = await transferCaller(stillSandbox());
  const id = WELL_KNOWN.adaLaptop;
  const body = {
    data: {
      type: "Bookmark",
      attributes: { name: "home", path: "/~/" },
      relationships: { collection: { data: { type: "Collection", id } } },
    },
  };
  const made = await call("/v2/bookmarks", { body });
  assertEquals([made.status, made.body.data.attributes], [201, { name: "home", path: "/~/" }]);
  const path = `/v2/bookmarks/${made.body.data.id}`;
  const read = (await call(path)).body;
  assertEquals(read.included[0].attributes, {
    display_name: "Ada's Laptop",
    high_assurance: false,
  });
  const change = { data: { type: "Bookmark", attributes: { path: "/x/" } } };
  const changed = (await call(path, { method: "PATCH", body: change })).body;
  assertEquals(changed.data.attributes, { name: "home", path: "/x/" });
  assertEquals((await call("/v2/bookmarks")).body.data.length, 1);
  assertEquals(Object.keys((await call(path, { method: "DELETE" })).body), ["meta"]);
  const gone = await call(path);
  assertEquals([gone.status, gone.body.errors[0].code], [404, "BookmarkNotFound"]);
  assertEquals((await call("/v2/bookmarks", { body: { data: {} } })).status, 400);
});
