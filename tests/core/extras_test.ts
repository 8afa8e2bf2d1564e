import { assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { withExtras } from "../../lib/core/extras.ts";
import type { QueryParams } from "../../lib/core/query.ts";

const own = { grant_type: "refresh_token", scope: undefined, access_type: null, all: false };

Deno.test("withExtras() adds what the call leaves out", () => {
  const forms: [QueryParams | null | undefined, QueryParams][] = [
    [undefined, own],
    [null, own],
    [{}, own],
    [{ extra: "1", list: ["a", "b"], none: null }, {
      ...own,
      extra: "1",
      list: ["a", "b"],
      none: null,
    }],
    [{ scope: "openid", access_type: "offline" }, {
      ...own,
      scope: "openid",
      access_type: "offline",
    }],
    [{ grant_type: undefined }, own],
    [{ toString: "a", constructor: "b" }, { ...own, toString: "a", constructor: "b" }],
  ];
  for (const [extras, all] of forms) {
    assertEquals(withExtras("bodyParams", own, extras), all, Deno.inspect(extras));
  }
});

Deno.test("withExtras() refuses to override what the call sets, also with null", () => {
  const all: QueryParams[] = [
    { grant_type: "other" },
    { grant_type: "refresh_token" },
    { grant_type: null },
    { grant_type: "" },
    { all: true },
    { extra: "1", all: null },
  ];
  for (const extras of all) {
    const { message } = assertThrows(
      () => withExtras("bodyParams", own, extras),
      GlobusSDKUsageError,
      "from bodyParams",
    );
    assertEquals(message.includes("other"), false);
  }
});
