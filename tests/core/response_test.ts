import { assertEquals, assertStrictEquals } from "@std/assert";
import { httpResponse, rememberResponse } from "../../lib/core/response.ts";

const response = {
  status: 200,
  statusText: "",
  headers: new Headers(),
  url: "https://things.example/x",
  attempts: 1,
};

Deno.test("httpResponse() gives the response of a document, and undefined for any other", () => {
  const document = Object.freeze({ a: 1 });
  rememberResponse(document, response);
  assertStrictEquals(httpResponse(document), response);
  assertEquals(httpResponse({ a: 1 }), undefined);
  assertEquals(httpResponse(structuredClone(document)), undefined);
  assertEquals(Reflect.ownKeys(document), ["a"]);
});

Deno.test("E5 httpResponse() ignores the fields of a document", () => {
  const document = JSON.parse('{"__proto__":{"status":1},"constructor":1,"httpResponse":2}');
  assertEquals(httpResponse(document), undefined);
  rememberResponse(document, response);
  assertStrictEquals(httpResponse(document), response);
});
