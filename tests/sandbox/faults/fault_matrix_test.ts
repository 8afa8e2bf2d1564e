import { assert, assertEquals } from "@std/assert";
import { COMPUTE_SCOPE } from "../../../lib/sandbox/compute/caller.ts";
import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import { faultMatrix } from "../../../lib/sandbox/faults/fault_matrix.ts";
import type { ServiceName } from "../../../lib/sandbox/http/hosts.ts";
import { stillSandbox, TRANSFER, transferCaller } from "../../kit/sandbox_calls.ts";
import { nextTurn } from "../../kit/clock.ts";
import { computeApi, playedAddition } from "../../kit/sandbox_compute.ts";
import { GROUPS_ALL } from "../../kit/sandbox_groups.ts";
import { entry, SEARCH_ALL, testIndex } from "../../kit/sandbox_search.ts";

Deno.test("faultMatrix() spoils the first request in each way, and the second one is well", async () => {
  const matrix = faultMatrix();
  assert(matrix.size >= 30);
  for (const [name, fault] of matrix) {
    const sandbox = stillSandbox();
    const { access_token } = await sandbox.login({
      scopes: "urn:globus:auth:scope:transfer.api.globus.org:all",
    });
    const headers = { authorization: `Bearer ${access_token}` };
    sandbox.faults.add({ ...fault, service: "transfer" });
    const controller = new AbortController();
    const spoiled = sandbox.fetch(`${TRANSFER}/task_list`, {
      headers,
      redirect: "manual",
      signal: controller.signal,
    }).then((response) => response.status, () => 0);
    if (name.startsWith("stall before")) controller.abort();
    const status = await spoiled;
    controller.abort();
    assertEquals(sandbox.faults.pending, 0, name);
    assertEquals(sandbox.requests.at(-1)!.fault, fault.fault, `${name} (status ${status})`);
    const well = await sandbox.fetch(`${TRANSFER}/task_list`, { headers });
    assertEquals((await well.json()).DATA_TYPE, "task_list", name);
  }
});

Deno.test("a request that is delivered twice makes two folders' worth of work", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  sandbox.faults.add({ fault: "duplicate" });
  const id = "ada10001-b352-4f87-a6c9-19e8d07f4b25";
  const answer = await call(`/operation/endpoint/${id}/mkdir`, {
    body: { DATA_TYPE: "mkdir", path: "/~/once" },
  });
  assertEquals(answer.body.code, "ExternalError.MkdirFailed.Exists");
});

Deno.test("faultMatrix() spoils a write of Groups, of Search and of Compute, which works as often as it says", async () => {
  for (const [name, fault] of faultMatrix()) {
    const sandbox = stillSandbox();
    const { world } = sandbox;
    const { id } = await testIndex(sandbox);
    const index = world.indices.get(id)!;
    const before = world.groups.size;
    const functionId = await playedAddition(sandbox, await computeApi(sandbox));
    const { access_token, other_tokens } = await sandbox.login({
      scopes: `${GROUPS_ALL} ${SEARCH_ALL} ${COMPUTE_SCOPE}`,
    });
    const tokenOf = (server: string) =>
      other_tokens!.find(({ resource_server }) => resource_server === server)!.access_token;
    const writes: [ServiceName, string, string, unknown, () => number][] = [
      [
        "groups",
        access_token,
        "https://groups.api.globus.org/v2/groups",
        { name: "New" },
        () => world.groups.size - before,
      ],
      [
        "search",
        tokenOf("search.api.globus.org"),
        `https://search.api.globus.org/v1/index/${id}/entry`,
        entry("a", {}),
        () => index.tasks.byId.size,
      ],
      [
        "compute",
        tokenOf("funcx_service"),
        `https://compute.api.globus.org/v3/endpoints/${COMPUTE_ENDPOINT_ID}/submit`,
        { tasks: { [functionId]: ["x"] } },
        () => world.computeTasks.byId.size,
      ],
    ];
    for (const [service, token, url, body, done] of writes) {
      sandbox.faults.add({ ...fault, service });
      const controller = new AbortController();
      const spoiled = sandbox.fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "manual",
        signal: controller.signal,
      }).catch(() => {});
      if (name.startsWith("stall before")) await nextTurn().then(() => controller.abort());
      await spoiled;
      controller.abort();
      assertEquals(sandbox.faults.pending, 0, `${name}: ${service}`);
      const most = name === "delivered twice" ? 2 : 1;
      const least = name === "delivered twice" ? 2 : /has worked/.test(name) ? 1 : 0;
      assert(done() >= least && done() <= most, `${name}: ${service} worked ${done()} times`);
    }
  }
});
