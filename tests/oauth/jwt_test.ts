import { assertEquals, assertThrows } from "@std/assert";
import { decodeBase64Url } from "../../lib/oauth/decode_base64url.ts";
import { InvalidIDTokenError } from "../../lib/oauth/errors.ts";
import type { IDTokenTools } from "../../lib/oauth/id_token_tools.ts";
import { parseCompact } from "../../lib/oauth/jwt.ts";
import { part } from "../kit/id_tokens.ts";

/** What reading a token needs of the tools. */
const TOOLS = { InvalidIDTokenError, decodeBase64Url } as IDTokenTools;

Deno.test("C1 parseCompact() reads the header of a token, and says which part is malformed", () => {
  const { header, parts } = parseCompact(`${part({ alg: "RS512" })}.${part({})}.AA`, TOOLS);
  assertEquals({ ...header }, { alg: "RS512" });
  assertEquals(parts[2], "AA");
  for (const odd of [[], "text", 5, null, true]) {
    const error = assertThrows(
      () => parseCompact(`${part(odd)}.${part({})}.AA`, TOOLS),
      InvalidIDTokenError,
      "its header is not a JSON object",
    );
    assertEquals(error.fault, "malformed");
  }
});
