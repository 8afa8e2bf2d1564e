import { managedLaptop } from "../../kit/sandbox_tasks.ts";
import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const { adaLaptop, harborStorage } = WELL_KNOWN;

Deno.test("pause rules hold tasks and operations until they are deleted", async () => {
  const { ada, kofi, submit, sandbox } = await managedLaptop("activity_manager");
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
