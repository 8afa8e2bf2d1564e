import { assertEquals, assertRejects } from "@std/assert";
import {
  apiAt,
  AUTH,
  authApi,
  authorizeUrl,
  basic,
  CODE_PAGE,
  projectAdmin,
  stillSandbox,
} from "../../kit/sandbox_calls.ts";

const URN = "urn:globus:auth:scope:auth.globus.org:";
const ADMIN = `openid ${URN}manage_projects`;

Deno.test("clients can be made in a project, changed and deleted with their scopes and tokens", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  const [{ id: project }] = (await call("GET", "/projects")).body.projects;
  const { client } = (await call("POST", "/clients", {
    client: { name: "CLI", project, public_client: true, visibility: "public" },
  })).body;
  assertEquals([client.client_type, client.grant_types], [
    "public_installed_client",
    ["authorization_code", "refresh_token"],
  ]);
  const path = `/clients/${client.id}`;
  const links = { terms_and_conditions: "https://a.example", privacy_policy: "https://b.example" };
  const changed = (await call("PUT", path, {
    client: { name: "CLI 2", redirect_uris: ["https://cli.example/cb"], links },
  })).body.client;
  assertEquals([changed.name, changed.links], ["CLI 2", links]);
  assertEquals((await call("GET", path)).body.client, changed);
  assertEquals((await call("GET", "/clients")).body.clients.length, 2);
  const { access_token } = await sandbox.login({ clientId: client.id, scopes: "openid" });
  assertEquals((await call("DELETE", path)).status, 200);
  const dead = apiAt(sandbox, `${AUTH}/v2/api`, `Bearer ${access_token}`);
  assertEquals((await dead("GET", "/identities?ids=a")).status, 401);
  assertEquals((await call("GET", path)).status, 404);
  const found = await call("GET", "/clients?fqdn=transfer.api.globus.org");
  assertEquals(found.body.client.name, "Globus Transfer");
});

Deno.test("clients refuse what Globus refuses", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  const [{ id: project }] = (await call("GET", "/projects")).body.projects;
  const bad: Record<string, unknown>[] = [
    { name: "x", project },
    { name: "x", project, public_client: true, client_type: "confidential_client" },
    { name: "x", project, client_type: "toaster" },
    { project, public_client: true },
    { name: "x", public_client: true },
    { name: "x", project, public_client: true, visibility: "secret" },
    { name: "x", project, public_client: true, redirect_uris: ["http://evil.example"] },
    { name: "x", project, public_client: true, redirect_uris: ["https://a.example/#x"] },
    { name: "x", project, public_client: true, required_idp: "unknown" },
    {
      name: "x",
      project,
      public_client: true,
      links: { privacy_policy: "https://a.example", terms_and_conditions: "" },
    },
  ];
  for (const client of bad) {
    assertEquals((await call("POST", "/clients", { client })).status, 422, JSON.stringify(client));
  }
  const ada = await authApi(sandbox, ADMIN);
  const client = { name: "x", project, public_client: true };
  assertEquals((await ada("POST", "/clients", { client })).status, 403);
});

Deno.test("credentials show their secret once, and work until they are deleted", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  const { id } = sandbox.world.demoClient;
  const path = `/clients/${id}/credentials`;
  const { credential } = (await call("POST", path, { credential: { name: "second" } })).body;
  assertEquals(Object.keys(credential).sort(), ["client", "created", "id", "name", "secret"]);
  const listed = (await call("GET", path)).body.credentials;
  assertEquals(listed.map((one: { secret: null }) => one.secret), [null, null]);
  const self = apiAt(sandbox, `${AUTH}/v2/api`, basic(id, credential.secret));
  assertEquals((await self("GET", `/clients/${id}`)).body.client.id, id);
  assertEquals((await call("DELETE", `${path}/${credential.id}`)).body.credential.secret, null);
  assertEquals((await self("GET", `/clients/${id}`)).status, 401);
});

Deno.test("a native app registers an instance of itself without a login", async () => {
  const sandbox = stillSandbox();
  const call = apiAt(sandbox, `${AUTH}/v2/api`, "");
  const { body } = await call("POST", "/clients", {
    client: { template_id: sandbox.world.tutorialClientId, name: "My laptop" },
  });
  const { secret, client } = body.included.client_credential;
  assertEquals([body.client.parent_client, body.client.id], [
    sandbox.world.tutorialClientId,
    client,
  ]);
  const self = apiAt(sandbox, `${AUTH}/v2/api`, basic(client, secret));
  assertEquals((await self("GET", `/clients/${client}`)).status, 200);
  const child = await self("POST", "/clients", {
    client: { name: "Child", public_client: false },
  });
  assertEquals([child.body.client.parent_client, child.body.client.client_type], [
    client,
    "hybrid_confidential_client_resource_server",
  ]);
  const wrong = { client: { template_id: sandbox.world.demoClient.id, name: "x" } };
  assertEquals((await call("POST", "/clients", wrong)).status, 404);
  assertEquals((await call("POST", "/clients", { client: { name: "x" } })).status, 401);
});

Deno.test("an instance of the Globus CLI logs in at any port of a loopback host", async () => {
  const sandbox = stillSandbox();
  const template_id = "95fdeba8-fac2-42bd-a357-e068d82ff78e";
  const call = apiAt(sandbox, `${AUTH}/v2/api`, "");
  const { body } = await call("POST", "/clients", { client: { template_id, name: "Globus CLI" } });
  const client_id = body.client.id;
  for (const redirect_uri of ["http://localhost:50123", "http://127.0.0.1:50124/x", CODE_PAGE]) {
    const url = await authorizeUrl(sandbox, { client_id, redirect_uri });
    const answer = await sandbox.approve(url);
    assertEquals(answer.startsWith(redirect_uri) || !answer.includes("/"), true, redirect_uri);
  }
  const elsewhere = await authorizeUrl(sandbox, {
    client_id,
    redirect_uri: "https://evil.example",
  });
  await assertRejects(() => sandbox.approve(elsewhere), Error, "not registered for this redirect");
});
