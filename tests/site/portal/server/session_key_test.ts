import { assertEquals, assertRejects } from "@std/assert";
import { sessionKey } from "../../../../site/portal/server/session_key.ts";

Deno.test("sessionKey() makes one key, readable only by its owner, however many processes start", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/session.key`;
  const all = await Promise.all(Array.from({ length: 8 }, () => sessionKey(undefined, file)));
  assertEquals(new Set(all.map((key) => key.toHex())).size, 1);
  if (Deno.build.os !== "windows") {
    assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
  }
  assertEquals([...Deno.readDirSync(folder)].length, 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("sessionKey() refuses a key that is not base64url, and does not show it", async () => {
  const error = await assertRejects(() => sessionKey("not/base64+url=!", "unused"), RangeError);
  assertEquals(error.message.includes("not/"), false);
});
