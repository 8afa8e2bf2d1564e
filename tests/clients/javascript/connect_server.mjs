// Connect Server's manager and Compute with the JavaScript SDK.

import assert from "node:assert/strict";
import { compute, gcs } from "@globus/sdk";
import { good, login, SAM, URN } from "./_sandbox.mjs";

const ENDPOINT = "4a9b0001-27f3-4e5c-b086-d1e94c7a3528";
const STORAGE = "4a9b0002-e86d-4123-9fb4-05a7c3d8621e";
const kofi = await login(`${URN}${ENDPOINT}:manage_collections`, "kofi@harbor.example");
const server = { host: process.env.SANDBOX_URL, endpoint_id: ENDPOINT };

await good(gcs.versioning.info(server, kofi()));
await good(gcs.endpoint.get(server, kofi()));
await good(gcs.endpoint.patch(server, kofi({ payload: { DATA_TYPE: "endpoint#1.2.0", description: "Changed" } })));
const { data: collections } = await good(gcs.collections.getAll(server, kofi()));
assert.ok(collections.some(({ id }) => id === STORAGE));
const { data: [storage] } = await good(gcs.collections.get(server, STORAGE, kofi()));
assert.equal(storage.id, STORAGE);
await good(gcs.storageGateways.getAll(server, kofi()));
await good(gcs.userCredentials.getAll(server, kofi()));
await good(gcs.nodes.getAll(server, kofi()));
const { data: [role] } = await good(gcs.roles.create(server, kofi({
  payload: {
    DATA_TYPE: "role#1.0.0",
    collection: STORAGE,
    principal: `urn:globus:auth:identity:${SAM}`,
    role: "activity_monitor",
  },
})));
await good(gcs.roles.get(server, role.id, kofi()));
assert.ok((await good(gcs.roles.getAll(server, kofi()))).data.length > 0);
await good(gcs.roles.remove(server, role.id, kofi()));
await good(gcs.collections.patch(
  server,
  STORAGE,
  kofi({ payload: { DATA_TYPE: storage.DATA_TYPE, description: "Changed" } }),
));

// Files of a collection over HTTPS.
const SHARE = "f10d0003-c1e7-4f35-86d2-b94a05e8172f";
const files = await login(`https://auth.globus.org/scopes/${SHARE}/https`);
const share = { host: process.env.SANDBOX_URL, endpoint_id: SHARE };
assert.ok((await gcs.https.update(share, "/from-js.txt", files({ body: "hello" }))).ok);
assert.equal(await (await gcs.https.get(share, "/from-js.txt", files())).text(), "hello");
assert.ok((await gcs.https.remove(share, "/from-js.txt", files())).ok);

// Compute.
const ada = await login("https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all");
const endpoints = await good(compute.endpoints.getAll(ada()));
const [{ uuid }] = endpoints;
await good(compute.endpoints.get(uuid, ada()));
await good(compute.endpoints.getStatus(uuid, ada()));
console.log("done");
