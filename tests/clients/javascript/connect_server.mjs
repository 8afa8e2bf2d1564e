// Connect Server's manager and Compute with the JavaScript SDK.

import assert from "node:assert/strict";
import { compute, gcs } from "@globus/sdk";
import { good, login, URN } from "./_sandbox.mjs";

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
await good(gcs.roles.getAll(server, kofi()));

// Compute.
const ada = await login("https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all");
const endpoints = await good(compute.endpoints.getAll(ada()));
const [{ uuid }] = endpoints;
await good(compute.endpoints.get(uuid, ada()));
await good(compute.endpoints.getStatus(uuid, ada()));
console.log("done");
