import { assert, assertEquals, assertRejects } from "@std/assert";
import { NetworkError } from "../../lib/core/errors.ts";
import { loadPart } from "../../lib/core/load_part.ts";

Deno.test("a part that cannot be loaded is a NetworkError, and nothing was sent", async () => {
  const cause = new TypeError("Failed to fetch dynamically imported module");
  const error = await assertRejects(
    () => loadPart("submit a task", Promise.reject(cause)),
    NetworkError,
    "Cannot submit a task: a part of the SDK could not be loaded",
  );
  assert(error.nothingSent);
  assertEquals(error.cause, cause);
});

Deno.test("a part that can be loaded is what loadPart() resolves to", async () => {
  const part = { name: "part" };
  assertEquals(await loadPart("submit a task", Promise.resolve(part)), part);
});
