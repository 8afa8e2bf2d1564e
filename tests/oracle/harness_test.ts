import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { FakeService } from "./fake_service.ts";
import { camelCase, compare, isTyped, meansSame } from "./harness.ts";
import { runTopic } from "./semantics.ts";
import { readWireFiles, runWireFile } from "./wire.ts";

Deno.test("compare() finds a value that differs, is missing, or is one too many", () => {
  const expected = { a: [1, { b: null }], c: "x" };
  assertEquals(compare(expected, { a: [1, { b: null }], c: "x", d: undefined }), undefined);
  assertStringIncludes(compare(expected, { a: [1, { b: 0 }], c: "x" })!, "a[1].b");
  assertStringIncludes(compare(expected, { a: [1, {}], c: "x" })!, "a[1].b");
  assertStringIncludes(compare(expected, { a: [1, { b: null }, 2], c: "x" })!, "a.length");
  assertStringIncludes(compare(expected, { ...expected, d: 1 })!, "d: not expected");
  assertStringIncludes(compare({ a: "1" }, { a: 1 })!, "a");
  assertStringIncludes(compare([], {})!, "result");
});

Deno.test("compare() takes an error for an expected one only if it means the same", () => {
  const expected = { raises: "ValueError", is_a: [] };
  assertEquals(compare(expected, new RangeError("Cannot add: it is negative")), undefined);
  assert(compare(expected, new Error("Cannot add: it is negative")) !== undefined);
  assert(compare(expected, { value: 1 }) !== undefined);
  assert(compare({ value: 1 }, new RangeError("Cannot add: it is negative")) !== undefined);
});

Deno.test("compare() lets an accident of Python be anything but a crash", () => {
  const crash = () => (undefined as unknown as { a: number }).a;
  let error;
  try {
    crash();
  } catch (thrown) {
    error = thrown;
  }
  assertEquals(compare({ accident: true, value: 1 }, { value: 2 }), undefined);
  assert(compare({ accident: true, value: 1 }, error) !== undefined);
  assertEquals(isTyped(error), false);
});

Deno.test("isTyped() tells the SDK's own errors from crashes", () => {
  assert(isTyped(new GlobusSDKUsageError("anything")));
  assert(isTyped(new TypeError('Cannot put ".." in a path: no valid id')));
  for (
    const crash of [
      () => JSON.parse("{"),
      () => new URL("no url"),
      () => (null as unknown as () => void)(),
      () => Object.defineProperty(Object.freeze({}), "a", {}),
      () => (undefined as unknown as unknown[])[0],
    ]
  ) {
    let error: unknown;
    try {
      crash();
    } catch (thrown) {
      error = thrown;
    }
    assertEquals(isTyped(error), false, String(error));
    assertEquals(meansSame({ raises: "ValueError" }, error), false);
  }
});

Deno.test("camelCase() writes Python's names as ours", () => {
  const names = ["oauth2_start_flow", "get_jwk", "endpoint_manager_acl_list", "userinfo"];
  assertEquals(names.map(camelCase), [
    "oauth2StartFlow",
    "getJwk",
    "endpointManagerAclList",
    "userinfo",
  ]);
});

Deno.test("FakeService records what fetch would send", async () => {
  const service = new FakeService(() => ({ status: 204 }));
  const response = await service.fetch("https://h.example/a%2Fb?x=1&x=2", {
    method: "post",
    headers: { "content-type": "application/json", "x-other": "1" },
    body: '{"a":null}',
  });
  assertEquals(response.status, 204);
  assertEquals(service.requests, [{
    method: "POST",
    base: "https://h.example",
    path: "/a%2Fb",
    query: [["x", "1"], ["x", "2"]],
    headers: { "content-type": "application/json" },
    body_type: "json",
    body: { a: null },
  }]);
});

Deno.test("runWireFile() fails a vector whose request, result or error is not met", async () => {
  const { files, inventory } = readWireFiles();
  const base = files.find((file) => file.client === "BaseClient");
  const vector = base?.vectors.find((one) => one.id === "get/minimal");
  if (!base || !vector) return; // Another folder of vectors, without this client.
  const [request] = vector.requests;
  const spoiled = [
    { ...vector, requests: [{ ...request, path: "/v1/other" }] },
    { ...vector, requests: [{ ...request, query: [["a", "b"]] as [string, string][] }] },
    { ...vector, requests: [{ ...request, headers: {} }] },
    { ...vector, requests: [] },
    { ...vector, requests: [request, request] },
    { ...vector, raises: "GlobusAPIError" },
    { ...vector, canned: [{ status: 404 }] },
    { ...vector, result: 5 },
  ];
  const { outcomes } = await runWireFile({ ...base, vectors: spoiled }, inventory);
  assertEquals(outcomes.map(({ status }) => status), spoiled.map(() => "failed"));
});

Deno.test("runTopic() counts a topic that is not written as not yet there", async () => {
  const vectors = [{ id: "x/1", input: {}, expect: {} }];
  const { outcomes } = await runTopic({ topic: "no_such_topic", vectors });
  assertEquals(outcomes.map(({ status }) => status), ["not yet there"]);
});
