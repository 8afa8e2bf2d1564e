import { assert, assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const { tutorial1, adaLaptop, harborStorage, harborEndpoint } = WELL_KNOWN;

/** Kofi monitors or manages Ada's laptop. */
async function managed(role: string, sandbox: Sandbox = stillSandbox()) {
  const [ada, kofi] = [
    await transferCaller(sandbox),
    await transferCaller(sandbox, "kofi@harbor.example"),
  ];
  const principal = sandbox.world.people[2].primary.id;
  await ada(`/endpoint/${adaLaptop}/role`, {
    body: { principal_type: "identity", principal, role },
  });
  const submit = async (source_path = "/home/share/godata/file1.txt") => {
    const { body } = await ada("/transfer", {
      body: {
        DATA_TYPE: "transfer",
        submission_id: crypto.randomUUID(),
        source_endpoint: tutorial1,
        destination_endpoint: adaLaptop,
        DATA: [{ DATA_TYPE: "transfer_item", source_path, destination_path: "/~/x" }],
      },
    });
    return body.task_id as string;
  };
  return { sandbox, ada, kofi, submit };
}

Deno.test("monitors see endpoints, hosted collections and tasks that are not theirs", async () => {
  const { kofi, submit } = await managed("activity_monitor");
  const id = await submit();
  const base = "/endpoint_manager";
  const { DATA } = (await kofi(`${base}/monitored_endpoints`)).body;
  assert(DATA.some((one: { id: string }) => one.id === adaLaptop));
  assertEquals((await kofi(`${base}/endpoint/${adaLaptop}`)).body.id, adaLaptop);
  const hosted = (await kofi(`${base}/endpoint/${harborEndpoint}/hosted_endpoint_list`)).body.DATA;
  assertEquals(hosted.map((one: { id: string }) => one.id), [harborStorage]);
  assertEquals((await kofi(`${base}/endpoint/${tutorial1}/access_list`)).status, 403);
  assertEquals((await kofi(`${base}/task/${id}`)).body.task_id, id);
  assertEquals((await kofi(`/task/${id}`)).status, 404);
  for (const path of ["event_list", "pause_info", "skipped_errors"]) {
    assertEquals((await kofi(`${base}/task/${id}/${path}`)).status, 200, path);
  }
  const refused = await kofi(`${base}/admin_cancel`, {
    body: { message: "x", task_id_list: [id] },
  });
  assertEquals(refused.status, 403);
});

Deno.test("taskList() of managers pages by last_key and filters", async () => {
  const { kofi, submit, sandbox } = await managed("activity_monitor");
  const id = await submit();
  sandbox.clock.advance(5000);
  await submit("/gone");
  sandbox.clock.advance(5000);
  const list = async (query: string) => (await kofi(`/endpoint_manager/task_list?${query}`)).body;
  const ids = new Set<string>();
  let pages = 0;
  for (let key = ""; pages === 0 || key; pages++) {
    const page = await list(`limit=7${key && `&last_key=${encodeURIComponent(key)}`}`);
    for (const task of page.DATA) ids.add(task.task_id);
    key = page.has_next_page ? page.last_key : "";
  }
  assert(pages > 2 && ids.has(id), `${pages} pages`);
  assertEquals((await list("filter_status=ACTIVE")).DATA.length, 1);
  assertEquals((await list(`filter_task_id=${id}`)).DATA.length, 1);
  assertEquals((await list("filter_min_faults=1&filter_status=ACTIVE")).DATA.length, 1);
  for (const use of ["destination", "source"]) {
    const { DATA } = await list(`filter_endpoint=${adaLaptop}&filter_endpoint_use=${use}`);
    assert(DATA.length > 0);
    for (const task of DATA) assertEquals(task[`${use}_endpoint_id`], adaLaptop);
  }
  assertEquals((await list("filter_completion_time=2026-01-15,2026-01-16")).DATA.length, 1);
  for (const bad of ["last_key=x", "filter_endpoint_use=source", "filter_min_faults=many"]) {
    assertEquals((await kofi(`/endpoint_manager/task_list?${bad}`)).status, 400, bad);
  }
});

Deno.test("managers cancel tasks of others, with a word", async () => {
  const { ada, kofi, submit } = await managed("activity_manager");
  const id = await submit();
  const order = await kofi("/endpoint_manager/admin_cancel", {
    body: { message: "Maintenance", task_id_list: [id] },
  });
  assertEquals(order.body.done, true);
  const status = await kofi(`/endpoint_manager/admin_cancel/${order.body.id}`);
  assertEquals([status.status, status.body.done], [200, true]);
  const task = (await ada(`/task/${id}`)).body;
  assertEquals([task.status, task.canceled_by_admin, task.canceled_by_admin_message], [
    "FAILED",
    "BOTH",
    "Maintenance",
  ]);
  for (const body of [{ message: "x", task_id_list: [] }, { task_id_list: [id] }]) {
    assertEquals((await kofi("/endpoint_manager/admin_cancel", { body })).status, 400);
  }
});

Deno.test("managers pause and resume tasks, whose time then stands still", async () => {
  const sandbox = stillSandbox({ taskSecondsPerItem: 100 });
  const { ada, kofi, submit } = await managed("activity_manager", sandbox);
  const id = await submit();
  sandbox.clock.advance(1000 + 50_000);
  await ada(`/task/${id}`);
  const body = { message: "Please wait", task_id_list: [id] };
  assertEquals((await kofi("/endpoint_manager/admin_pause", { body })).body.code, "PauseAccepted");
  sandbox.clock.advance(3_600_000);
  const paused = (await ada(`/task/${id}`)).body;
  assertEquals([paused.status, paused.is_paused, paused.nice_status_details], [
    "ACTIVE",
    true,
    "Please wait",
  ]);
  const info = (await ada(`/task/${id}/pause_info`)).body;
  assertEquals(info.source_pause_message, "Please wait");
  await kofi("/endpoint_manager/admin_resume", { body: { task_id_list: [id] } });
  sandbox.clock.advance(40_000);
  assertEquals((await ada(`/task/${id}`)).body.status, "ACTIVE");
  sandbox.clock.advance(20_000);
  assertEquals((await ada(`/task/${id}`)).body.status, "SUCCEEDED");
  const codes = (await ada(`/task/${id}/event_list`)).body.DATA;
  assertEquals(codes.map((one: { code: string }) => one.code).reverse(), [
    "STARTED",
    "PAUSED",
    "UNPAUSED",
    "PROGRESS",
    "SUCCEEDED",
  ]);
});

Deno.test("pause rules hold tasks and operations until they are deleted", async () => {
  const { ada, kofi, submit, sandbox } = await managed("activity_manager");
  const rules = "/endpoint_manager/pause_rule";
  const made = await kofi(rules, {
    body: {
      DATA_TYPE: "pause_rule",
      endpoint_id: adaLaptop,
      message: "New disk",
      identity_id: null,
      start_time: null,
      pause_mkdir: false,
    },
  });
  assertEquals([made.status, made.body.pause_ls, made.body.pause_mkdir], [201, true, false]);
  const ls = await ada(`/operation/endpoint/${adaLaptop}/ls`);
  assertEquals([ls.status, ls.body.code, ls.body.pause_message], [
    409,
    "OperationPaused",
    "New disk",
  ]);
  const mkdir = { body: { DATA_TYPE: "mkdir", path: "/~/while-paused" } };
  assertEquals((await ada(`/operation/endpoint/${adaLaptop}/mkdir`, mkdir)).status, 200);
  const id = await submit();
  sandbox.clock.advance(60_000);
  const task = (await ada(`/task/${id}`)).body;
  assertEquals([task.is_paused, task.nice_status], [true, "PAUSED_BY_ADMIN"]);
  const effective = (await ada(`/endpoint/${adaLaptop}/my_effective_pause_rule_list`)).body;
  assertEquals(effective.DATA[0].message, "New disk");
  assertEquals((await ada(`/task/${id}/pause_info`)).body.pause_rules[0].id, made.body.id);
  const path = `${rules}/${made.body.id}`;
  const changed = await kofi(path, { method: "PUT", body: { message: "Soon", pause_ls: false } });
  assertEquals([changed.body.message, changed.body.pause_ls], ["Soon", false]);
  assertEquals((await kofi(path)).body, changed.body);
  const list = (await kofi(`/endpoint_manager/pause_rule_list?filter_endpoint=${adaLaptop}`)).body;
  assertEquals(list.DATA.length, 1);
  assertEquals((await kofi(path, { method: "DELETE" })).body.code, "Deleted");
  assertEquals((await kofi(path)).status, 404);
  sandbox.clock.advance(60_000);
  assertEquals((await ada(`/task/${id}`)).body.is_paused, false);
  sandbox.clock.advance(60_000);
  assertEquals((await ada(`/task/${id}`)).body.status, "SUCCEEDED");
  assertEquals((await kofi(rules, { body: { endpoint_id: adaLaptop } })).status, 400);
});

Deno.test("the tape library of the world holds its transfers", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox, "kofi@harbor.example");
  const { DATA } = (await call(`/endpoint/${harborStorage}/my_effective_pause_rule_list`)).body;
  assertEquals([DATA[0].pause_task_transfer_read, DATA[0].pause_ls], [true, false]);
});
