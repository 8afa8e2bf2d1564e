import { assertEquals, assertThrows } from "@std/assert";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { ExpiredTokenError } from "../../lib/storage/errors.ts";
import { NotExpiredValidator } from "../../lib/storage/validators.ts";
import { FakeClock, START_SECONDS } from "../kit/clock.ts";
import { tokens } from "../kit/stores.ts";

function endingAt(expires_at_seconds: number) {
  const data = new TokenStorageData({ ...tokens("a").toDict(), expires_at_seconds });
  return new Map([["a", data]]);
}

Deno.test("NotExpiredValidator refuses a token one second after it has expired, and says when that was", () => {
  const clock = new FakeClock();
  const validator = new NotExpiredValidator({ clock });
  validator.afterRetrieve(endingAt(START_SECONDS));
  validator.afterRetrieve(new Map());
  clock.advance(1_000);
  const error = assertThrows(
    () => validator.afterRetrieve(endingAt(START_SECONDS)),
    ExpiredTokenError,
  );
  assertEquals(error.message, "Cannot use the token for a: it expired at 2023-11-14T22:13:20.000Z");
  assertEquals(error.expiredAtSeconds, START_SECONDS);
  validator.afterRetrieve(endingAt(START_SECONDS + 1));
});

Deno.test("NotExpiredValidator writes a time that no date can hold as a number", () => {
  const validator = new NotExpiredValidator({ clock: new FakeClock() });
  const old = endingAt(-Number.MAX_SAFE_INTEGER);
  assertThrows(
    () => validator.afterRetrieve(old),
    ExpiredTokenError,
    `it expired at ${-Number.MAX_SAFE_INTEGER}`,
  );
});
