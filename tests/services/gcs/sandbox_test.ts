import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AccessTokenAuthorizer,
  createGuestCollection,
  GCSAPIError,
  GCSClient,
  GlobusError,
  GlobusSDKUsageError,
  TransferClient,
  UserApp,
} from "@globus-deno/sdk";
import { faultMatrix, fixedClock, Sandbox, WELL_KNOWN } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import { appThrough } from "../../kit/apps.ts";
import { certificateTest, trusting } from "../../kit/certificates.ts";
import { FakeClock } from "../../kit/clock.ts";

const ADA = "ada@fjord.example";
const KOFI = "kofi@harbor.example";
const FOLDER = "/home/ada/results/";

/** A sandbox, and an app whose user logs in to it. */
function setting(username = ADA, sandbox = new Sandbox({ collections: 20 })) {
  const app = new UserApp("tests", {
    clientId: sandbox.world.tutorialClientId,
    config: {
      ...sandbox.clientOptions,
      tokenStorage: "memory",
      loginFlowManager: sandbox.loginFlow({ username }),
      autoRedriveGares: true,
    },
  });
  return { sandbox, app, transfer: new TransferClient({ app }) };
}

/** A client of Fjord's manager, in a sandbox whose time jumps to what is waited for. */
async function loggedIn() {
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 20 });
  const scope = GCSClient.getGcsEndpointScopes(WELL_KNOWN.fjordEndpoint).manageCollections;
  const { access_token } = await sandbox.login({ username: KOFI, scopes: `${scope}` });
  const gcs = new GCSClient("1f0a2.b3c4.data.globus.org", {
    authorizer: new AccessTokenAuthorizer(access_token),
    environment: "production",
    fetch: sandbox.fetch,
    clock,
  });
  return { sandbox, gcs };
}

Deno.test("createGuestCollection() shares a folder in one call; Transfer finds, lists and shares it", async () => {
  const { sandbox, app, transfer } = setting();
  const made = await createGuestCollection({ transfer, app }, WELL_KNOWN.fjordStorage, {
    collection_base_path: FOLDER,
    display_name: "Results of run 7",
    public: true,
  });
  assertEquals([made.collection_type, made.collection_base_path], ["guest", FOLDER]);
  const found = await transfer.endpointSearch("Results of run 7").first();
  assertEquals(found?.id, made.id);
  assertEquals(found?.owner_id, WELL_KNOWN.fjordEndpoint);
  await transfer.operationMkdir(made.id, "/raw");
  const inside = await transfer.operationLs(made.id).toArray();
  assert(inside.some(({ name }) => name === "raw"));
  const outside = await transfer.addAppDataAccessScope(WELL_KNOWN.fjordStorage)
    .operationLs(WELL_KNOWN.fjordStorage, FOLDER).toArray();
  assert(outside.some(({ name }) => name === "raw"));
  await transfer.addEndpointAclRule(made.id, {
    DATA_TYPE: "access",
    principal_type: "all_authenticated_users",
    principal: "",
    path: "/",
    permissions: "r",
  });
  const tokens = sandbox.requests.filter(({ path }) => path.endsWith("/token"));
  assertEquals(tokens.length, 3, "one login for each service, and one for the consent of Transfer");
});

Deno.test("createGuestCollection() uses the credential that the user has, and makes none", async () => {
  const { sandbox, app, transfer } = setting();
  const share = (display_name: string) =>
    createGuestCollection({ transfer, app }, WELL_KNOWN.fjordStorage, {
      collection_base_path: FOLDER,
      display_name,
    });
  const [first, second] = [await share("One"), await share("Two")];
  assertEquals(first.user_credential_id, second.user_credential_id);
  assertEquals(sandbox.world.userCredentials.size, 1);
  sandbox.world.userCredentials.values().next().value!.invalid = true;
  await assertRejects(() => share("Three"), GCSAPIError, "You have this credential");
});

Deno.test("forCollection() manages the collections of an endpoint; a change shows in Transfer, and back", async () => {
  const { app, transfer } = setting(KOFI);
  const gcs = await GCSClient.forCollection(transfer, WELL_KNOWN.skyArchive, { app });
  assertEquals(gcs.baseUrl, "https://1f0a2.b3c4.data.globus.org/api/");
  assertEquals(gcs.resourceServer, WELL_KNOWN.fjordEndpoint);
  const mapped = await gcs.getCollection(WELL_KNOWN.fjordStorage);
  const [gateway] = await gcs.getStorageGatewayList().toArray();
  assertEquals("storage_gateway_id" in mapped && mapped.storage_gateway_id, gateway.id);
  const made = await gcs.createCollection({
    storage_gateway_id: gateway.id,
    collection_base_path: "/",
    display_name: "Instrument data",
    keywords: ["beam", "raw"],
    delete_protected: false,
    public: true,
  });
  const shown = await transfer.getEndpoint(made.id);
  assertEquals(
    [shown.display_name, shown.keywords, shown.entity_type, shown.gcs_manager_url],
    [
      "Instrument data",
      "beam, raw",
      "GCSv5_mapped_collection",
      "https://1f0a2.b3c4.data.globus.org",
    ],
  );
  await gcs.updateCollection(made.id, { display_name: "Instruments", description: null });
  assertEquals((await transfer.endpointSearch("Instruments").first())?.id, made.id);
  await gcs.deleteCollection(made.id);
  assertEquals(await transfer.endpointSearch("Instruments").first(), undefined);
});

Deno.test("an app logs in for what a manager requires, and repeats the call", async () => {
  const { sandbox, app, transfer } = setting();
  const gcs = await GCSClient.forCollection(transfer, WELL_KNOWN.fjordStorage, { app });
  const [gateway] = await gcs.getStorageGatewayList().toArray();
  const credential = await gcs.createUserCredential({ storage_gateway_id: gateway.id });
  assertEquals(credential.username, "ada");
  const refused = sandbox.requests.filter(({ status, method }) =>
    status === 403 && method === "POST"
  );
  assertEquals(refused.length, 1);
});

Deno.test("an app logs in again where a High Assurance storage finds the login too old", async () => {
  const sandbox = new Sandbox({ clock: fixedClock(), collections: 20 });
  const { app, transfer } = setting("noor@meridian.example", sandbox);
  const gcs = await GCSClient.forCollection(transfer, WELL_KNOWN.meridianProtected, { app });
  const [gateway] = await gcs.getStorageGatewayList().toArray();
  sandbox.clock.advance(31 * 60_000);
  const logins = () => sandbox.requests.filter(({ path }) => path === "/v2/web/login").length;
  const before = logins();
  await gcs.createUserCredential({ storage_gateway_id: gateway.id });
  assertEquals(logins(), before + 1);
});

Deno.test("through a port a manager is reached by the first segment of the path", async () => {
  const sandbox = new Sandbox({ collections: 20 });
  const server = serveSandbox(sandbox);
  try {
    const app = appThrough(server, sandbox, { username: KOFI });
    const transfer = new TransferClient({ app });
    const gcs = await GCSClient.forCollection(transfer, WELL_KNOWN.harborStorage, { app });
    assertEquals(gcs.baseUrl, `${server.url}/8e3b6.04af.data.globus.org/api/`);
    assertEquals((await gcs.getEndpoint()).display_name, "Harbor Data Server");
    const direct = new GCSClient("8e3b6.04af.data.globus.org", { sandboxUrl: server.url });
    assertEquals(await direct.endpointClientId(), WELL_KNOWN.harborEndpoint);
  } finally {
    await server.shutdown();
  }
});

certificateTest(
  "through an https port a manager is reached at the address that Transfer tells",
  async ({ cert, key }) => {
    const sandbox = new Sandbox({ collections: 20 });
    const server = serveSandbox(sandbox, { cert, key });
    using trust = trusting(cert);
    const { fetch } = trust;
    try {
      const app = appThrough(server, sandbox, { username: KOFI, fetch });
      const transfer = new TransferClient({ app });
      const { gcs_manager_url } = await transfer.getEndpoint(WELL_KNOWN.harborStorage);
      assertEquals(gcs_manager_url, `${server.url}/8e3b6.04af.data.globus.org`);
      const found = await GCSClient.forCollection(transfer, WELL_KNOWN.harborStorage, { app });
      const told = new GCSClient(`${gcs_manager_url}`, {
        app,
        resourceServer: WELL_KNOWN.harborEndpoint,
      });
      for (const gcs of [found, told]) {
        assertEquals(gcs.baseUrl, `${gcs_manager_url}/api/`);
        const endpoint = await gcs.getEndpoint();
        assertEquals(endpoint.display_name, "Harbor Data Server");
        assertEquals(endpoint.gcs_manager_url, gcs.baseUrl);
      }
      const collection = await found.getCollection(WELL_KNOWN.harborStorage);
      assertEquals(collection.manager_url, gcs_manager_url);
      assertEquals(collection.https_url?.startsWith(`${server.url}/`), true);
      assertEquals(sandbox.requests.filter(({ url }) => !url.startsWith(server.url)), []);
    } finally {
      await server.shutdown();
    }
  },
);

certificateTest(
  "D8 through an https port too, no token goes to a manager that names another's endpoint",
  async ({ cert, key }) => {
    const sandbox = new Sandbox({ collections: 20 });
    const server = serveSandbox(sandbox, { cert, key });
    using trust = trusting(cert);
    try {
      const app = appThrough(server, sandbox, { username: KOFI, fetch: trust.fetch });
      const transfer = new TransferClient({ app });
      const claim = { client_id: WELL_KNOWN.fjordEndpoint, endpoint_id: WELL_KNOWN.fjordEndpoint };
      const info = { DATA_TYPE: "info#1.0.0", ...claim };
      sandbox.respond({ service: "gcs", path: "/api/info" }, {
        body: { DATA_TYPE: "result#1.1.0", code: "success", data: [info] },
      });
      await assertRejects(
        () => GCSClient.forCollection(transfer, WELL_KNOWN.harborStorage, { app }),
        GlobusSDKUsageError,
        "Transfer does not know it as the manager",
      );
      const tokens = sandbox.requests.filter(({ service, headers }) =>
        service === "gcs" && headers.has("authorization")
      );
      assertEquals(tokens, []);
    } finally {
      await server.shutdown();
    }
  },
);

Deno.test("fault matrix of the sandbox: a collection is created once, or the error is typed", async () => {
  const [{ id: gatewayId }] = await (await loggedIn()).gcs.getStorageGatewayList().toArray();
  for (const [name, fault] of faultMatrix()) {
    const { sandbox, gcs } = await loggedIn();
    sandbox.faults.add({ ...fault, service: "gcs" });
    const before = sandbox.world.collections.size;
    const document = {
      storage_gateway_id: gatewayId,
      collection_base_path: "/",
      display_name: "Instrument data",
    };
    const outcome = await gcs.createCollection(document, { timeoutMs: 60_000 })
      .catch((error: unknown) => error);
    assertEquals(sandbox.faults.pending, 0, name);
    const made = [...sandbox.world.collections.all()].slice(before);
    assert(made.length <= (name === "delivered twice" ? 2 : 1), `${name}: ${made.length} made`);
    if (outcome instanceof Error) assert(outcome instanceof GlobusError, `${name}: ${outcome}`);
    else assert(made.some(({ id }) => id === (outcome as { id: string }).id), `${name}: lost`);
  }
});

Deno.test("fault matrix of the sandbox: what only reads or changes gives the document, or a typed error", async () => {
  let documents = 0;
  for (const [name, fault] of faultMatrix()) {
    for (const skip of [0, 1, 2]) {
      const { sandbox, gcs } = await loggedIn();
      sandbox.faults.add({ ...fault, service: "gcs", skip });
      const options = { timeoutMs: 60_000 };
      const outcome = await (async () => {
        await gcs.getGcsInfo(options);
        await gcs.updateEndpoint({ description: "d" }, { include: "endpoint" }, options);
        return await gcs.getCollectionList({ page_size: 1 }, options).toArray();
      })().catch((error: unknown) => error);
      if (outcome instanceof Error) assert(outcome instanceof GlobusError, `${name}: ${outcome}`);
      else {
        assertEquals((outcome as unknown[]).length, 2, name);
        documents++;
      }
    }
  }
  assert(documents > 20, `${documents}`);
});

Deno.test("an administrator sets a domain, a sharing policy and a stream gateway, and takes them away", async () => {
  const { app, transfer } = setting(KOFI);
  const gcs = await GCSClient.forCollection(transfer, WELL_KNOWN.fjordStorage, { app });
  await gcs.setCollectionDomain(WELL_KNOWN.fjordStorage, {
    domain_name: "data.fjord.edu",
    wildcard: false,
  });
  const { wildcard } = await gcs.getCollectionDomain(WELL_KNOWN.fjordStorage);
  const { https_server } = await transfer.getEndpoint(WELL_KNOWN.fjordStorage);
  assertEquals([wildcard, https_server], [false, "https://data.fjord.edu"]);
  await gcs.deleteCollectionDomain(WELL_KNOWN.fjordStorage);
  await assertRejects(() => gcs.getEndpointDomain(), GCSAPIError, "no domain");

  const collection_id = WELL_KNOWN.fjordStorage;
  const policy = await gcs.createSharingPolicy({
    collection_id,
    sharing_restrict_paths: { none: ["/home/ada/private/"] },
    users: ["ada"],
  });
  assertEquals(await gcs.getSharingPolicyList({ collection_id }).toArray(), [policy]);
  assertEquals(await gcs.getSharingPolicy(policy.id), policy);
  await gcs.deleteSharingPolicy(policy.id);

  const gateway = await gcs.createStreamGateway({
    display_name: "Beamline 4",
    allowed_domains: ["fjord.example"],
  });
  assertEquals(
    (await transfer.getStreamAccessPoint(gateway.id)).data.attributes.display_name,
    "Beamline 4",
  );
  await gcs.updateStreamGateway(gateway.id, { lan_secret_required: true });
  assertEquals((await gcs.getStreamGateway(gateway.id)).lan_secret_required, true);
  const missing = { stream_access_point_id: gateway.id, tunnel_id: crypto.randomUUID() };
  await assertRejects(() => gcs.createLanSecret(missing), GCSAPIError, "tunnel_id");
  await assertRejects(() => gcs.deleteLanSecret(missing.tunnel_id), GCSAPIError, "no such");
  await gcs.deleteStreamGateway(gateway.id);
});
