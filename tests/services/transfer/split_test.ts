import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { splitTransfer } from "../../../lib/services/transfer/split.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { DESTINATION, fakeTransfer, SOURCE } from "../../kit/fake_transfer.ts";

function filled(count: number, params: object = {}): TransferData {
  const data = new TransferData(SOURCE, DESTINATION, params);
  for (let i = 0; i < count; i++) data.addItem(`/a/${i}`, `/b/${i}`);
  return data;
}

Deno.test("splitTransfer() does not split a document that is small enough", () => {
  const data = filled(10);
  const { documents, description } = splitTransfer(data, { maxItems: 10 });
  assertEquals([documents.length, documents[0] === data], [1, true]);
  assertEquals(description, "10 items in 1 task");
});

Deno.test("splitTransfer() keeps every item once, in order, with all settings", () => {
  const data = filled(25, { label: "Run", sync_level: "size", additional_fields: { x: 1 } });
  data.addFilterRule("*.tmp");
  const { documents, itemCount, description } = splitTransfer(data, { maxItems: 10 });
  assertEquals(documents.map(({ DATA }) => DATA.length), [10, 10, 5]);
  assertEquals(documents.flatMap(({ DATA }) => DATA), data.DATA);
  assertEquals(documents.map(({ label }) => label), ["Run (1/3)", "Run (2/3)", "Run (3/3)"]);
  for (const document of documents) {
    assert(document instanceof TransferData);
    assertEquals([document.sync_level, document.filter_rules], [1, data.filter_rules]);
    assertEquals(JSON.parse(JSON.stringify(document)).x, 1);
  }
  assertEquals([itemCount, description], [25, "25 items in 3 tasks of at most 10 items each"]);
  assertEquals(data.DATA.length, 25);
});

Deno.test("splitTransfer() keeps labels within 128 characters", () => {
  const data = filled(3, { label: "🚀".repeat(128) });
  for (const { label } of splitTransfer(data, { maxItems: 1 }).documents) {
    assert([...label!].length <= 128 && label!.isWellFormed());
  }
  const unnamed = splitTransfer(filled(2), { maxItems: 1 }).documents;
  assertEquals(unnamed.map(({ label }) => label), ["(1/2)", "(2/2)"]);
});

Deno.test("splitTransfer() refuses settings that do not work in parts", () => {
  const deleting = filled(2, { delete_destination_extra: true });
  assertThrows(() => splitTransfer(deleting, { maxItems: 1 }), GlobusSDKUsageError);
  const submitted = filled(2, { submission_id: "id" });
  assertThrows(() => splitTransfer(submitted, { maxItems: 1 }), GlobusSDKUsageError);
  for (const maxItems of [0, -1, 1.5, NaN]) {
    assertThrows(() => splitTransfer(filled(2), { maxItems }), RangeError);
  }
});

Deno.test("splitTransfer() also splits deletions and plain documents", () => {
  const data = new DeleteData(SOURCE, { recursive: true });
  for (const path of ["/a", "/b", "/c"]) data.addItem(path);
  const { documents } = splitTransfer(data, { maxItems: 2 });
  assertEquals(documents.map(({ DATA, recursive }) => [DATA.length, recursive]), [
    [2, true],
    [1, true],
  ]);
  const plain = { ...filled(3), DATA_TYPE: "transfer" as const };
  assertEquals(splitTransfer(plain, { maxItems: 2 }).documents.length, 2);
});

Deno.test("each part of splitTransfer() becomes its own task", async () => {
  let ids = 0;
  const { client, requests } = fakeTransfer(({ method }) => ({
    json: method === "GET" ? { value: `id-${++ids}` } : { code: "Accepted", task_id: `t${ids}` },
  }));
  const tasks = [];
  for (const part of splitTransfer(filled(5), { maxItems: 2 }).documents) {
    tasks.push((await client.submitTransfer(part)).task_id);
  }
  assertEquals(tasks, ["t1", "t2", "t3"]);
  assertEquals(requests.length, 6);
});
