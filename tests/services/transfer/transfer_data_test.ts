import { assert, assertEquals, assertThrows } from "@std/assert";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { MAX_TASK_FILES } from "../../../lib/services/transfer/item_checks.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { DESTINATION, SOURCE } from "../../kit/fake_transfer.ts";

function sent(document: object) {
  return JSON.parse(JSON.stringify(document));
}

Deno.test("TransferData contains only its arguments", () => {
  assertEquals(sent(new TransferData(SOURCE, DESTINATION)), {
    DATA_TYPE: "transfer",
    DATA: [],
    source_endpoint: SOURCE,
    destination_endpoint: DESTINATION,
  });
  const data = new TransferData(SOURCE, DESTINATION, {
    label: null,
    notify_on_failed: undefined,
    recursive_symlinks: "copy",
  });
  assertEquals(Object.keys(data).sort(), [
    "DATA",
    "DATA_TYPE",
    "destination_endpoint",
    "label",
    "recursive_symlinks",
    "source_endpoint",
  ]);
});

Deno.test("TransferData can be read item by item", () => {
  const data = new TransferData(SOURCE, DESTINATION);
  data.addItem("/a", "/b");
  data.addItem("/c/", "/d/", { recursive: true });
  assertEquals([...data].map(({ source_path }) => source_path), ["/a", "/c/"]);
});

Deno.test("TransferData knows sync levels by name and number", () => {
  const level = (sync_level: unknown) =>
    new TransferData(SOURCE, DESTINATION, { sync_level: sync_level as number }).sync_level;
  assertEquals(["exists", "size", "mtime", "checksum"].map(level), [0, 1, 2, 3]);
  assertEquals([0, 3, null, undefined].map(level), [0, 3, null, undefined]);
  for (const wrong of ["newest", "Checksum", "", -1, 1.5, NaN, true, {}]) {
    assertThrows(() => level(wrong), RangeError, "Cannot transfer with sync_level");
  }
});

Deno.test("TransferData sends a date as an instant, and refuses an invalid one", () => {
  const deadline = new Date("2030-01-02T03:04:05.678+02:00");
  const data = new TransferData(SOURCE, DESTINATION, { deadline });
  assertEquals(data.deadline, "2030-01-02T01:04:05.678Z");
  const invalid = new Date(NaN);
  assertThrows(() => new TransferData(SOURCE, DESTINATION, { deadline: invalid }), RangeError);
  assertThrows(() => new DeleteData(SOURCE, { deadline: invalid }), RangeError);
});

Deno.test("the error of addItem() names the item and the wrong field", () => {
  const cases: [unknown, unknown, string][] = [
    ["", "/b", "Cannot add item 1: its source_path is empty"],
    ["/a", "", "Cannot add item 1: its destination_path is empty"],
    ["/a\0", "/b", "source_path is not a path: it holds a NUL character"],
    ["/a", "/\ud800", "destination_path is not a path: it holds half a surrogate pair"],
    ["/" + "a".repeat(70_000), "/b", "source_path is longer than"],
    [5, "/b", "source_path is not a string"],
    ["/a", undefined, "destination_path is not a string"],
    [null, "/b", "source_path is not a string"],
  ];
  for (const [from, to, message] of cases) {
    const data = new TransferData(SOURCE, DESTINATION);
    data.addItem("/fine", "/fine");
    const kind = typeof from === "string" && typeof to === "string" ? RangeError : TypeError;
    assertThrows(() => data.addItem(from as string, to as string), kind, message);
    assertEquals(data.DATA.length, 1);
  }
});

Deno.test("addItem() refuses fields of the wrong type", () => {
  const data = new TransferData(SOURCE, DESTINATION);
  for (
    const params of [{ recursive: "yes" }, { external_checksum: 5 }, { checksum_algorithm: true }]
  ) {
    assertThrows(() => data.addItem("/a", "/b", params as object), TypeError, "Cannot add item 0");
  }
  data.addItem("/a", "/b", { recursive: null, external_checksum: null });
  assertEquals(data.DATA.length, 1);
});

Deno.test("addItem() refuses more items than a task takes", () => {
  const transfer = new TransferData(SOURCE, DESTINATION);
  transfer.DATA.length = MAX_TASK_FILES;
  assertThrows(() => transfer.addItem("/a", "/b"), RangeError, "a task can have at most 100000000");
  const deletion = new DeleteData(SOURCE);
  deletion.DATA.length = MAX_TASK_FILES;
  assertThrows(() => deletion.addItem("/a"), RangeError, "a task can have at most 100000000");
});

Deno.test("the error of addItem() of a deletion says what is wrong with the path", () => {
  const data = new DeleteData(SOURCE);
  assertThrows(() => data.addItem(""), RangeError, "Cannot add item 0: its path is empty");
  assertThrows(() => data.addItem(7 as unknown as string), TypeError, "its path is not a string");
  data.addItem("/a", { additional_fields: { extra: 1 } });
  assertEquals(sent(data).DATA, [{ DATA_TYPE: "delete_item", path: "/a", extra: 1 }]);
  assertEquals([...data].length, 1);
});

Deno.test("addFilterRule() keeps rules in their order, and refuses a pattern that is not a string", () => {
  const data = new TransferData(SOURCE, DESTINATION);
  data.addFilterRule("keep*", { method: "include", type: "file" });
  data.addFilterRule("*");
  assertEquals(sent(data).filter_rules, [
    { DATA_TYPE: "filter_rule", method: "include", name: "keep*", type: "file" },
    { DATA_TYPE: "filter_rule", method: "exclude", name: "*" },
  ]);
  assertThrows(() => data.addFilterRule(5 as unknown as string), TypeError);
});

Deno.test("E5 additional fields never reach a prototype", () => {
  const extra = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}');
  const data = new TransferData(SOURCE, DESTINATION, { additional_fields: extra });
  data.addItem("/a", "/b", { additional_fields: extra });
  assert(data instanceof TransferData);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
  const text = JSON.stringify(data);
  assertEquals(text.split('"__proto__":{"polluted":1}').length - 1, 2);
});

Deno.test("the types of TransferData allow only what the service takes", () => {
  // @ts-expect-error: there is no such sync level.
  assertThrows(() => new TransferData(SOURCE, DESTINATION, { sync_level: "latest" }));
  // @ts-expect-error: the service would ignore a misspelt option.
  const data = new TransferData(SOURCE, DESTINATION, { verify_checksums: true });
  // @ts-expect-error: an item needs both paths.
  assertThrows(() => data.addItem("/a"), TypeError);
});
