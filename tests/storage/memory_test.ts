import { assertEquals, assertRejects } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { tokens } from "../kit/stores.ts";

Deno.test("MemoryTokenStorage says that its tokens end with the program", () => {
  assertEquals(new MemoryTokenStorage().isLongLived, false);
  assertEquals(new MemoryTokenStorage().withNamespace("work").isLongLived, false);
});

Deno.test("MemoryTokenStorage names the tokens in memory in errors", async () => {
  const storage = new MemoryTokenStorage();
  await assertRejects(
    () => storage.update(() => storage.removeTokenData("a")),
    GlobusSDKUsageError,
    "Cannot change the tokens in memory:",
  );
});

Deno.test("MemoryTokenStorage.forGlobusApp() makes an empty store with the app's namespace", async () => {
  const storage = MemoryTokenStorage.forGlobusApp({ namespace: "work" });
  assertEquals(storage.namespace, "work");
  await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
  assertEquals((await storage.withNamespace("work").getTokenData("a"))?.scope, "openid");
  assertEquals(
    await MemoryTokenStorage.forGlobusApp({ namespace: "work" }).getTokenData("a"),
    undefined,
  );
  assertEquals(MemoryTokenStorage.forGlobusApp().namespace, "DEFAULT");
});
