import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { OAuthRefreshTokenResponse } from "../../lib/oauth/token_response.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { type Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";
import { eachKind, tokens } from "../kit/stores.ts";

async function logIn(sandbox: Sandbox, client: NativeAppAuthClient) {
  const flow = client.oauth2StartFlow(["openid", TRANSFER_ALL], { refreshTokens: true });
  return await flow.exchangeCodeForTokens(await sandbox.approve(await flow.getAuthorizeUrl()));
}

/** The response to a renewal. */
function renewal(server: string, refreshToken?: string) {
  return new OAuthRefreshTokenResponse({
    access_token: `renewed-${server}`,
    refresh_token: refreshToken,
    expires_in: 100,
    resource_server: server,
    scope: "email",
    token_type: "Bearer",
    other_tokens: [],
  }, { receivedAtMs: 1_700_000_000_000 });
}

for (const refreshRotation of [true, false]) {
  eachKind(
    `storeRenewal() lets a program renew again and again, rotation ${
      refreshRotation ? "on" : "off"
    }`,
    async (storage) => {
      const { sandbox, clock } = new Setting({ refreshRotation });
      const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, { fetch: sandbox.fetch, clock });
      await storage.storeTokenResponse(await logIn(sandbox, client));
      const others = async () => (await storage.getTokenData("auth.globus.org"))!.toDict();
      const before = await others();
      for (let round = 0; round < 3; round++) {
        const old = (await storage.getTokenData(TRANSFER))!;
        clock.advance(60_000);
        await storage.update(async (all) => {
          const { refresh_token } = all.get(TRANSFER)!;
          all.storeRenewal(await client.oauth2RefreshToken(refresh_token!));
        });
        const after = (await storage.getTokenData(TRANSFER))!;
        assertNotEquals(after.access_token, old.access_token);
        assertEquals(after.refresh_token !== old.refresh_token, refreshRotation);
        assertEquals(after.expires_at_seconds - old.expires_at_seconds, 60);
        assertEquals(after.identity_id, sandbox.world.people[0].primary.id);
        assertEquals(after.scope, TRANSFER_ALL);
      }
      assertEquals(await others(), before);
    },
  );
}

eachKind(
  "a renewal keeps what its response does not name, within a change and outside of one",
  async (storage) => {
    const stored = new TokenStorageData({ ...tokens("a").toDict(), client_id: "the-client" });
    const identity_id = stored.identity_id!;
    const ways = [
      (response: OAuthRefreshTokenResponse) => storage.update((all) => all.storeRenewal(response)),
      (response: OAuthRefreshTokenResponse) => storage.storeTokenResponse(response),
    ];
    for (const renew of ways) {
      await storage.storeTokenDataByResourceServer([["a", stored], ["b", tokens("b")]]);
      for (
        const [given, kept] of [[undefined, "refresh-a-1"], ["next", "next"], [undefined, "next"]]
      ) {
        await renew(renewal("a", given));
        assertEquals({ ...(await storage.getTokenData("a"))?.toDict() }, {
          resource_server: "a",
          identity_id,
          scope: "email",
          access_token: "renewed-a",
          refresh_token: kept,
          expires_at_seconds: 1_700_000_100,
          token_type: "Bearer",
          client_id: "the-client",
        });
      }
      // Tokens for a further service belong to the identity of all others.
      await renew(renewal("c"));
      const data = await storage.getTokenData("c");
      assertEquals([data?.identity_id, data?.refresh_token], [identity_id, null]);
      await storage.removeTokenData("c");
      assertEquals((await storage.getTokenData("b"))?.access_token, "access-b-1");
    }
  },
);

eachKind("storeRenewal() takes the identity that its caller names", async (storage) => {
  await storage.update((all) => {
    all.storeRenewal(renewal("a"));
    assertEquals(all.get("a")?.identity_id, null);
    all.storeRenewal(renewal("a"), { identityId: "me" });
    assertEquals(all.get("a")?.identity_id, "me");
    all.storeRenewal(renewal("a"), { identityId: null });
    assertEquals(all.get("a")?.identity_id, null);
    assert(all.changed);
  });
});

eachKind(
  "a renewal for a service without tokens takes the identity of the others, if they agree",
  async (storage) => {
    const other = "91c8c9b0-2d3e-4a5b-8c7d-1234567890ab";
    const owner = tokens("a").identity_id;
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    await storage.storeTokenResponse(renewal("new"));
    assertEquals((await storage.getTokenData("new"))?.identity_id, owner);
    await storage.update((all) => {
      all.delete("new");
      all.set("b", new TokenStorageData({ ...tokens("b").toDict(), identity_id: other }));
      all.storeRenewal(renewal("new"));
    });
    assertEquals((await storage.getTokenData("new"))?.identity_id, null);
    await storage.update((all) => {
      for (const server of ["a", "b", "new"]) all.delete(server);
      all.storeRenewal(renewal("new"));
    });
    assertEquals((await storage.getTokenData("new"))?.identity_id, null);
  },
);
