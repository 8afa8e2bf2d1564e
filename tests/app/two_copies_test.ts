import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { ClientApp } from "../../lib/app/client_app.ts";
import type { TokenStorage } from "../../lib/storage/token_storage.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { loadSecondCopy } from "../kit/second_copy.ts";
import { header, Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

Deno.test("an app stores and renews its tokens in a storage of another copy of the SDK", async () => {
  const copy = await loadSecondCopy();
  const setting = new Setting();
  const storage = new copy.MemoryTokenStorage() as unknown as TokenStorage;
  assertEquals((storage as unknown) instanceof MemoryTokenStorage, false);
  await using app = setting.userApp({ tokenStorage: storage });
  const first = await header(app);
  assertMatch(first ?? "", /^Bearer /);
  const { identity_id: identity } = (await storage.getTokenData(TRANSFER))!;
  setting.expire();
  assertNotEquals(await header(app), first);
  // A renewal carries no identity: the stored one stays.
  assertEquals((await storage.getTokenData(TRANSFER))!.identity_id, identity);
  assertEquals(setting.logins.length, 1);
});

Deno.test("a renewal of one copy's client keeps the identity in a storage of the other", async () => {
  const copy = await loadSecondCopy();
  const setting = new Setting();
  await using app = setting.userApp();
  await header(app);
  const stored = (await setting.storage.getTokenData(TRANSFER))!;
  const client = new copy.NativeAppAuthClient(app.clientId, setting.sandbox.clientOptions);
  const response = await client.oauth2RefreshToken(stored.refresh_token!);
  await setting.storage.storeTokenResponse(response);
  assertEquals((await setting.storage.getTokenData(TRANSFER))!.identity_id, stored.identity_id);
});

Deno.test("an app accepts a login client, and a client an app, of another copy", async () => {
  const copy = await loadSecondCopy();
  const setting = new Setting();
  const { id, secret } = setting.newClient("confidential_client");
  const loginClient = new copy.ConfidentialAppAuthClient(
    id,
    secret,
    setting.sandbox.clientOptions,
  );
  await using app = new ClientApp("Copies", {
    loginClient: loginClient as never,
    scopeRequirements: { [TRANSFER]: TRANSFER_ALL },
    config: setting.config({ loginFlowManager: undefined }),
  });
  assertMatch(await header(app) ?? "", /^Bearer /);
  await using other = new copy.ClientApp("Copies", {
    clientId: id,
    clientSecret: secret,
    config: setting.config({ loginFlowManager: undefined }) as never,
  });
  const tc = new TransferClient({ app: other as never });
  assertEquals(await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray(), []);
});
