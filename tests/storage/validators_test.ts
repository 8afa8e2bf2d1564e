import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Scope } from "../../lib/scopes/scope.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  UnmetScopeRequirementsError,
} from "../../lib/storage/errors.ts";
import {
  NotExpiredValidator,
  ScopeRequirementsValidator,
  UnchangingIdentityIDValidator,
} from "../../lib/storage/validators.ts";
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

Deno.test("H1 UnchangingIdentityIDValidator names both identities, and no other text from a store", () => {
  const validator = new UnchangingIdentityIDValidator();
  const refusal = (priorIdentityId: string) => {
    const context = { priorIdentityId, tokenDataIdentityId: "you" };
    return assertThrows(() => validator.beforeStore(new Map(), context), IdentityMismatchError);
  };
  assertStringIncludes(refusal("me").message, "identity you, and the stored ones to me;");
  for (const odd of ["a b", "x".repeat(65), "<script>", "me\n"]) {
    assertStringIncludes(refusal(odd).message, "and the stored ones to (malformed);");
    assertEquals(refusal(odd).storedId, odd);
  }
});

Deno.test("ScopeRequirementsValidator requests consents once, and again while one is missing", async () => {
  const asked: string[] = [];
  let meets = false;
  const validator = new ScopeRequirementsValidator(
    new Map([["a", [Scope.parse("openid[urn:b]")]]]),
    {
      getConsents: (identityId) => {
        asked.push(identityId);
        return Promise.resolve({ toForest: () => ({ meetsScopeRequirements: () => meets }) });
      },
    },
  );
  const check = () =>
    validator.afterRetrieve(new Map([["a", tokens("a")]]), {
      priorIdentityId: "me",
      tokenDataIdentityId: "me",
    });
  await assertRejects(check, UnmetScopeRequirementsError, "has not consented");
  await assertRejects(check, UnmetScopeRequirementsError);
  assertEquals(asked, ["me", "me"]);
  meets = true;
  for (let n = 0; n < 3; n++) await check();
  assertEquals(asked.length, 2);
});
