import { assert, assertEquals } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { loadFailures } from "../../lib/core/load_failures.ts";

/** The error of a response with a word that the error must not show. */
function refused(): GlobusAPIError {
  const body = { code: "NotFound", message: "the token: canary-1", client_secret: "canary-2" };
  return new GlobusAPIError({
    method: "GET",
    url: "https://things.example/x",
    route: "/x",
    status: 404,
    statusText: "canary",
    headers: new Headers({ "content-type": "application/json" }),
    bytes: new TextEncoder().encode(JSON.stringify(body)),
    attempts: 1,
  });
}

Deno.test("GlobusAPIError shows no text of a response before the masking module is loaded", async () => {
  // Nothing else in this file loads that module.
  const hidden = refused();
  assertEquals(hidden.message, "Cannot GET /x: 404 NotFound ••••");
  assertEquals([hidden.code, hidden.messages, hidden.httpReason], ["NotFound", ["••••"], "••••"]);
  const shown = Deno.inspect(hidden, { depth: 9 }) + Deno.inspect(hidden.rawJson);
  assert(!shown.includes("canary"), shown);
  await loadFailures();
  const masked = refused();
  assertEquals(masked.message, "Cannot GET /x: 404 NotFound the token: ••••");
  assert(!Deno.inspect(masked.rawJson).includes("canary-2"), Deno.inspect(masked.rawJson));
});
