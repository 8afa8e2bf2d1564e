import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AccessTokenAuthorizer,
  createGuestCollection,
  GlobusError,
  GlobusSDKUsageError,
  type GuestCollectionParams,
  TransferClient,
} from "@globus-deno/sdk";
import { faultPlans } from "../../kit/faults.ts";
import { FakeClock, nextTurn } from "../../kit/clock.ts";
import { type Answer, fakeFetch, type Sent } from "../../kit/fake_fetch.ts";
import { shapes } from "../../kit/signatures.ts";

const MAPPED = "c0ffee01-0000-4000-8000-000000000001";
const ENDPOINT = "c0ffee05-0000-4000-8000-000000000005";
const PARAMS: GuestCollectionParams = { collection_base_path: "/data/", display_name: "Data" };

/** A manager, and the Transfer that knows it. */
class FakeManager {
  readonly credentials: Record<string, unknown>[] = [];
  readonly made: Record<string, unknown>[] = [];

  answer({ method, address, json }: Sent): Answer {
    const path = address.pathname;
    if (path.includes("/endpoint/")) {
      return {
        json: {
          DATA_TYPE: "endpoint",
          id: MAPPED,
          entity_type: "GCSv5_mapped_collection",
          gcs_manager_url: "https://abc.data.globus.org",
          owner_id: ENDPOINT,
        },
      };
    }
    const result = (...data: unknown[]) => ({
      json: { DATA_TYPE: "result#1.0.0", code: "success", http_response_code: 200, data },
    });
    if (path === "/api/info") return result({ DATA_TYPE: "info#1.0.0", client_id: ENDPOINT });
    if (path === "/api/user_credentials" && method === "GET") return result(...this.credentials);
    const document = { ...json as object, id: `id-${this.made.length}` };
    if (path === "/api/user_credentials") {
      this.credentials.push(document);
      return result(document);
    }
    if (method === "POST") {
      this.made.push(document);
      return result(document);
    }
    return result({ DATA_TYPE: "collection#1.0.0", id: MAPPED, storage_gateway_id: "gateway" });
  }
}

/** Clients of a fake manager. */
function setting(answer: (seen: Sent) => Answer) {
  const clock = new FakeClock({ jumps: "quick" });
  const { fetch, requests } = fakeFetch(answer, clock);
  const authorizer = new AccessTokenAuthorizer("a-token-for-tests");
  const options = { authorizer, fetch, clock, environment: "production" };
  return { clients: { ...options, transfer: new TransferClient(options) }, requests, clock };
}

Deno.test("createGuestCollection() asks in turn for the manager, the gateway and the credential, and sends one document", async () => {
  const manager = new FakeManager();
  const { clients, requests } = setting((seen) => manager.answer(seen));
  const made = await createGuestCollection(clients, MAPPED, { ...PARAMS, enable_https: true });
  assertEquals(made.id, "id-0");
  assertEquals(requests.map(({ method, address }) => `${method} ${address.pathname}`), [
    `GET /v0.10/endpoint/${MAPPED}`,
    "GET /api/info",
    `GET /api/collections/${MAPPED}`,
    "GET /api/user_credentials",
    "POST /api/user_credentials",
    "POST /api/collections",
  ]);
  assertEquals(requests[4].json, {
    DATA_TYPE: "user_credential#1.0.0",
    storage_gateway_id: "gateway",
  });
  assertEquals(requests[5].json, {
    DATA_TYPE: "collection#1.1.0",
    collection_type: "guest",
    mapped_collection_id: MAPPED,
    user_credential_id: "id-0",
    enable_https: true,
    ...PARAMS,
  });
});

Deno.test("a credential that is given is used; invalid ones, deleted ones and those of others are not", async () => {
  const manager = new FakeManager();
  manager.credentials.push(
    { DATA_TYPE: "user_credential#1.0.0", id: "bad", invalid: true, identity_id: "me" },
    { DATA_TYPE: "user_credential#1.0.0", id: "gone", deleted: true, identity_id: "me" },
    { DATA_TYPE: "user_credential#1.0.0", id: "other", identity_id: "other" },
    { DATA_TYPE: "user_credential#1.0.0", id: "mine", identity_id: "me" },
  );
  const { clients, requests } = setting((seen) => manager.answer(seen));
  await createGuestCollection(clients, MAPPED, { ...PARAMS, identity_id: "me" });
  await createGuestCollection(clients, MAPPED, PARAMS);
  await createGuestCollection(clients, MAPPED, { ...PARAMS, user_credential_id: "own" });
  await createGuestCollection(clients, MAPPED, { ...PARAMS, identity_id: "third" });
  assertEquals(manager.made.map((made) => made.user_credential_id), [
    "mine",
    "other",
    "own",
    manager.credentials.at(-1)!.id,
  ]);
  assertEquals(manager.credentials.at(-1)!.identity_id, "third");
  assert(requests.length > 10);
});

Deno.test("createGuestCollection() of a guest collection asks for its mapped collection, and sends nothing to the manager", async () => {
  const { clients, requests } = setting(() => ({
    json: { DATA_TYPE: "endpoint", id: MAPPED, entity_type: "GCSv5_guest_collection" },
  }));
  await assertRejects(
    () => createGuestCollection(clients, MAPPED, PARAMS),
    GlobusSDKUsageError,
    "is a guest collection; give its mapped collection",
  );
  assertEquals(requests.length, 1);
});

Deno.test("createGuestCollection() refuses what is not of its form before it sends anything", async () => {
  const { clients, requests } = setting(() => ({ json: {} }));
  for (const [shape, value] of shapes) {
    const wrong = value as never;
    await assertRejects(() => createGuestCollection(wrong, MAPPED, PARAMS), TypeError, "", shape);
    if (typeof value !== "string") {
      await assertRejects(
        () => createGuestCollection(clients, wrong, PARAMS),
        TypeError,
        "",
        shape,
      );
    }
    const error = await createGuestCollection(clients, MAPPED, wrong).catch((error) => error);
    const isRefused = error instanceof GlobusSDKUsageError || error instanceof TypeError;
    assert(isRefused && /^Cannot call with this/.test(error.message), `${shape}: ${error}`);
    await assertRejects(
      () => createGuestCollection(clients, MAPPED, PARAMS, wrong),
      TypeError,
      "",
      shape,
    );
  }
  assertEquals(requests.length, 0);
});

Deno.test("fault matrix: whatever goes wrong when, createGuestCollection() makes one collection at most, and says so", async () => {
  let successes = 0;
  let failures = 0;
  for (const { label: fault, hits, spoil } of faultPlans(6)) {
    // These say that nothing was done.
    for (const isLate of /^(DNS|refused|TLS|429)/.test(fault) ? [false] : [false, true]) {
      const label = `${fault}, ${isLate ? "late" : "in place of a response"}`;
      const manager = new FakeManager();
      const { clients, clock } = setting((seen): Answer => {
        if (!hits(seen.index)) return manager.answer(seen);
        return spoil(isLate ? manager.answer(seen) : { json: { code: "lost", data: [] } });
      });
      const outcome = await createGuestCollection(clients, MAPPED, PARAMS)
        .catch((error: unknown) => error);
      assert(manager.made.length <= 1, `${label}: ${manager.made.length} collections`);
      if (outcome instanceof Error) {
        assert(outcome instanceof GlobusError, `${label}: ${outcome}`);
        assert(!outcome.message.includes("a-token-for-tests"), label);
        failures++;
      } else {
        assertEquals((outcome as { id: string }).id, manager.made[0].id, label);
        successes++;
      }
      await nextTurn();
      assertEquals(clock.timers, 0, label);
    }
  }
  assert(successes > 50 && failures > 100, `${successes} ${failures}`);
});
