import { assert, assertEquals, assertThrows } from "@std/assert";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import type { RequestOptions } from "../../../lib/core/client_options.ts";
import { sleep } from "../../../lib/core/clock.ts";
import {
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
  PaginationError,
} from "../../../lib/core/errors.ts";
import { exactInteger } from "../../../lib/core/json.ts";
import { Listing } from "../../../lib/core/listing.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferClientV2 } from "../../../lib/services/transfer/client_v2.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { ENDPOINT_SEARCH_CAP } from "../../../lib/services/transfer/paging.ts";
import { fakeTransfer, SOURCE, TASK } from "../../kit/fake_transfer.ts";
import { testOperations } from "../../kit/operations.ts";
import { FakeClock } from "../../kit/clock.ts";
import { type Answer, fakeFetch, type Sent } from "../../kit/fake_fetch.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";

/** A response that fits all operations. */
const GOOD: Answer = {
  json: {
    DATA: [],
    data: [],
    shared_endpoints: [],
    value: "v",
    task_id: "t",
    status: "SUCCEEDED",
  },
};

testOperations({
  name: "Transfer",
  clients: [
    { source: "transfer/client.ts", make: (options) => new TransferClient(options) },
    { source: "transfer/client_v2.ts", make: (options) => new TransferClientV2(options) },
  ],
  operations: 68 + 13,
  origin: "https://transfer.api.globus.org",
  errorClass: TransferAPIError,
  good: GOOD.json as Record<string, unknown>,
  listKeys: ["DATA", "data", "shared_endpoints"],
  listings: 20,
});

Deno.test("a call is repeated after Transfer's own 502, not after a collection's", async () => {
  const codes = ["EndpointError.Busy", "ExternalError.DirListingFailed.LoginFailed"];
  for (const code of codes) {
    const { client, requests } = fakeTransfer(() => ({ status: 502, json: { code } }));
    const error = await errorOf(client.operationLs(SOURCE).page());
    assert(error instanceof TransferAPIError && error.code === code);
    assertEquals(requests.length, 1);
  }
  const { client, requests } = fakeTransfer(() => ({ status: 502, json: { code: "BadGateway" } }));
  await errorOf(client.operationLs(SOURCE).page());
  assertEquals(requests.length, 4);
});

Deno.test("R1 a call that must not happen twice is sent once, unless nothing was sent", async () => {
  const makers: [string, (client: TransferClient) => Promise<unknown>][] = [
    ["mkdir", (client) => client.operationMkdir(SOURCE, "/a")],
    ["rename", (client) => client.operationRename(SOURCE, "/a", "/b")],
    ["create", (client) => client.createBookmark({ name: "a", endpoint_id: SOURCE, path: "/" })],
    ["cancel", (client) => client.cancelTask(TASK)],
  ];
  for (const [name, make] of makers) {
    const reset = fakeTransfer(() => ({ throws: new TypeError("connection reset") }));
    await errorOf(make(reset.client));
    assertEquals(reset.requests.length, 1, name);
    const refused = fakeTransfer(() => ({
      throws: new TypeError("error sending request: client error (Connect): tcp connect error"),
    }));
    await errorOf(make(refused.client));
    assertEquals(refused.requests.length, 4, name);
  }
});

Deno.test("E1 a directory or a list in one page may have up to 64 MiB, other responses 8 MiB", async () => {
  const large = (bytes: number) => `{"DATA":[],"path":"${"x".repeat(bytes)}"}`;
  const twenty = large(20 * 1024 * 1024);
  const { client } = fakeTransfer(() => ({ text: twenty }));
  await client.operationLs(SOURCE).page();
  // Lists that are always one page.
  await client.endpointAclList(SOURCE).page();
  await client.mySharedEndpointList(SOURCE).page();
  assert(await errorOf(client.getTask(TASK)) instanceof InvalidResponseError);
  const seventy = fakeTransfer(() => ({ text: large(70 * 1024 * 1024) }));
  assert(await errorOf(seventy.client.operationLs(SOURCE).page()) instanceof InvalidResponseError);
});

/** Operations on the files of a collection, which may be slow. */
const onFiles: Record<
  string,
  (client: TransferClient, options?: RequestOptions) => Promise<unknown>
> = {
  ls: (client, options) => client.operationLs(SOURCE, {}, options).page(),
  stat: (client, options) => client.operationStat(SOURCE, { path: "/a" }, options),
  mkdir: (client, options) => client.operationMkdir(SOURCE, "/a", {}, options),
  rename: (client, options) => client.operationRename(SOURCE, "/a", "/b", {}, options),
};

for (const [name, call] of Object.entries(onFiles)) {
  Deno.test(`R4 ${name} waits 35 s, or 115 s, for a slow collection in one request`, async () => {
    for (const delayMs of [35_000, 115_000]) {
      const { client, requests, clock } = fakeTransfer(async () => {
        await sleep(clock, delayMs);
        return GOOD;
      });
      await call(client);
      assertEquals([requests.length, clock.elapsedMs], [1, delayMs]);
    }
  });

  Deno.test(`R4 ${name} has a limit of two minutes, unless the client or the call sets one`, async () => {
    const limits: [number | undefined, number | undefined, number][] = [
      [undefined, undefined, 120_000],
      [undefined, 300_000, 300_000],
      [undefined, 5_000, 5_000],
      [300_000, undefined, 300_000],
      [5_000, undefined, 5_000],
      [5_000, 7_000, 7_000],
    ];
    for (const [ofClient, ofCall, ms] of limits) {
      const { client, clock, requests } = fakeTransfer(() => ({ hangs: true }), {
        timeoutMs: ofClient,
      });
      const error = await errorOf(call(client, { timeoutMs: ofCall }));
      assert(error instanceof GlobusTimeoutError && error.limit === "total", `${error}`);
      assertEquals([requests.length, clock.elapsedMs], [1, ms]);
    }
  });
}

Deno.test("R4 calls that do not concern files have a limit of one minute", async () => {
  const { client, clock } = fakeTransfer(() => ({ hangs: true }));
  assert(await errorOf(client.getTask(TASK)) instanceof GlobusTimeoutError);
  assertEquals(clock.elapsedMs, 60_000);
});

Deno.test("R1 a call that must not happen twice is repeated after 429, with or without Retry-After", async () => {
  for (const headers of [{ "retry-after": "5" }, {}] as Record<string, string>[]) {
    for (const name of ["mkdir", "rename"]) {
      const { client, requests, clock } = fakeTransfer(
        ({ index }) => index < 2 ? { status: 429, headers } : GOOD,
      );
      await onFiles[name](client);
      assertEquals(requests.length, 3);
      assertEquals(clock.elapsedMs >= 10_000, "retry-after" in headers);
    }
  }
});

Deno.test("an error with a code of the collection is permanent", async () => {
  const codes = [
    "ExternalError",
    "ExternalError.DirListingFailed.LoginFailed",
    "EndpointError.Busy",
    "ClientError.ExternalError.X",
    "A.B.EndpointError",
  ];
  for (const code of codes) {
    for (const status of [429, 500, 502, 503, 504]) {
      const { client, requests } = fakeTransfer(() => ({ status, json: { code } }));
      const error = await errorOf(client.getTask(TASK));
      assert(error instanceof TransferAPIError && error.code === code);
      assertEquals(requests.length, 1, `${status} ${code}`);
      const asked = fakeTransfer(({ index }) =>
        index === 0 ? { status, json: { code }, headers: { "retry-after": "2" } } : GOOD
      );
      await asked.client.getTask(TASK).catch(() => {});
      const follows = status === 429 || status === 503;
      assertEquals(asked.requests.length, follows ? 2 : 1, `${status} ${code}`);
      if (follows) assertEquals(asked.requests[1].atMs, 2000);
    }
  }
  for (const code of ["External", "Endpoint.Error", "externalerror", "ServiceUnavailable"]) {
    const { client, requests } = fakeTransfer(() => ({ status: 503, json: { code } }));
    await errorOf(client.getTask(TASK));
    assertEquals(requests.length, 4, code);
  }
});

Deno.test("operationLs() pages by offset until the directory's total", async () => {
  const { client, requests } = fakeTransfer(({ address: url }) => {
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const DATA = Array.from({ length: Math.min(2, 5 - offset) }, (_, i) => ({ name: offset + i }));
    return { json: { DATA, total: 5 } };
  });
  const entries = await collect(client.operationLs(SOURCE, { limit: 2 }));
  assertEquals(entries.map(({ name }) => Number(name)), [0, 1, 2, 3, 4]);
  const asked = requests.map(({ address: url }) => url.searchParams.get("offset"));
  assertEquals(asked, [null, "2", "4"]);
});

Deno.test("endpointSearch() ends at the service's cap, and truncated is true", async () => {
  const search = (total: number) =>
    fakeTransfer(({ address: url }) => {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      const DATA = Array.from({ length: Math.min(100, total - offset) }, () => ({}));
      return { json: { DATA, has_next_page: offset + 100 < total } };
    });
  for (
    const [total, found, truncated] of [[2000, 1000, true], [1000, 1000, false], [5, 5, false]]
  ) {
    const { client, requests } = search(Number(total));
    const listing = client.endpointSearch({ filter_fulltext: "a" });
    assertEquals((await collect(listing)).length, found);
    assertEquals(listing.truncated, truncated);
    assert(requests.length <= ENDPOINT_SEARCH_CAP / 100);
  }
});

Deno.test("E9 exactInteger() gives sizes beyond 2^53", async () => {
  const text = '{"DATA":[{"name":"a","size":9007199254740993}],"total":1}';
  const { client } = fakeTransfer(() => ({ text }));
  const file = (await client.operationLs(SOURCE).first())!;
  assertEquals(exactInteger(file, "size"), 9007199254740993n);
});

Deno.test("D9 a list whose pages do not advance ends in a typed error", async () => {
  const { client: same } = fakeTransfer(() => ({ json: { DATA: [{}], next_marker: "m" } }));
  assert(await errorOf(collect(same.taskSkippedErrors(TASK))) instanceof PaginationError);
  const { client: empty } = fakeTransfer(({ index }) => ({
    json: { shared_endpoints: [], next_token: `t${index}` },
  }));
  assert(await errorOf(collect(empty.getSharedEndpointList(SOURCE))) instanceof PaginationError);
  const { client: still } = fakeTransfer(() => ({ json: { DATA: [], has_next_page: true } }));
  assert(await errorOf(collect(still.endpointSearch())) instanceof PaginationError);
});

Deno.test("D9 only the query of a next link is used", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  const requests: Sent[] = [];
  const answer = ({ index }: Sent) => ({
    json: {
      data: [{ index }],
      links: { next: index ? null : "https://evil.com/steal?page%5Bn%5D=2" },
    },
  });
  const client = new TransferClientV2({
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
    environment: "production",
    clock,
    fetch: fakeFetch(answer, clock, requests).fetch,
  });
  assertEquals((await collect(client.listTunnels())).length, 2);
  assertEquals(
    requests[1].address.href,
    "https://transfer.api.globus.org/v2/tunnels?page%5Bn%5D=2",
  );
});

Deno.test("addAppDataAccessScope() refuses ids that are not a UUID: they would change the scope", () => {
  const { client } = fakeTransfer(() => ({}));
  for (const id of ["", "x", `${SOURCE}/all`, `${SOURCE}[a]`, `${SOURCE} b`]) {
    assertThrows(() => client.addAppDataAccessScope(id), TypeError, "not a UUID", id);
  }
});

Deno.test("updateTunnel() and createBookmark() send plain fields as JSON:API", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  const requests: Sent[] = [];
  const client = new TransferClientV2({
    environment: "production",
    clock,
    fetch: fakeFetch(() => ({}), clock, requests).fetch,
  });
  await client.updateTunnel("t", { state: "STOPPING" });
  await client.createBookmark({ collection: SOURCE, name: "home", path: "/~/" });
  await client.createTunnel({
    initiator_stream_access_point: "i",
    listener_stream_access_point: "l",
    submission_id: "s",
  });
  assertEquals(requests.map(({ json: body }) => body), [
    { data: { type: "Tunnel", attributes: { state: "STOPPING" } } },
    {
      data: {
        type: "Bookmark",
        attributes: { name: "home", path: "/~/" },
        relationships: { collection: { data: { type: "Collection", id: SOURCE } } },
      },
    },
    {
      data: {
        type: "Tunnel",
        attributes: { submission_id: "s" },
        relationships: {
          listener: { data: { type: "StreamAccessPoint", id: "l" } },
          initiator: { data: { type: "StreamAccessPoint", id: "i" } },
        },
      },
    },
  ]);
});

Deno.test("filters that need filter_endpoint are refused without it", async () => {
  const { client, requests } = fakeTransfer(() => ({ json: { DATA: [] } }));
  const alone = [{ filter_endpoint_use: "source" }, { filter_local_user: "ada" }] as const;
  for (const params of alone) {
    for (const filter_endpoint of [undefined, null]) {
      assertThrows(
        () => client.endpointManagerTaskList({ ...params, filter_endpoint }),
        GlobusSDKUsageError,
        "it needs filter_endpoint",
      );
    }
    await client.endpointManagerTaskList({ ...params, filter_endpoint: SOURCE }).page();
  }
  assertEquals(requests.length, 2);
});

Deno.test("an item of a list that holds a comma is refused: it would be read as two", () => {
  const { client } = fakeTransfer(() => ({}));
  const calls = [
    () => client.operationLs(SOURCE, { orderby: ["name", "size DESC,type"] }),
    () => client.taskList({ orderby: ["label,type"] }),
    () => client.endpointManagerTaskList({ filter_status: ["ACTIVE,FAILED"] }),
    () => client.endpointManagerTaskList({ filter_task_id: [TASK, `${TASK},${TASK}`] }),
  ];
  for (const call of calls) assertThrows(call, RangeError, "holds a comma");
  for (const orderby of [5, {}, [5], [["name"]], () => "name"]) {
    assertThrows(() => client.taskList({ orderby: orderby as string }), TypeError, "Cannot ");
  }
});

Deno.test("the types allow only what the service takes", () => {
  const { client } = fakeTransfer(() => ({}));
  // Never called: only the compiler looks at it.
  const _mistakes = () => {
    // @ts-expect-error: there is no such scope.
    client.endpointSearch({ filter_scope: "mine" });
    // @ts-expect-error: a rule needs a path.
    client.addEndpointAclRule(SOURCE, {
      principal_type: "identity",
      principal: "",
      permissions: "r",
    });
    // @ts-expect-error: names have the service's spelling.
    client.operationLs(SOURCE, { showHidden: true });
    // @ts-expect-error: a listing is not a promise of items.
    client.taskList().then((tasks) => tasks);
  };
  assert(client.taskList() instanceof Listing);
});
