import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { UnmetScopeRequirementsError } from "../../lib/storage/errors.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";

/** Stores another access token for Transfer, as another process would. */
async function storeAnother(setting: Setting, leftSeconds: number): Promise<void> {
  await setting.storage.update((tokens) => {
    const document = tokens.get(TRANSFER)!.toDict();
    const expires_at_seconds = Math.floor(setting.clock.now() / 1000) + leftSeconds;
    const data = { ...document, access_token: "of-another-process", expires_at_seconds };
    tokens.set(TRANSFER, new TokenStorageData(data));
  });
}

Deno.test("a token that another process stored is used in place of a renewal while it is good for a minute", async () => {
  for (const leftSeconds of [-1, 0, 30, 60, 61, 3_600]) {
    const setting = new Setting();
    const app = setting.userApp();
    await header(app);
    setting.expire();
    await storeAnother(setting, leftSeconds);
    const got = await header(app);
    const isTaken = leftSeconds > 60;
    assertEquals(got === "Bearer of-another-process", isTaken, `${leftSeconds} s`);
    assertEquals(setting.grants("refresh_token").length, isTaken ? 0 : 1, `${leftSeconds} s`);
    assertEquals(setting.logins.length, 1);
  }
});

Deno.test("a renewal that grants less than required is the error of the call, and no login is started", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await header(app);
  setting.expire();
  setting.sandbox.hostile.tokenResponse = (document) => ({
    ...document,
    scope: `urn:globus:auth:scope:${TRANSFER}:gcp_install`,
  });
  for (let n = 0; n < 3; n++) await assertRejects(() => header(app), UnmetScopeRequirementsError);
  assertEquals(setting.logins.length, 1);
  setting.sandbox.hostile.tokenResponse = undefined;
  assertMatch(await header(app) ?? "", /^Bearer /);
  assertEquals(setting.logins.length, 1);
});

Deno.test("a token that has expired, or that another process has removed, leads to a login", async () => {
  const setting = new Setting();
  const app = setting.userApp({ requestRefreshTokens: false });
  const first = await header(app);
  setting.expire();
  const second = await header(app);
  assertNotEquals(second, first);
  assertEquals(setting.logins.length, 2);

  const renewing = new Setting();
  const [mine, others] = [renewing.userApp(), renewing.userApp()];
  await header(mine);
  await others.logout();
  renewing.expire();
  assertMatch(await header(mine) ?? "", /^Bearer /);
  assertEquals([renewing.logins.length, renewing.grants("refresh_token").length], [2, 0]);
});
