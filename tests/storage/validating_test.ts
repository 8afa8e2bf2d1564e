import { assertEquals, assertRejects } from "@std/assert";
import { OAuthRefreshTokenResponse } from "../../lib/oauth/token_response.ts";
import {
  IdentityMismatchError,
  MissingIdentityError,
  MissingTokenError,
  UnmetScopeRequirementsError,
} from "../../lib/storage/errors.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { ValidatingTokenStorage } from "../../lib/storage/validating.ts";
import {
  scopeRequirements,
  ScopeRequirementsValidator,
  UnchangingIdentityIDValidator,
} from "../../lib/storage/validators.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { tokens } from "./kinds.ts";

const of = (identity_id: string | null, server = "a") =>
  new TokenStorageData({ ...tokens(server).toDict(), identity_id });

Deno.test("B6 ValidatingTokenStorage refuses tokens of another identity, and keeps those stored", async () => {
  const memory = new MemoryTokenStorage();
  const storage = new ValidatingTokenStorage(memory, [new UnchangingIdentityIDValidator()]);
  await storage.storeTokenDataByResourceServer([["a", of("me")]]);
  const error = await assertRejects(
    () => storage.storeTokenDataByResourceServer([["b", of("you", "b")]]),
    IdentityMismatchError,
  );
  assertEquals([error.storedId, error.newId], ["me", "you"]);
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", of("me")], ["b", of("you", "b")]]),
    IdentityMismatchError,
    "several identities",
  );
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", of(null)]]),
    MissingIdentityError,
  );
  assertEquals([...(await memory.getTokenDataByResourceServer()).keys()], ["a"]);
  assertEquals(await storage.identityId, "me");
});

Deno.test("B6 two stores on one memory pin the identity that is stored, not the one they saw first", async () => {
  const memory = new MemoryTokenStorage();
  const make = () => new ValidatingTokenStorage(memory, [new UnchangingIdentityIDValidator()]);
  const [first, second] = [make(), make()];
  await first.storeTokenDataByResourceServer([["a", of("me")]]);
  await assertRejects(
    () => second.storeTokenDataByResourceServer([["a", of("you")]]),
    IdentityMismatchError,
  );
  await first.removeTokenData("a");
  await second.storeTokenDataByResourceServer([["a", of("you")]]);
  assertEquals(await first.identityId, "you");
});

Deno.test("ValidatingTokenStorage.getTokenData() throws for a token that is missing", async () => {
  const storage = new ValidatingTokenStorage(new MemoryTokenStorage());
  const error = await assertRejects(() => storage.getTokenData("nowhere"), MissingTokenError);
  assertEquals(error.resourceServer, "nowhere");
});

Deno.test("ValidatingTokenStorage.storeTokenResponse() keeps the identity over a renewal", async () => {
  const storage = new ValidatingTokenStorage(new MemoryTokenStorage(), [
    new UnchangingIdentityIDValidator(),
  ]);
  await storage.storeTokenDataByResourceServer([["a", of("me")]]);
  await storage.storeTokenResponse(
    new OAuthRefreshTokenResponse({
      access_token: "renewed",
      expires_in: 10,
      resource_server: "a",
      scope: "openid",
      token_type: "Bearer",
      other_tokens: [],
    }),
  );
  const data = await storage.getTokenData("a");
  assertEquals([data.access_token, data.identity_id], ["renewed", "me"]);
});

Deno.test("ScopeRequirementsValidator takes requirements that are added later", async () => {
  const requirements = scopeRequirements({ a: "openid" });
  const storage = new ValidatingTokenStorage(new MemoryTokenStorage(), [
    new ScopeRequirementsValidator(requirements, {
      getConsents: () => Promise.reject(new Error("nobody asked")),
    }),
  ]);
  await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
  await storage.getTokenData("a");
  requirements.set("a", scopeRequirements({ a: "openid email" }).get("a")!);
  const error = await assertRejects(() => storage.getTokenData("a"), UnmetScopeRequirementsError);
  assertEquals(error.requiredScopes, ["openid", "email"]);
  // The same while tokens are about to be stored: then the old ones stay.
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", tokens("a", 2)]]),
    UnmetScopeRequirementsError,
  );
});
