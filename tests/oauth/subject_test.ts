import { assertEquals, assertThrows } from "@std/assert";
import { InvalidResponseError } from "../../lib/core/errors.ts";
import { subjectOf } from "../../lib/oauth/subject.ts";

Deno.test("C9 subjectOf() gives the identity of a userinfo, and refuses one that names none", () => {
  assertEquals(subjectOf({ sub: "ann" }), "ann");
  for (const userinfo of [null, {}, { sub: null }, { sub: "" }, { sub: 5 }, { sub: ["ann"] }]) {
    const error = assertThrows(() => subjectOf(userinfo), InvalidResponseError);
    assertEquals(error.message, "Cannot use the userinfo: sub is missing");
    assertEquals((error as InvalidResponseError).httpStatus, 200);
  }
});
