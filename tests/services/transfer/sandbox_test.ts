import { assert, assertEquals } from "@std/assert";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { Sandbox, type SandboxOptions } from "../../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { collectionUrl } from "../../../lib/core/collection_url.ts";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { RateLimiter } from "../../../lib/core/limiter.ts";
import { splitTransfer } from "../../../lib/services/transfer/split.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { walk } from "../../../lib/services/transfer/walk.ts";
import { taskOutcome, watchTask } from "../../../lib/services/transfer/watch.ts";
import { FakeClock, nextTurn } from "../../kit/clock.ts";
import { bytesHeld } from "../../kit/memory.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";

const ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";
const { tutorial1, tutorial2, skyArchive, fjordStorage, fjordShare, adaLaptop } = WELL_KNOWN;

interface World {
  readonly sandbox: Sandbox;
  readonly client: TransferClient;
  readonly clock: FakeClock;
}

/** A sandbox and a client for Ada, or for another user, in it. */
async function world(
  options: SandboxOptions & { username?: string; scopes?: string } = {},
): Promise<World> {
  const { username, scopes = ALL, ...rest } = options;
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 100, ...rest });
  const tokens = await sandbox.login({ username, scopes });
  const client = new TransferClient({
    authorizer: new AccessTokenAuthorizer(tokens.access_token),
    environment: "production",
    fetch: sandbox.fetch,
    clock,
    random: () => 0.5,
  });
  return { sandbox, client, clock };
}

function godata() {
  const data = new TransferData(tutorial1, tutorial2, { label: "Tutorial" });
  data.addItem("/home/share/godata/", "/~/godata/", { recursive: true });
  return data;
}

Deno.test("a transfer is submitted and watched to its end, and its files exist", async () => {
  const { client } = await world({ taskSecondsPerItem: 2 });
  const { task_id, code } = await client.submitTransfer(godata());
  assertEquals(code, "Accepted");
  const all = await collect(watchTask(client, task_id));
  assertEquals(all[0].state, "active");
  const last = all.at(-1)!;
  assertEquals([last.state, last.bytesTransferred, last.fault], ["succeeded", 15n, undefined]);
  assertEquals(last.partsDone, last.partsTotal);
  const names = (await client.operationLs(tutorial2, { path: "/~/godata/" }).toArray())
    .map(({ name }) => name);
  assertEquals(names, ["file1.txt", "file2.txt", "file3.txt"]);
  const moved = await client.taskSuccessfulTransfers(task_id).toArray();
  assertEquals(moved.length, 3);
  const events = (await client.taskEventList(task_id).toArray()).map((event) => event.code);
  assert(events.includes("SUCCEEDED") && events.includes("STARTED"));
});

Deno.test("R7 a submission whose responses get lost creates one task", async () => {
  const { client, sandbox } = await world();
  let lost = 0;
  const data = godata();
  const result = await client.submitTransfer(data, {
    async fetch(url, init) {
      const response = await sandbox.fetch(url, init);
      if (!url.endsWith("/transfer") || lost++ > 1) return response;
      await response.body?.cancel();
      throw new TypeError("connection reset");
    },
  });
  assertEquals(result.code, "Duplicate");
  const mine = await client.taskList({ filter: { label: "Tutorial" } }).toArray();
  assertEquals(mine.map(({ task_id }) => task_id), [result.task_id]);
});

Deno.test("taskWait() and watchTask() distinguish a stuck task from one without faults", async () => {
  const { client } = await world();
  const data = new TransferData(tutorial1, tutorial2);
  data.addItem("/home/share/godata/no-such-file.txt", "/~/x.txt");
  const { task_id } = await client.submitTransfer(data);
  assertEquals(await client.taskWait(task_id, { timeoutMs: 120_000 }), false);
  for await (const { state, fault } of watchTask(client, task_id, { timeoutMs: 600_000 })) {
    if (!fault) continue;
    assertEquals([state, fault.code, fault.needsAction], ["active", "FILE_NOT_FOUND", true]);
    assert(fault.details && fault.time);
    break;
  }
  await client.cancelTask(task_id);
  const { state, fault } = await taskOutcome(client, task_id);
  assertEquals([state, fault?.code], ["failed", "CANCELED"]);
});

Deno.test("watchTask() watches a stuck task to its deadline, a day later", async () => {
  const { client, clock } = await world();
  const data = new TransferData(tutorial1, tutorial2);
  data.addItem("/home/share/godata/no-such-file.txt", "/~/x.txt");
  const { task_id } = await client.submitTransfer(data);
  const { state, fault } = await taskOutcome(client, task_id);
  assertEquals([state, fault?.code], ["failed", "EXPIRED"]);
  assert(clock.elapsedMs > 23 * 3_600_000);
});

Deno.test("a watch ends when the task waits for its owner, and says why", async () => {
  const { client, sandbox } = await world();
  const { task_id } = await client.submitTransfer(godata());
  const task = sandbox.world.tasks.get(task_id)!;
  task.isPaused = true;
  task.status = "INACTIVE";
  const { state, fault } = await taskOutcome(client, task_id);
  assertEquals([state, fault?.code], ["inactive", "PAUSED"]);
});

Deno.test("a collection that requires a consent names it, and a login can grant it", async () => {
  const { client, sandbox } = await world();
  const error = await errorOf(client.operationLs(fjordStorage).page());
  assert(error instanceof TransferAPIError);
  const wanted = error.info.consentRequired?.requiredScopes ?? [];
  assert(wanted[0]?.includes(`${fjordStorage}/data_access`));
  const tokens = await sandbox.login({ scopes: wanted });
  const allowed = new TransferClient({
    authorizer: new AccessTokenAuthorizer(tokens.access_token),
    environment: "production",
    fetch: sandbox.fetch,
  });
  assert((await allowed.operationLs(fjordStorage).page()).DATA.length > 0);
});

Deno.test("walk() reads a sandbox's tree, and reports directories that it may not enter", async () => {
  const scopes = `${ALL}[*https://auth.globus.org/scopes/${fjordStorage}/data_access]`;
  const { client } = await world({ scopes });
  const found = walk(client, fjordStorage, { path: "/" });
  const steps = await collect(found);
  const failures = steps.filter(({ error }) => error);
  assertEquals(failures.map(({ path }) => path), ["/restricted"]);
  assert(failures[0].error instanceof TransferAPIError);
  assert(found.entries > 100);
  assertEquals(new Set(steps.map(({ path }) => path)).size, found.entries);
});

Deno.test("R6 walk() stays below the rate limit of a sandbox", async () => {
  const { client, clock, sandbox } = await world({ rateLimit: 20, maxRequests: 5_000 });
  const found = walk(client, skyArchive, { path: "/fields/field-000/", concurrency: 16 });
  await collect(found);
  assertEquals([found.entries, found.requests], [10_100, 101]);
  await collect(walk(client, skyArchive, { path: "/fields/", maxRequests: 400 }));
  assert(sandbox.requests.every(({ status }) => status !== 429));
  assert(clock.elapsedMs > 20_000);
});

Deno.test("operationLs() with prefetch gives each of 100,000 entries of a directory once", async () => {
  const { client } = await world();
  const listing = client.operationLs(skyArchive, { path: "/flat/", limit: 10_000 }, {
    prefetch: 3,
  });
  const names = new Set<string>();
  for await (const { name } of listing) names.add(name);
  assertEquals(names.size, 100_000);
});

Deno.test("walk() of a sandbox's tree with 1,000,000 files needs little memory", async () => {
  const { client, clock } = await world({ maxRequests: 10 });
  let ms = 0;
  // This clock advances by a second at every reading, so that nothing has to wait.
  const limiter = new RateLimiter({
    now: () => ms,
    monotonicMs: () => ms += 1000,
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
  });
  const found = walk(client, skyArchive, { path: "/fields/", limiter });
  const startBytes = bytesHeld();
  let mostBytes = 0;
  let files = 0;
  for await (const { entry } of found) {
    if (entry?.type === "file") files++;
    // A network also gives the event loop turns in between. Without them no memory is freed.
    if (found.entries % 1000 === 0) await nextTurn();
    if (found.entries % 100_000 === 0) {
      mostBytes = Math.max(mostBytes, bytesHeld() - startBytes);
    }
  }
  assertEquals([files, found.directories, found.failures], [1_000_000, 10_101, 0]);
  assert(mostBytes < 16 * 1024 * 1024, `${mostBytes} bytes`);
});

Deno.test("splitTransfer() submits a batch that is larger than the service accepts", async () => {
  const { client } = await world({ maxTransferItems: 10 });
  const data = new TransferData(tutorial1, tutorial2, { label: "Batch" });
  for (let i = 0; i < 25; i++) {
    data.addItem("/home/share/godata/file1.txt", `/~/copies/${i}.txt`);
  }
  const refused = await errorOf(client.submitTransfer(data));
  assert(refused instanceof TransferAPIError && refused.httpStatus === 400);
  delete data.submission_id;
  for (const part of splitTransfer(data, { maxItems: 10 }).documents) {
    const { task_id } = await client.submitTransfer(part);
    assertEquals((await taskOutcome(client, task_id)).state, "succeeded");
  }
  assertEquals((await client.operationLs(tutorial2, { path: "/~/copies/" }).toArray()).length, 25);
});

Deno.test("a transfer with a sync level copies files that differ, and nothing the second time", async () => {
  const { client } = await world();
  const sync = async () => {
    const data = godata();
    data.sync_level = 1;
    const { task_id } = await client.submitTransfer(data);
    const { task } = await taskOutcome(client, task_id);
    return [task.files_transferred, task.files_skipped];
  };
  assertEquals([await sync(), await sync()], [[3, 0], [0, 3]]);
});

Deno.test("a guest collection is created and shared, and its rule deleted, without any DATA_TYPE", async () => {
  const { client, sandbox } = await world();
  const made = await client.createSharedEndpoint({
    host_endpoint: adaLaptop,
    host_path: "/~/",
    display_name: "Shared",
  });
  const mei = sandbox.world.personByUsername("mei@tarn.example") ?? sandbox.world.people[3];
  const { access_id } = await client.addEndpointAclRule(made.id, {
    principal_type: "identity",
    principal: mei.primary.id,
    path: "/",
    permissions: "r",
  });
  const rules = await client.endpointAclList(made.id).toArray();
  assert(rules.some(({ id, principal }) => id === access_id && principal === mei.primary.id));
  await client.updateEndpointAclRule(made.id, access_id, { permissions: "rw" });
  assertEquals((await client.getEndpointAclRule(made.id, access_id)).permissions, "rw");
  await client.deleteEndpointAclRule(made.id, access_id);
  await client.deleteEndpoint(made.id);
  const gone = await errorOf(client.getEndpoint(made.id));
  assert(gone instanceof TransferAPIError && gone.httpStatus === 404);
});

Deno.test("bookmarks, directories and deletions work in the sandbox", async () => {
  const { client } = await world();
  await client.operationMkdir(tutorial2, "/~/old/");
  await client.operationRename(tutorial2, "/~/old/", "/~/older/");
  assertEquals((await client.operationStat(tutorial2, { path: "/~/older/" })).type, "dir");
  const { id } = await client.createBookmark({
    name: "older",
    endpoint_id: tutorial2,
    path: "/~/older/",
  });
  assertEquals((await client.bookmarkList().toArray()).at(-1)?.id, id);
  await client.deleteBookmark(id);
  const data = new DeleteData(tutorial2, { recursive: true });
  data.addItem("/~/older/");
  const { task_id } = await client.submitDelete(data);
  assertEquals((await taskOutcome(client, task_id)).state, "succeeded");
  const gone = await errorOf(client.operationStat(tutorial2, { path: "/~/older/" }));
  assert(gone instanceof TransferAPIError && gone.httpStatus === 404);
});

Deno.test("D8 collectionUrl() accepts the addresses that a sandbox gives its collections", async () => {
  const { client } = await world();
  const endpoint = await client.getEndpoint(fjordShare);
  assert(collectionUrl(endpoint, "https_server").hostname.length > 0);
  assert(collectionUrl(endpoint, "gcs_manager_url").hostname.length > 0);
});
