import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  AccessTokenAuthorizer,
  ClientApp,
  type ClientOptions,
  GCSAPIError,
  GCSClient,
  gcsResult,
  GlobusSDKUsageError,
  type GuestCollection,
  httpResponse,
  InvalidResponseError,
  type MappedCollection,
  type POSIXStoragePolicies,
} from "@globus-deno/sdk";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { type TestedService, testOperationFaults, testOperations } from "../../kit/operations.ts";

const ENDPOINT = "c0ffee05-0000-4000-8000-000000000005";
const MAPPED = "c0ffee01-0000-4000-8000-000000000001";
const HOST = "abc.xyz.data.globus.org";

/** One document of each type. */
const DOCUMENTS = [
  "info",
  "endpoint",
  "collection",
  "storage_gateway",
  "role",
  "user_credential",
  "node",
  "batch",
  "domain",
  "sharing_policy",
  "stream_gateway",
  "lan_secret",
].map((type) => ({ DATA_TYPE: `${type}#1.0.0`, id: "an-id", client_id: ENDPOINT }));
/** What fits every operation. */
const GOOD = {
  DATA_TYPE: "result#1.0.0",
  code: "success",
  http_response_code: 200,
  data: DOCUMENTS,
};

/** A client of a manager that a function answers. */
class TestManager extends GCSClient {
  constructor(options: ClientOptions) {
    super(HOST, options);
  }
}

function fakeManager(answer: (seen: Sent) => Answer = () => ({ json: GOOD })) {
  return fakeClient(TestManager, answer);
}

const OPERATIONS: TestedService = {
  name: "Connect Server",
  clients: [{ source: "gcs/client.ts", make: (options) => new GCSClient(HOST, options) }],
  operations: 61,
  origin: `https://${HOST}`,
  prefix: "/api",
  errorClass: GCSAPIError,
  good: GOOD,
  listKeys: ["data"],
  listings: 9,
};

testOperations(OPERATIONS);
testOperationFaults(OPERATIONS);

/** Shapes that the methods of every client take: a path, a verb, any JSON as the body. */
const RAW: Record<string, RegExp> = {
  method: /^text$/,
  path: /text$/,
  options: /^$/,
  data: /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
};

Deno.test("every method of Connect Server, given any shape for any argument, sends what is meant or refuses it", async () => {
  const { methods, wrong } = await callWithShapes({
    type: GCSClient,
    response: () => GOOD,
    make: (options, method) => {
      if (!/App/.test(method)) return new GCSClient(HOST, options);
      const app = new ClientApp("tests", { clientId: MAPPED, clientSecret: crypto.randomUUID() });
      return new GCSClient(HOST, { app, resourceServer: ENDPOINT });
    },
    fitting: (_, parameter) => {
      if (parameter === "collectionIds") return [MAPPED];
      if (parameter === "data") return { domain_name: "x", wildcard: false };
    },
    fits(method, parameter, shape) {
      if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
      if (/^(params|options)$/.test(parameter)) return false;
      if (/^(endpointData|collectionData|data)$/.test(parameter)) return shape === "instance";
      if (parameter === "subscriptionAdminVerified") return /^(true|false)$/.test(shape);
      if (parameter === "subscriptionId") return /text$|^null$/.test(shape);
      if (parameter === "identityId") return /text$/.test(shape);
      if (method === "batchDeleteCollections") return /^(empty array|array)$/.test(shape);
      if (method === "addAppDataAccessScope") return shape === "empty array";
      if (parameter === "...scopes") return /^(empty )?text$/.test(shape);
      return /^(JSON )?text$/.test(shape);
    },
  });
  assertEquals(wrong, []);
  assert(methods >= 61 + 1 + 7, `${methods}`);
});

Deno.test("an operation resolves to the document, and gcsResult() gives the answer that it came in", async () => {
  const { client } = fakeManager(() => ({
    json: { ...GOOD, message: "as asked", data: [{ DATA_TYPE: "connector#1.0.0" }, ...DOCUMENTS] },
    headers: { "x-trace": "t" },
  }));
  const collection = await client.getCollection(MAPPED);
  assertEquals(collection.DATA_TYPE, "collection#1.0.0");
  assertEquals(gcsResult(collection)?.message, "as asked");
  assertEquals(gcsResult(collection)?.data?.length, DOCUMENTS.length + 1);
  assertEquals(httpResponse(collection)?.headers.get("x-trace"), "t");
  assertEquals(gcsResult({ ...collection }), undefined);
});

Deno.test("a change resolves to the document if the manager sends it, and to the answer if not", async () => {
  const { data: _, ...outcome } = GOOD;
  const bare = fakeManager(() => ({ json: { ...outcome, message: "Updated" } })).client;
  const answer = await bare.updateCollection(MAPPED, { display_name: "New" });
  assert("message" in answer);
  assertEquals(answer.message, "Updated");
  assertEquals(gcsResult(answer), answer);
  const { client } = fakeManager();
  const changed = await client.updateCollection(MAPPED, { display_name: "New" });
  assertEquals(changed.DATA_TYPE, "collection#1.0.0");
});

Deno.test("C2 an answer without the document that was asked for is an InvalidResponseError that names the route", async () => {
  const others = [
    [],
    null,
    "x",
    {},
    [null, 1],
    [{ DATA_TYPE: "collection_operation#1.0.0" }],
    [{ DATA_TYPE: 5 }],
    [{}],
    { DATA_TYPE: "collection#1.0.0" },
  ];
  for (const data of others) {
    const { client } = fakeManager(() => ({ json: { ...GOOD, data } }));
    const error = await assertRejects(() => client.getCollection(MAPPED), InvalidResponseError);
    assertEquals(
      error.message,
      "Cannot read the response to GET /collections/{}: it has no collection",
    );
  }
});

Deno.test("information about the manager is asked for without a token", async () => {
  const { client, requests } = fakeManager();
  assertEquals(await client.endpointClientId(), ENDPOINT);
  await client.getGcsInfo();
  await client.getEndpoint();
  assertEquals(
    requests.map(({ headers, address }) => [address.pathname, headers.get("authorization")]),
    [
      ["/api/info", null],
      ["/api/info", null],
      ["/api/endpoint", "Bearer a-token-for-tests"],
    ],
  );
});

Deno.test("a client id that is not text is an InvalidResponseError", async () => {
  for (const client_id of [undefined, null, 5, {}]) {
    const data = [{ DATA_TYPE: "info#1.0.0", client_id }];
    const { client } = fakeManager(() => ({ json: { ...GOOD, data } }));
    await assertRejects(() => client.endpointClientId(), InvalidResponseError, "client_id");
  }
});

Deno.test("a change may be repeated after a lost answer, a creation may not", async () => {
  const lost = (seen: Sent): Answer =>
    seen.index === 0 ? { throws: new TypeError("error sending request: connection reset") } : {
      json: GOOD,
    };
  const changing = fakeManager(lost);
  await changing.client.updateCollection(MAPPED, { display_name: "New" });
  assertEquals(changing.requests.length, 2);
  const creating = fakeManager(lost);
  await assertRejects(() => creating.client.createCollection({ mapped_collection_id: MAPPED }));
  assertEquals(creating.requests.length, 1);
});

Deno.test("a list of collections asks for page after page, and joins its filters with commas", async () => {
  const { client, requests } = fakeManager(({ index }) => ({
    json: { ...GOOD, data: [{ id: `${index}` }], has_next_page: index < 2, marker: `m${index}` },
  }));
  const params = { filter: ["guest_collections", "created_by_me"], include: [], page_size: 1 };
  const ids = [];
  for await (const { id } of client.getCollectionList(params)) ids.push(id);
  assertEquals(ids, ["0", "1", "2"]);
  assertEquals(requests.map(({ address }) => address.search), [
    "?filter=guest_collections%2Ccreated_by_me&include=&page_size=1",
    "?filter=guest_collections%2Ccreated_by_me&include=&page_size=1&marker=m0",
    "?filter=guest_collections%2Ccreated_by_me&include=&page_size=1&marker=m1",
  ]);
});

Deno.test("what createCollection() gives is typed by what it is given", async () => {
  const { client, requests } = fakeManager();
  const mapped: MappedCollection = await client.createCollection({ storage_gateway_id: "g" });
  const guest: GuestCollection = await client.createCollection({ mapped_collection_id: MAPPED });
  // @ts-expect-error a guest collection has no storage gateway of its own
  void guest.storage_gateway_id;
  // @ts-expect-error a mapped collection has no credential
  void mapped.user_credential_id;
  assertEquals(requests.map(({ json }) => json), [
    { storage_gateway_id: "g", collection_type: "mapped", DATA_TYPE: "collection#1.0.0" },
    { mapped_collection_id: MAPPED, collection_type: "guest", DATA_TYPE: "collection#1.0.0" },
  ]);
});

Deno.test("documents with wrong fields do not compile", () => {
  const { client } = fakeManager();
  // @ts-expect-error such a field does not exist
  const wrongName = () => client.createRole({ rol: "administrator" });
  // @ts-expect-error a list of one is a list
  const notList = () => client.updateEndpoint({ keywords: "sky" });
  const wrongPolicies: POSIXStoragePolicies = {
    DATA_TYPE: "posix_storage_policies#1.0.0",
    // @ts-expect-error POSIX file systems have no buckets
    s3_buckets: ["b"],
  };
  assertEquals([wrongName, notList, wrongPolicies].length, 3);
});

Deno.test("a client for an app needs the endpoint's client id, and asks for its scope", () => {
  const app = new ClientApp("tests", { clientId: MAPPED, clientSecret: crypto.randomUUID() });
  assertThrows(() => new GCSClient(HOST, { app }), GlobusSDKUsageError, "resourceServer");
  const client = new GCSClient(HOST, { app, resourceServer: ENDPOINT });
  client.addAppDataAccessScope([MAPPED]);
  assertEquals(app.scopeRequirements.get(ENDPOINT)?.map(String), [
    `urn:globus:auth:scope:${ENDPOINT}:manage_collections` +
    `[*https://auth.globus.org/scopes/${MAPPED}/data_access]`,
  ]);
  assertThrows(() => client.addAppDataAccessScope("x"), TypeError, "not a UUID");
});

Deno.test("scopes of endpoints and collections come from their ids", () => {
  assertEquals(
    `${GCSClient.getGcsEndpointScopes(ENDPOINT).manageCollections}`,
    `urn:globus:auth:scope:${ENDPOINT}:manage_collections`,
  );
  assertEquals(
    `${GCSClient.getGcsCollectionScopes(MAPPED).https}`,
    `https://auth.globus.org/scopes/${MAPPED}/https`,
  );
});

Deno.test("secrets of policies and credentials are not printed", async () => {
  const secret = crypto.randomUUID();
  const policies = { s3_key_id: "id", s3_secret_key: secret };
  const data = [{ DATA_TYPE: "user_credential#1.0.0", id: "c", policies }];
  const seen: unknown[] = [];
  const { client } = fakeClient(TestManager, () => ({ json: { ...GOOD, data } }), {
    hooks: {
      onRequest: (event) => void seen.push(event),
      onResponse: (event) => void seen.push(event),
    },
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
  });
  const made = await client.createUserCredential({ storage_gateway_id: "g", policies });
  assertEquals((made.policies as typeof policies).s3_secret_key, secret);
  assert(!Deno.inspect(made, { depth: 9 }).includes(secret));
  const gateway = {
    DATA_TYPE: "google_cloud_storage_policies#1.0.0" as const,
    secret,
    service_account_key: { private_key: secret },
  };
  await client.createStorageGateway({ policies: gateway }).catch(() => {});
  await client.createStorageGateway({
    policies: { DATA_TYPE: "ceph_storage_policies#1.0.0", ceph_admin_secret_key: secret },
  }).catch(() => {});
  await client.setEndpointDomain({ domain_name: "x.org", wildcard: false, private_key: secret });
  assert(seen.length >= 8);
  assert(!JSON.stringify(seen).includes(secret), JSON.stringify(seen));
});

Deno.test("the secret for a tunnel is returned, but neither printed nor given to hooks", async () => {
  const secret = crypto.randomUUID();
  const seen: unknown[] = [];
  const data = [{ DATA_TYPE: "lan_secret#1.0.0", id: "s", secret }];
  const { client, requests } = fakeClient(TestManager, () => ({ json: { ...GOOD, data } }), {
    hooks: { onResponse: (event) => void seen.push(event) },
  });
  const made = await client.createLanSecret({ stream_access_point_id: "p", tunnel_id: "t" });
  assertEquals(made.secret, secret);
  assert(!Deno.inspect(made).includes(secret));
  assert(!JSON.stringify(seen).includes(secret));
  assertEquals(requests[0].json, {
    stream_access_point_id: "p",
    tunnel_id: "t",
    DATA_TYPE: "lan_secret_create#1.0.0",
  });
});

Deno.test("a list of sharing policies needs its collection", async () => {
  const { client, requests } = fakeManager();
  await client.getSharingPolicyList({ collection_id: MAPPED, username: "ada" }).page();
  assertEquals(requests[0].address.search, `?collection_id=${MAPPED}&username=ada`);
  // @ts-expect-error the collection is missing
  const without = () => client.getSharingPolicyList({ username: "ada" });
  assertEquals(typeof without, "function");
});
