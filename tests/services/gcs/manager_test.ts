import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AccessTokenAuthorizer,
  ClientApp,
  GCSAPIError,
  GCSClient,
  GlobusSDKUsageError,
  type ManagedEndpoint,
  NetworkError,
  TransferClient,
} from "@globus-deno/sdk";
import { fakeFetch, type Sent } from "../../kit/fake_fetch.ts";
import { FakeClock } from "../../kit/clock.ts";

const COLLECTION = "c0ffee01-0000-4000-8000-000000000001";
const ENDPOINT = "c0ffee05-0000-4000-8000-000000000005";
const VICTIM = "c0ffee06-0000-4000-8000-000000000006";
const HOST = "abc.xyz.data.globus.org";

/** A Transfer that knows endpoints, and counts what it is asked for. */
function transferOf(...endpoints: ManagedEndpoint[]) {
  const asked: string[] = [];
  return {
    asked,
    getEndpoint(id: string): Promise<ManagedEndpoint> {
      asked.push(id);
      const found = endpoints.find((endpoint) => endpoint.id === id);
      return found ? Promise.resolve(found) : Promise.reject(new GlobusSDKUsageError("unknown"));
    },
  };
}

/** An app whose tokens can be recognized, and what a client of it sends. */
function setting(info: Record<string, unknown> = { client_id: ENDPOINT, endpoint_id: ENDPOINT }) {
  const clock = new FakeClock({ jumps: "patient" });
  const { fetch, requests } = fakeFetch(({ address }) => {
    if (address.pathname.endsWith("/token")) {
      return {
        json: {
          access_token: `token-for-${ENDPOINT}`,
          expires_in: 172_800,
          resource_server: ENDPOINT,
          scope: `urn:globus:auth:scope:${ENDPOINT}:manage_collections`,
          token_type: "Bearer",
          other_tokens: [],
        },
      };
    }
    const data = [
      { DATA_TYPE: "info#1.0.0", ...info },
      { DATA_TYPE: "endpoint#1.2.0", id: ENDPOINT },
    ];
    return { json: { DATA_TYPE: "result#1.1.0", code: "success", data } };
  }, clock);
  const app = new ClientApp("tests", {
    clientId: COLLECTION,
    clientSecret: crypto.randomUUID(),
    config: { environment: "production", fetch, clock, tokenStorage: "memory" },
  });
  return { app, requests };
}

/** Hosts and paths that got a token, beside Globus Auth. */
function withTokens(requests: readonly Sent[]): string[] {
  return requests.filter(({ headers, address }) =>
    headers.has("authorization") && address.host !== "auth.globus.org"
  ).map(({ address }) => address.href);
}

function collection(more: Partial<ManagedEndpoint> = {}): ManagedEndpoint {
  return {
    id: COLLECTION,
    entity_type: "GCSv5_mapped_collection",
    gcs_manager_url: `https://${HOST}`,
    owner_id: ENDPOINT,
    ...more,
  };
}

Deno.test("forCollection() asks Transfer once and the manager once, and only then sends a token, to the manager alone", async () => {
  const { app, requests } = setting();
  const transfer = transferOf(collection());
  const gcs = await GCSClient.forCollection(transfer, COLLECTION, { app });
  assertEquals(transfer.asked, [COLLECTION]);
  assertEquals(withTokens(requests), []);
  assertEquals(requests.map(({ url }) => url), [`https://${HOST}/api/info`]);
  assertEquals(gcs.resourceServer, ENDPOINT);
  await gcs.getEndpoint();
  assertEquals(withTokens(requests), [`https://${HOST}/api/endpoint`]);
});

Deno.test("D8 a hostile address of a manager is refused before anything is sent to it", async () => {
  const addresses = [
    "http://abc.data.globus.org",
    "https://abc.data.globus.org:8443",
    "https://user:secret@abc.data.globus.org",
    "https://@abc.data.globus.org",
    "https://abc.data.globus.org/#x",
    "https://abc.data.globus.org/?x=1",
    "https://evil.com#.globus.org",
    "https://evil.com?.globus.org",
    "https://127.0.0.1",
    "http://127.0.0.1:8001",
    "http://localhost",
    "https://169.254.169.254/latest/meta-data",
    "https://0x7f.1",
    "https://2130706433",
    "https://10.0.0.1",
    "https://192.168.1.1",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://[fd00::1]",
    "https://localhost",
    "https://a.localhost",
    "https://printer.local",
    "https://metadata.google.internal",
    "https://kubernetes.default.svc",
    "https://host.docker.internal",
    "https://vault.service.consul",
    "https://intranet",
    "https://nas.home",
    " https://abc.data.globus.org",
    "https:\\\\abc.data.globus.org",
    "https://abc.data.glo\nbus.org",
    "https://abc.data.globus.org.",
    "ftp://abc.data.globus.org",
    "javascript:alert(1)",
    "//abc.data.globus.org",
    "abc.data.globus.org",
    "",
    "not a URL",
  ];
  assert(addresses.length >= 30);
  for (const gcs_manager_url of addresses) {
    const { app, requests } = setting();
    const transfer = transferOf(collection({ gcs_manager_url }));
    await assertRejects(
      () => GCSClient.forCollection(transfer, COLLECTION, { app }),
      GlobusSDKUsageError,
      "gcs_manager_url",
      gcs_manager_url,
    );
    assertEquals(requests.length, 0, gcs_manager_url);
  }
  for (const gcs_manager_url of [null, undefined]) {
    const transfer = transferOf(collection({ gcs_manager_url }));
    await assertRejects(
      () => GCSClient.forCollection(transfer, COLLECTION, setting()),
      GlobusSDKUsageError,
      "it has none",
    );
  }
});

Deno.test("D8 a manager that claims the tokens of another endpoint gets none", async () => {
  const victim: ManagedEndpoint = {
    id: VICTIM,
    entity_type: "GCSv5_endpoint",
    gcs_manager_url: "https://victim.data.globus.org",
    owner_id: VICTIM,
  };
  const evil = collection({ gcs_manager_url: "https://evil.example.org", owner_id: ENDPOINT });
  const claims: Record<string, unknown>[] = [
    { client_id: VICTIM, endpoint_id: VICTIM },
    { client_id: VICTIM, endpoint_id: ENDPOINT },
    { client_id: VICTIM },
    { client_id: "transfer.api.globus.org", endpoint_id: ENDPOINT },
    { client_id: VICTIM, endpoint_id: COLLECTION },
    { client_id: 5, endpoint_id: ENDPOINT },
    { endpoint_id: ENDPOINT },
    { client_id: null },
    { client_id: ["x"], endpoint_id: VICTIM },
    { client_id: VICTIM, endpoint_id: { x: 1 } },
  ];
  const own: ManagedEndpoint = { ...evil, id: ENDPOINT, entity_type: "GCSv5_endpoint" };
  for (const claim of claims) {
    const { app, requests } = setting(claim);
    const transfer = transferOf(evil, victim, own);
    await assertRejects(
      () => GCSClient.forCollection(transfer, COLLECTION, { app }),
      GlobusSDKUsageError,
      "Cannot use the manager",
      JSON.stringify(claim),
    );
    assertEquals(withTokens(requests), [], JSON.stringify(claim));
    const asked = [...app.scopeRequirements.keys()];
    assert(!asked.includes(VICTIM) && !asked.includes(ENDPOINT), `${asked}`);
  }
});

Deno.test("a manager whose client id differs from its endpoint's is believed if Transfer says the same", async () => {
  const { app } = setting({ client_id: ENDPOINT, endpoint_id: VICTIM });
  const endpoint: ManagedEndpoint = {
    id: VICTIM,
    entity_type: "GCSv5_endpoint",
    gcs_manager_url: `https://${HOST}/api/`,
    owner_id: ENDPOINT,
  };
  const transfer = transferOf(collection({ owner_id: COLLECTION }), endpoint);
  const gcs = await GCSClient.forCollection(transfer, COLLECTION, { app });
  assertEquals(gcs.resourceServer, ENDPOINT);
  assertEquals(transfer.asked, [COLLECTION, VICTIM]);
});

Deno.test("D1 a manager that redirects gets no token to another origin", async () => {
  const clock = new FakeClock({ jumps: "patient" });
  const { fetch, requests } = fakeFetch(() => ({
    status: 302,
    headers: { location: "https://evil.com/api/endpoint" },
  }), clock);
  const authorizer = { getAuthorizationHeader: () => "Bearer a-token" };
  const gcs = new GCSClient(HOST, { authorizer, fetch, clock });
  const error = await assertRejects(() => gcs.getEndpoint());
  assert(error instanceof NetworkError || error instanceof GCSAPIError);
  assertEquals(
    new Set(requests.map(({ address }) => address.origin)),
    new Set([`https://${HOST}`]),
  );
  await assertRejects(
    () => gcs.get("https://evil.com/api/endpoint"),
    GlobusSDKUsageError,
    "tokens stay with their service",
  );
});

Deno.test("forCollection() stops with its signal", async () => {
  const { app, requests } = setting();
  const signal = AbortSignal.abort(new Error("enough"));
  const transfer = {
    getEndpoint: (_: string, options?: { signal?: AbortSignal }) => {
      options?.signal?.throwIfAborted();
      return Promise.resolve(collection());
    },
  };
  await assertRejects(
    () => GCSClient.forCollection(transfer, COLLECTION, { app }, { signal }),
    Error,
    "enough",
  );
  assertEquals(requests.length, 0);
});

Deno.test("a client of a manager travels as the TransferClient that finds it, unless it is told otherwise", async () => {
  const manager = () => {
    const data = [{ DATA_TYPE: "info#1.0.0", client_id: ENDPOINT }, { DATA_TYPE: "role#1.0.0" }];
    return fakeFetch(({ address }) => ({
      json: address.pathname.includes("/v0.10/endpoint/")
        ? { DATA_TYPE: "endpoint", ...collection() }
        : { DATA_TYPE: "result#1.1.0", code: "success", data },
    }), new FakeClock());
  };
  const [first, second] = [manager(), manager()];
  const authorizer = new AccessTokenAuthorizer("a-token-for-transfer");
  const own = new AccessTokenAuthorizer("a-token-for-the-manager");
  const transfer = new TransferClient({
    authorizer,
    fetch: first.fetch,
    sandboxUrl: "http://127.0.0.1:8001",
  });
  const gcs = await GCSClient.forCollection(transfer, COLLECTION, { authorizer: own });
  await gcs.getRole("r");
  assertEquals(
    first.requests.map(({ url }) => url).slice(1),
    ["info", "roles/r"].map((path) => `http://127.0.0.1:8001/${HOST}/api/${path}`),
  );
  const { href } = first.requests[2].address;
  assertEquals(withTokens(first.requests).at(-1), href);
  const told = await GCSClient.forCollection(transfer, COLLECTION, {
    authorizer: own,
    fetch: second.fetch,
    sandboxUrl: "http://127.0.0.1:8002",
  });
  assertEquals(told.baseUrl, `http://127.0.0.1:8002/${HOST}/api/`);
  assertEquals(second.requests.length, 1);
});
