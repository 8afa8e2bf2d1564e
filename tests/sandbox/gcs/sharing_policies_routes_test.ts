import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { fjordManager, guestDocument } from "../../kit/sandbox_gcs.ts";

const ADA = "ada@fjord.example";
const PATH = "/sharing_policies";

function policy(paths: object, more: object = {}) {
  return {
    DATA_TYPE: "sharing_policy#1.0.0",
    collection_id: WELL_KNOWN.fjordStorage,
    sharing_restrict_paths: paths,
    ...more,
  };
}

Deno.test("administrators of a mapped collection make, read, list and delete its sharing policies; others get 403", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const document = policy({ read: ["/home/ada/"] }, { users: ["ada"] });
  assertEquals((await ada("POST", PATH, document)).status, 403);
  const made = (await kofi("POST", PATH, document)).body.data[0];
  assertEquals([made.collection_id, made.users], [WELL_KNOWN.fjordStorage, ["ada"]]);
  assertEquals(made.sharing_restrict_paths.read, ["/home/ada/"]);
  const list = `${PATH}?collection_id=${WELL_KNOWN.fjordStorage}`;
  for (const path of [list, `${PATH}/${made.id}`]) {
    assertEquals((await ada("GET", path)).status, 403, path);
    assertEquals((await kofi("GET", path)).body.data, [made], path);
  }
  assertEquals((await kofi("GET", `${list}&username=ada`)).body.data.length, 1);
  assertEquals((await kofi("GET", `${list}&username=mei`)).body.data.length, 0);
  assertEquals((await ada("DELETE", `${PATH}/${made.id}`)).status, 403);
  assertEquals((await kofi("DELETE", `${PATH}/${made.id}`)).status, 200);
  assertEquals((await kofi("GET", `${PATH}/${made.id}`)).status, 404);
});

Deno.test("a sharing policy counts for its users alone", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const guest = await guestDocument(ada);
  const cases: [paths: object, users: string[] | null, status: number][] = [
    [{ none: ["/"] }, ["ada"], 403],
    [{ none: ["/"] }, null, 403],
    [{ none: ["/"] }, ["mei"], 201],
    [{ none: ["/"], read: ["/home/ada"] }, ["ada"], 201],
    [{ read: ["/projects/"] }, ["ada"], 403],
  ];
  for (const [paths, users, status] of cases) {
    const { id } = (await kofi("POST", PATH, policy(paths, { users }))).body.data[0];
    const answer = await ada("POST", "/collections", guest);
    const label = JSON.stringify([paths, users]);
    assertEquals(answer.body.http_response_code, status, label);
    await kofi("DELETE", `${PATH}/${id}`);
  }
});

Deno.test("a sharing policy that is malformed, or for a collection that has none, is refused", async () => {
  const kofi = await fjordManager(stillSandbox());
  const cases: [more: object, property: string][] = [
    [{ sharing_restrict_paths: { write: ["/"] } }, "sharing_restrict_paths"],
    [{ sharing_restrict_paths: { read: "/" } }, "sharing_restrict_paths"],
    [{ sharing_restrict_paths: { read: [5] } }, "sharing_restrict_paths"],
    [{ sharing_restrict_paths: undefined }, "sharing_restrict_paths"],
    [{ collection_id: undefined }, "collection_id"],
    [{ collection_id: "not-a-uuid" }, "collection_id"],
    [{ users: "ada" }, "users"],
    [{ user: ["ada"] }, "user"],
    [{ DATA_TYPE: "sharing_policy#1.1.0" }, "DATA_TYPE"],
  ];
  for (const [more, property] of cases) {
    const { status, body } = await kofi("POST", PATH, policy({ read: ["/"] }, more));
    assertEquals([status, body.detail?.errors[0].property], [422, property], JSON.stringify(more));
  }
  assertEquals((await kofi("GET", PATH)).status, 400);
  const unknown = `${PATH}?collection_id=${crypto.randomUUID()}`;
  assertEquals((await kofi("GET", unknown)).status, 404);
});

Deno.test("the sharing policies of a mapped collection go with it", async () => {
  const sandbox = stillSandbox();
  const kofi = await fjordManager(sandbox);
  const { id } = (await kofi("POST", PATH, policy({ none: ["/"] }))).body.data[0];
  const path = `/collections/${WELL_KNOWN.fjordStorage}`;
  const open = { DATA_TYPE: "collection#1.8.0", delete_protected: false };
  assertEquals((await kofi("PATCH", path, open)).status, 200);
  assertEquals((await kofi("DELETE", path)).status, 200);
  assertEquals((await kofi("GET", `${PATH}/${id}`)).status, 404);
  assertEquals(sandbox.world.sharingPolicies.size, 0);
});
