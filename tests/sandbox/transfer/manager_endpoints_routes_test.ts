import { managedLaptop } from "../../kit/sandbox_tasks.ts";
import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";

const { tutorial1, adaLaptop, harborStorage, harborEndpoint } = WELL_KNOWN;

Deno.test("monitors see endpoints, hosted collections and tasks that are not theirs", async () => {
  const { kofi, submit } = await managedLaptop("activity_monitor");
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
