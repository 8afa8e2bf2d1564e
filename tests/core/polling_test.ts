import { assert, assertEquals } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import {
  GlobusConnectionError,
  GlobusSDKUsageError,
  InvalidResponseError,
} from "../../lib/core/errors.ts";
import { isPassing, jittered } from "../../lib/core/polling.ts";

function refusal(status: number) {
  return new GlobusAPIError({
    method: "GET",
    url: "https://things.example/x",
    route: "/x",
    status,
    statusText: "",
    headers: new Headers(),
    bytes: new Uint8Array(),
    attempts: 1,
  });
}

Deno.test("isPassing() is true for errors that may be over at the next request", () => {
  for (const status of [408, 429, 500, 502, 503, 504]) assert(isPassing(refusal(status)));
  assert(isPassing(new GlobusConnectionError("Cannot connect: a test", true)));
  assert(isPassing(new InvalidResponseError("Cannot read it: a test", 200)));
  for (const status of [400, 401, 403, 404, 409, 422]) assert(!isPassing(refusal(status)));
  for (const other of [new GlobusSDKUsageError("Cannot: a test"), new TypeError("x"), null, 5]) {
    assert(!isPassing(other));
  }
});

Deno.test("jittered() stays within a quarter of the pause", () => {
  assertEquals([0, 0.5, 1].map((random) => jittered({ random: () => random }, 1000)), [
    750,
    1000,
    1250,
  ]);
});
