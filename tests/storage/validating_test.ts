import { assertEquals, assertRejects } from "@std/assert";
import { type RefreshClient, RefreshTokenAuthorizer } from "../../lib/authorizers/refresh_token.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import type { IDTokenClaims } from "../../lib/oauth/id_token_claims.ts";
import { OAuthRefreshTokenResponse, OAuthTokenResponse } from "../../lib/oauth/token_response.ts";
import {
  IdentityMismatchError,
  MissingIdentityError,
  MissingTokenError,
  UnmetScopeRequirementsError,
} from "../../lib/storage/errors.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { ValidatingTokenStorage } from "../../lib/storage/validating.ts";
import {
  NotExpiredValidator,
  scopeRequirements,
  ScopeRequirementsValidator,
  UnchangingIdentityIDValidator,
} from "../../lib/storage/validators.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { tokens } from "../kit/stores.ts";

function of(identity_id: string | null, server = "a") {
  return new TokenStorageData({ ...tokens(server).toDict(), identity_id });
}

Deno.test("B6 ValidatingTokenStorage refuses tokens of another identity, and keeps the stored ones", async () => {
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
    "request the scope openid, or give identityId",
  );
  assertEquals([...(await memory.getTokenDataByResourceServer()).keys()], ["a"]);
  assertEquals(await storage.identityId, "me");
});

Deno.test("B6 two stores on one memory compare with the stored identity, not with the first one they saw", async () => {
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

Deno.test("ValidatingTokenStorage.getTokenData() throws if the token is missing", async () => {
  const storage = new ValidatingTokenStorage(new MemoryTokenStorage());
  const error = await assertRejects(() => storage.getTokenData("nowhere"), MissingTokenError);
  assertEquals(error.resourceServer, "nowhere");
});

Deno.test("ValidatingTokenStorage.storeTokenResponse() keeps the identity in a renewal", async () => {
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

Deno.test("ScopeRequirementsValidator applies requirements that are added later", async () => {
  const requirements = scopeRequirements({ a: "openid" });
  const storage = new ValidatingTokenStorage(new MemoryTokenStorage(), [
    new ScopeRequirementsValidator(requirements, {
      getConsents: () => Promise.reject(new Error("consents were requested")),
    }),
  ]);
  await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
  await storage.getTokenData("a");
  requirements.set("a", scopeRequirements({ a: "openid email" }).get("a")!);
  const error = await assertRejects(() => storage.getTokenData("a"), UnmetScopeRequirementsError);
  assertEquals(error.requiredScopes, ["openid", "email"]);
  // The same when tokens are stored: then the old ones stay.
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", tokens("a", 2)]]),
    UnmetScopeRequirementsError,
  );
});

/** The response to a renewal, with an ID token that names this identity. */
function renewal(server: string, id_token?: string): OAuthRefreshTokenResponse {
  return new OAuthRefreshTokenResponse({
    access_token: "renewed",
    expires_in: 10,
    resource_server: server,
    scope: "openid",
    token_type: "Bearer",
    other_tokens: [],
    id_token,
  }, { decodeIdToken: (sub) => Promise.resolve({ sub } as IDTokenClaims) });
}

Deno.test("tokens of two identities are an IdentityMismatchError in every method that reads them", async () => {
  const memory = new MemoryTokenStorage();
  await memory.storeTokenDataByResourceServer([
    ["a", of("me", "a")],
    ["b", of("you", "b")],
    ["c", of(null, "c")],
  ]);
  const checks = [[], [new UnchangingIdentityIDValidator()], [new NotExpiredValidator()]];
  for (const validators of checks) {
    const storage = new ValidatingTokenStorage(memory, validators);
    const doors = [
      ...["a", "b", "c", "nowhere"].map((server) => () => storage.getTokenData(server)),
      () => storage.getTokenDataByResourceServer(),
      () => storage.identityId,
    ];
    for (const door of doors) {
      const error = await assertRejects(door, IdentityMismatchError, "sweep: true");
      assertEquals([error.storedId, error.newId].sort(), ["me", "you"]);
    }
  }
  const pinned = new ValidatingTokenStorage(memory, [new UnchangingIdentityIDValidator()]);
  await assertRejects(
    () => pinned.storeTokenDataByResourceServer([["a", of("me")]]),
    IdentityMismatchError,
  );
  await memory.removeTokenData("b");
  assertEquals(await pinned.identityId, "me");
});

Deno.test("a renewal keeps the stored identity, whatever its ID token says", async () => {
  const kinds = [
    new MemoryTokenStorage(),
    new ValidatingTokenStorage(new MemoryTokenStorage()),
    new ValidatingTokenStorage(new MemoryTokenStorage(), [new UnchangingIdentityIDValidator()]),
  ];
  for (const storage of kinds) {
    await storage.storeTokenDataByResourceServer([["a", of("me")]]);
    for (const idToken of ["you", "me", "", undefined]) {
      await storage.storeTokenResponse(renewal("a", idToken));
      const data = (await storage.getTokenData("a"))!;
      assertEquals([data.access_token, data.identity_id], ["renewed", "me"]);
    }
    // A service without stored tokens.
    await storage.storeTokenResponse(renewal("b", "you"));
    assertEquals((await storage.getTokenData("b"))?.identity_id, "me");
  }
  // The identity that the caller gives counts.
  const [plain] = kinds;
  await plain.storeTokenResponse(renewal("a", "me"), { identityId: "another" });
  assertEquals((await plain.getTokenData("a"))?.identity_id, "another");
});

Deno.test("an ID token counts if no identity is stored, and an empty one does not", async () => {
  const storage = new MemoryTokenStorage();
  await storage.storeTokenResponse(renewal("a", ""));
  assertEquals((await storage.getTokenData("a"))?.identity_id, null);
  await storage.storeTokenResponse(renewal("a", "me"));
  assertEquals((await storage.getTokenData("a"))?.identity_id, "me");
  await assertRejects(
    () => renewal("a", "").decodeIdToken(),
    GlobusSDKUsageError,
    "the response has none",
  );
  const login = new OAuthTokenResponse({ ...renewal("a").data as object, id_token: "" });
  await storage.storeTokenResponse(login);
  assertEquals((await storage.getTokenData("a"))?.identity_id, null);
});

Deno.test("onRefresh that stores the response keeps the identity, also in a store without checks", async () => {
  const storage = new MemoryTokenStorage();
  await storage.storeTokenDataByResourceServer([["a", of("me")], ["b", of("me", "b")]]);
  const client: RefreshClient = {
    clock: systemClock,
    oauth2RefreshToken: () => Promise.resolve(renewal("a")),
  };
  const authorizer = new RefreshTokenAuthorizer("refresh", client, {
    onRefresh: (response) => storage.storeTokenResponse(response),
  });
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer renewed");
  const stored = await storage.getTokenDataByResourceServer();
  assertEquals(Array.from(stored.values(), ({ identity_id }) => identity_id), ["me", "me"]);
});

Deno.test("a check that changes the store it belongs to fails at once", async () => {
  const memory = new MemoryTokenStorage();
  const storage: ValidatingTokenStorage = new ValidatingTokenStorage(memory, [{
    async beforeStore() {
      await storage.removeTokenData("b");
    },
  }]);
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", of("me")]]),
    GlobusSDKUsageError,
    "the change under way makes this call",
  );
  assertEquals((await memory.getTokenDataByResourceServer()).size, 0);
});
