import { managedLaptop } from "../../kit/sandbox_tasks.ts";
import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";

const { adaLaptop } = WELL_KNOWN;

Deno.test("taskList() of managers pages by last_key and filters", async () => {
  const { kofi, submit, sandbox } = await managedLaptop("activity_monitor");
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
  const { ada, kofi, submit } = await managedLaptop("activity_manager");
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
  const { ada, kofi, submit } = await managedLaptop("activity_manager", sandbox);
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
