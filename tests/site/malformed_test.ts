import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../lib/sandbox/mod.ts";
import { serveSite } from "../kit/site.ts";
import { Visitor } from "../kit/visitor.ts";

const collection = WELL_KNOWN.tutorial1;
/** Responses of Transfer that are not the documented ones. */
const ANSWERS: Record<string, { value?: unknown; text?: string; status?: number }> = {
  "null": { value: null },
  "a list": { value: [] },
  "a text": { value: "x" },
  "nothing": { text: "" },
  "null for a list": { value: { DATA: null } },
  "a list without objects": { value: { DATA: [null, 1] } },
  "an object without fields": { value: {} },
  "a list of objects without fields": { value: { DATA: [{}], has_next_page: false, total: 1 } },
  "a list of objects of other fields": {
    value: {
      DATA: [{ id: 1, task_id: [], name: 5, display_name: {}, entity_type: [], status: {} }],
      total: "x",
    },
  },
};

Deno.test("a page answers 502, never 500, if Transfer sends other data than documented", async () => {
  await using site = await serveSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const pages = [
    "/",
    "/endpoints",
    "/endpoints?q=tutorial&scope=all",
    "/endpoints/results?q=coral&scope=all",
    `/endpoints/${collection}`,
    `/files?collection=${collection}`,
    `/files?collection=${collection}&path=/home/`,
    "/tasks",
    `/tasks/${crypto.randomUUID()}`,
    `/tasks/${crypto.randomUUID()}/events`,
    "/transfer",
    `/transfer?source=${collection}&destination=${WELL_KNOWN.tutorial2}`,
    "/lessons/1",
    "/lessons/2",
    "/lessons/3",
    "/lessons/4",
    "/lessons/5",
    "/lessons/6",
    "/tokens",
  ];
  const wrong: string[] = [];
  const statuses = new Set<number>();
  for (const [name, answer] of Object.entries(ANSWERS)) {
    const remove = site.sandbox.faults.add({
      ...answer,
      fault: "json",
      service: "transfer",
      times: 1e9,
    });
    for (const page of pages) {
      const response = await visitor.fetch(page);
      await response.body?.cancel();
      statuses.add(response.status);
      if (response.status === 500) wrong.push(`${name}: ${page}`);
    }
    remove();
  }
  assertEquals(wrong, []);
  assert(statuses.has(502));
});
