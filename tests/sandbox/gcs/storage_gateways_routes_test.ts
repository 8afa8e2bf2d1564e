import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { fjordCredential, fjordGateway, fjordManager } from "../../kit/sandbox_gcs.ts";

const ADA = "ada@fjord.example";
const S3 = "7643e831-5f6c-4b47-a07f-8ee90f401d23";

Deno.test("administrators alone see and change what is private of a gateway", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const path = `/storage_gateways/${await fjordGateway(kofi)}`;
  assertEquals((await ada("GET", path)).body.data[0].users_allow, undefined);
  assertEquals((await kofi("GET", path)).body.data[0].users_allow, []);
  const asking = await ada("GET", `${path}?include=private_policies`);
  assertEquals([asking.status, asking.body.detail.roles], [403, [{ role: "administrator" }]]);
  const change = { DATA_TYPE: "storage_gateway#1.0.0", users_deny: ["eve"] };
  assertEquals((await ada("PATCH", path, change)).status, 403);
  assertEquals((await kofi("PATCH", path, change)).body.data[0].users_deny, ["eve"]);
  for (const fixed of [{ high_assurance: true }, { connector_id: S3 }, { id: S3 }]) {
    const wrong = { DATA_TYPE: "storage_gateway#1.0.0", ...fixed };
    assertEquals((await kofi("PATCH", path, wrong)).status, 422);
  }
  const newer = { DATA_TYPE: "storage_gateway#1.2.0", network_use: "normal" };
  assertEquals((await kofi("PATCH", path, newer)).status, 422);
});

Deno.test("a gateway is deleted when no collection uses it", async () => {
  const kofi = await fjordManager(stillSandbox());
  const used = await kofi("DELETE", `/storage_gateways/${await fjordGateway(kofi)}`);
  assertEquals([used.status, used.body.detail.resources.length], [409, 1]);
  const document = { DATA_TYPE: "storage_gateway#1.0.0", display_name: "G", connector_id: S3 };
  const { id } = (await kofi("POST", "/storage_gateways", document)).body.data[0];
  assertEquals((await kofi("DELETE", `/storage_gateways/${id}`)).status, 200);
  assertEquals((await kofi("GET", `/storage_gateways/${id}`)).status, 404);
  const unknown = { ...document, connector_id: "c0ffee01-0000-4000-8000-000000000001" };
  assertEquals((await kofi("POST", "/storage_gateways", unknown)).status, 422);
});

Deno.test("users see and change their own credentials; one storage takes one for each account", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const id = await fjordCredential(ada);
  const path = `/user_credentials/${id}`;
  assertEquals((await kofi("GET", path)).status, 404);
  assertEquals((await kofi("GET", "/user_credentials")).body.data, []);
  const gateway = await fjordGateway(ada);
  const document = { DATA_TYPE: "user_credential#1.0.0", storage_gateway_id: gateway };
  const twice = await ada("POST", "/user_credentials", document);
  assertEquals([twice.status, twice.body.detail.resources], [409, [id]]);
  const other = { ...document, identity_id: sandbox.world.people[2].primary.id };
  assertEquals((await ada("POST", "/user_credentials", other)).status, 403);
  const listed = await ada("GET", `/user_credentials?storage_gateway=${gateway}`);
  assertEquals(listed.body.data.map((one: { id: string }) => one.id), [id]);
  const none = await ada("GET", "/user_credentials?storage_gateway=x");
  assertEquals(none.body.data, []);
  const named = { DATA_TYPE: "user_credential#1.0.0", display_name: "Mine" };
  assertEquals((await ada("PATCH", path, named)).body.data[0].display_name, "Mine");
  assertEquals((await ada("DELETE", path)).status, 200);
  assertEquals((await ada("GET", path)).status, 404);
});

Deno.test("S3 takes the user's keys", async () => {
  const kofi = await fjordManager(stillSandbox());
  const gateway = { DATA_TYPE: "storage_gateway#1.0.0", display_name: "S3", connector_id: S3 };
  const { id } = (await kofi("POST", "/storage_gateways", gateway)).body.data[0];
  const document = { DATA_TYPE: "user_credential#1.0.0", storage_gateway_id: id };
  assertEquals((await kofi("POST", "/user_credentials", document)).status, 422);
  const policies = { s3_key_id: "k", s3_secret_key: crypto.randomUUID() };
  const made = await kofi("POST", "/user_credentials", { ...document, policies });
  assertEquals(made.body.data[0].policies.DATA_TYPE, "s3_user_credential_policies#1.0.0");
});
