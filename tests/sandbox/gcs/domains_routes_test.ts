import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";
import { FJORD_SCOPE, fjordManager, guestDocument } from "../../kit/sandbox_gcs.ts";

const FIRST = "1f0a2.b3c4.data.globus.org";

function domain(domain_name: string, more: object = {}) {
  return { DATA_TYPE: "domain#1.0.0", domain_name, wildcard: false, ...more };
}

Deno.test("a collection is served under its own domain and its first one; only administrators of the endpoint set it", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [
    await fjordManager(sandbox, "ada@fjord.example"),
    await fjordManager(sandbox),
  ];
  const path = `/collections/${WELL_KNOWN.fjordStorage}/domain`;
  for (const [method, body] of [["GET"], ["PUT", domain("data.fjord.edu")], ["DELETE"]] as const) {
    assertEquals((await ada(method, path, body)).status, 403, method);
  }
  assertEquals((await kofi("GET", path)).status, 404);
  assertEquals((await kofi("DELETE", path)).status, 404);
  const key = crypto.randomUUID();
  const given = domain("Data.Fjord.edu", { private_key: key, certificate_path: "/etc/c.pem" });
  assertEquals((await kofi("PUT", path, given)).status, 200);
  const kept = (await kofi("GET", path)).body.data[0];
  assertEquals([kept.domain_name, kept.certificate_path], ["data.fjord.edu", "/etc/c.pem"]);
  assertEquals(JSON.stringify(kept).includes(key), false);
  const collection = `/collections/${WELL_KNOWN.fjordStorage}`;
  assertEquals((await kofi("GET", collection)).body.data[0].https_url, "https://data.fjord.edu");
  for (const host of ["data.fjord.edu", "m-7d2e1.1f0a2.b3c4.data.globus.org"]) {
    assertEquals(
      (await sandbox.fetch(`https://${host}/x`, { redirect: "manual" })).status,
      302,
      host,
    );
  }
  assertEquals((await kofi("DELETE", path)).status, 200);
  assertEquals(sandbox.world.collections.atHost("data.fjord.edu"), undefined);
  assertEquals(
    (await kofi("GET", collection)).body.data[0].domain_name,
    "m-7d2e1.1f0a2.b3c4.data.globus.org",
  );
});

Deno.test("collections below a wildcard domain move with it and back, except for those with their own", async () => {
  const sandbox = stillSandbox();
  const kofi = await fjordManager(sandbox);
  const { collections } = sandbox.world;
  const names = () =>
    [WELL_KNOWN.fjordEndpoint, WELL_KNOWN.fjordStorage, WELL_KNOWN.fjordShare]
      .map((id) => collections.get(id)!.domain);
  const first = names();
  const mapped = `/collections/${WELL_KNOWN.fjordStorage}/domain`;
  await kofi("PUT", "/endpoint/domain", domain("gcs.fjord.edu"));
  assertEquals(names(), ["gcs.fjord.edu", first[1], first[2]]);
  const manager = await apiAs(sandbox, "https://gcs.fjord.edu/api", {
    username: "kofi@harbor.example",
    scopes: FJORD_SCOPE,
  });
  await manager("PUT", "/endpoint/domain", domain("gcs.fjord.edu", { wildcard: true }));
  assertEquals(names(), ["gcs.fjord.edu", "m-7d2e1.gcs.fjord.edu", "g-51c9b.gcs.fjord.edu"]);
  await manager("PUT", mapped, domain("data.fjord.edu", { wildcard: true }));
  assertEquals(names(), ["gcs.fjord.edu", "data.fjord.edu", "g-51c9b.data.fjord.edu"]);
  const ada = await fjordManager(sandbox, "ada@fjord.example");
  const made = (await ada("POST", "/collections", await guestDocument(ada))).body.data[0];
  assertEquals(made.domain_name.replace(/^g-\w+/, "g-x"), "g-x.data.fjord.edu");
  await manager("DELETE", mapped);
  assertEquals(names(), ["gcs.fjord.edu", "m-7d2e1.gcs.fjord.edu", "g-51c9b.gcs.fjord.edu"]);
  await manager("DELETE", "/endpoint/domain");
  assertEquals(names(), first);
  assertEquals(first[0], FIRST);
});

Deno.test("a domain that is taken, reserved or not a DNS name is refused", async () => {
  const kofi = await fjordManager(stillSandbox());
  const path = `/collections/${WELL_KNOWN.fjordStorage}/domain`;
  const wrong = ["", "localhost", "m-x.fjord.edu", "g-x.fjord.edu", "a b.edu", "https://x.edu"];
  for (
    const name of [...wrong, "-x.edu", "x..edu", "192.0.2.1", "x/y.edu", `${"a".repeat(64)}.edu`]
  ) {
    const { status, body } = await kofi("PUT", path, domain(name));
    assertEquals([status, body.detail?.errors[0].property], [422, "domain_name"], name);
  }
  const taken = await kofi("PUT", path, domain(FIRST));
  assertEquals([taken.status, taken.body.detail.resources], [409, [WELL_KNOWN.fjordEndpoint]]);
  const bare = { DATA_TYPE: "domain#1.0.0", domain_name: "x.fjord.edu" };
  assertEquals((await kofi("PUT", path, bare)).status, 422);
});
