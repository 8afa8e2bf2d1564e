import { assert, assertEquals } from "@std/assert";
import {
  addressOf,
  applyButton,
  DEFAULT_OPTIONS,
  MAX_ITEMS,
  readTransferQuery,
  transferAddress,
} from "../../../../site/pages/transfer/transfer_query.ts";
import { draftTransfer } from "../../../../site/pages/transfer/transfer_view.ts";

const A = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const B = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

function query(text: string) {
  return readTransferQuery(new URLSearchParams(text));
}

Deno.test("readTransferQuery() uses the defaults of Globus for absent fields", () => {
  assertEquals(query(""), {
    source: { endpoint: "", path: undefined, q: "" },
    destination: { endpoint: "", path: undefined, q: "" },
    items: [],
    options: DEFAULT_OPTIONS,
  });
});

Deno.test("readTransferQuery() drops invalid values", () => {
  const read = query(
    `source=../../etc&source_path=a/../../b&destination=${B.toUpperCase()}&item=relative&item=/ok` +
      `&item=/a%00b&item=/ok&sync_level=9&label=${"%0a x".repeat(200)}`,
  );
  assertEquals(read.source, { endpoint: "", path: "/b/", q: "" });
  assertEquals(read.destination.endpoint, B.toUpperCase());
  assertEquals(read.items, ["/ok"]);
  assertEquals(read.options.sync_level, "");
  assertEquals(read.options.label.length, 128);
  assert(!read.options.label.includes("\n"));
  const many = new URLSearchParams();
  for (let i = 0; i < MAX_ITEMS + 50; i++) many.append("item", `/${i}`);
  assertEquals(readTransferQuery(many).items.length, MAX_ITEMS);
});

Deno.test("readTransferQuery() reads absent boxes as unchecked only if the form was sent", () => {
  assertEquals(query("encrypt_data=yes").options.verify_checksum, true);
  assertEquals(query("encrypt_data=yes").options.encrypt_data, false);
  const { options } = query("options=given&encrypt_data=yes");
  assertEquals([options.verify_checksum, options.encrypt_data], [false, true]);
});

Deno.test("addressOf() writes a URL that reads as the same form", () => {
  const form = query(
    `source=${A}&source_path=/a b/&destination=${B}&destination_path=/~/&item=/a b/x%26y` +
      "&item=/a b/d/&options=given&delete_destination_extra=yes&sync_level=0&label=Run 7",
  );
  assertEquals(query(addressOf(form).split("?")[1]), form);
  assertEquals(transferAddress({}), "/transfer");
});

Deno.test("addressOf() leaves out items that would make the URL too long", () => {
  const form = query(`source=${A}&destination=${B}`);
  form.items = Array.from({ length: 100 }, (_, i) => `/a/long/path/to/file${i}`);
  assertEquals(addressOf(form), `/transfer?source=${A}&destination=${B}`);
});

Deno.test("applyButton() opens, chooses and changes, and drops the items of another source", () => {
  const form = query(`source=${A}&source_path=/a/&destination=${B}&item=/a/x`);
  assertEquals(applyButton(form, "source open /a/b c/").source.path, "/a/b c/");
  assertEquals(applyButton(form, "source open /a/b c/").items, ["/a/x"]);
  const other = applyButton(form, `source use ${B}`);
  assertEquals([other.source.endpoint, other.source.path, other.items], [B, undefined, []]);
  assertEquals(applyButton(form, "destination change").destination.endpoint, "");
  assertEquals(applyButton(form, "destination change").items, ["/a/x"]);
  for (const odd of ["", "refresh", "source use ../x", "both open /", "source drop /"]) {
    assertEquals(applyButton(form, odd), form, odd);
  }
});

Deno.test("draftTransfer() puts each item into the chosen folder", () => {
  const { document } = draftTransfer(query(
    `source=${A}&destination=${B}&destination_path=/to/&item=/a/x.txt&item=/a/d/&item=/` +
      "&sync_level=3&label=Run",
  ));
  assertEquals(document?.DATA, [
    { DATA_TYPE: "transfer_item", source_path: "/a/x.txt", destination_path: "/to/x.txt" },
    {
      DATA_TYPE: "transfer_item",
      source_path: "/a/d/",
      destination_path: "/to/d/",
      recursive: true,
    },
    { DATA_TYPE: "transfer_item", source_path: "/", destination_path: "/to/", recursive: true },
  ]);
  assertEquals([document?.label, document?.sync_level, document?.verify_checksum], [
    "Run",
    3,
    true,
  ]);
});

Deno.test("draftTransfer() says what is missing", () => {
  assertEquals(draftTransfer(query("")).problems?.length, 2);
  assertEquals(draftTransfer(query(`source=${A}&destination=${B}`)).problems, [
    "Choose at least one file or folder.",
    "Choose a destination folder.",
  ]);
});

Deno.test("draftTransfer() says how Globus writes a Windows path", () => {
  for (const to of ["C:\\work\\", "C:/work/"]) {
    const typed = new URLSearchParams({ source: A, destination: B, destination_path: to });
    const { problems } = draftTransfer(query(`${typed}&item=/a/x`));
    assertEquals(problems?.length, 1, to);
    assert(problems?.[0].includes("/C/work/"), problems?.[0]);
  }
});

Deno.test("draftTransfer() does not move an item onto or into itself", () => {
  const same = (item: string, to: string) =>
    draftTransfer(query(`source=${A}&destination=${A}&destination_path=${to}&item=${item}`));
  for (const [item, to] of [["/a/x", "/a/"], ["/a/d/", "/a/"], ["/a/", "/a/b/"], ["/", "/x/"]]) {
    assert(same(item, to).problems, `${item} to ${to}`);
  }
  for (const [item, to] of [["/a/x", "/b/"], ["/a/x/y/x", "/a/"], ["/a/d/", "/a/dd/"]]) {
    assertEquals(same(item, to).problems, undefined, `${item} to ${to}`);
  }
});
