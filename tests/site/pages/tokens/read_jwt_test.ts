import { assert, assertEquals } from "@std/assert";
import { readJwt } from "../../../../site/pages/tokens/read_jwt.ts";

function encode(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

Deno.test("readJwt() reads header and claims, and writes times as dates", () => {
  const jwt = `${encode({ alg: "RS512" })}.${encode({ name: "Åsa 海", exp: 0, aud: ["a"] })}.abc`;
  assertEquals(readJwt(` ${jwt}\n`), {
    header: [["alg", "RS512"]],
    claims: [
      ["name", "Åsa 海"],
      ["exp", "0 (1970-01-01T00:00:00.000Z)"],
      ["aud", '["a"]'],
    ],
    signatureLength: 3,
  });
});

Deno.test("readJwt() says why a text is not a JWT, and never throws", () => {
  const object = encode({});
  for (
    const text of [
      "opaque",
      "a.b",
      "a.b.c",
      `${object}.${object}`,
      `${object}.${encode([1])}.x`,
      `${encode(null)}.${object}.x`,
      `${object}.${btoa("\xff\xfe")}.x`,
      `${object}.%%%.x`,
      "x".repeat(30_000),
      `${object}.${object}.x.y`,
    ]
  ) {
    assert(typeof readJwt(text) === "string", text);
  }
  const far = readJwt(`${object}.${encode({ exp: 1e300 })}.x`);
  assert(typeof far === "object");
  assertEquals(far.claims, [["exp", "1e+300"]]);
});
