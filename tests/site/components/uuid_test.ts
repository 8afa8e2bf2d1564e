import { assertEquals } from "@std/assert";
import { readUuid } from "../../../site/components/uuid.ts";

const ID = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";

Deno.test("readUuid() accepts a UUID in upper or lower case, and nothing else", () => {
  assertEquals(readUuid(` ${ID.toUpperCase()} `), ID);
  for (const text of [null, "", `${ID}0`, ID.replaceAll("-", ""), "../../x", `${ID}\n${ID}`]) {
    assertEquals(readUuid(text), undefined);
  }
});
