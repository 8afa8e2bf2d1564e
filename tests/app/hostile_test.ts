import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InvalidResponseError } from "../../lib/core/errors.ts";
import { InvalidTokenResponseError } from "../../lib/oauth/errors.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";

type Document = Record<string, unknown>;

/** Changes that make a token response unusable. */
const changes: ((document: Document) => unknown)[] = [
  ...Object.entries({
    access_token: [undefined, null, "", 5, {}, "a b", "a\r\nx: y", "é", "\u0000"],
    token_type: [undefined, null, "", "mac", "DPoP", 5, []],
    expires_in: [undefined, null, "soon", "172800", -1, {}, true],
    scope: [undefined, null, 5, ["openid"], "x".repeat(65_537)],
    resource_server: [undefined, null, "", 5, {}],
    refresh_token: ["", 5, {}, false, "a\nb"],
    other_tokens: [undefined, null, {}, "[]", 5, [null], [[]], [{}], ["a"]],
  }).flatMap(([name, values]) =>
    values.map((value) => (document: Document) => ({ ...document, [name]: value }))
  ),
  (document) => ({ ...document, other_tokens: Array(201).fill(document) }),
  (document) => [document],
  ...[null, 5, "text", true, []].map((value) => () => value),
  (document) =>
    new Response(JSON.stringify(document), { headers: { "content-type": "text/html" } }),
  (document) => new Response(JSON.stringify(document), { status: 201 }),
  ...["{", "", "null", "[]", '{"access_token": "a"}{}'].map((text) => () =>
    new Response(text, { headers: { "content-type": "application/json" } })
  ),
];

async function snapshot(setting: Setting): Promise<unknown> {
  const all = await setting.storage.getTokenDataByResourceServer();
  return Object.fromEntries(Array.from(all, ([server, data]) => [server, { ...data.toDict() }]));
}

Deno.test(`B3 ${changes.length} hostile token responses are typed errors, and do not change the store`, async () => {
  assert(changes.length >= 60);
  for (const change of changes) {
    const setting = new Setting();
    const { hostile } = setting.sandbox;
    const app = setting.userApp();
    hostile.tokenResponse = change;
    await assertRejects(() => app.login(), InvalidResponseError, undefined, `${change}`);
    assertEquals(await snapshot(setting), {});

    hostile.tokenResponse = undefined;
    await app.login();
    setting.expire();
    const before = await snapshot(setting);
    hostile.tokenResponse = change;
    await assertRejects(() => header(app), InvalidResponseError, undefined, `${change}`);
    assertEquals(await snapshot(setting), before);

    hostile.tokenResponse = undefined;
    const logins = setting.logins.length;
    assertMatch(await header(app) ?? "", /^Bearer /);
    assertEquals(setting.logins.length, logins);
  }
});

Deno.test("B3 D4 a renewed token for another service is neither stored nor sent", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  setting.expire();
  const before = await snapshot(setting);
  const evil = { resource_server: "groups.api.globus.org" };
  setting.sandbox.hostile.tokenResponse = (document) => ({ ...document, ...evil });
  await assertRejects(() => header(app), InvalidTokenResponseError, TRANSFER);
  setting.sandbox.hostile.tokenResponse = (document) => ({
    ...document,
    other_tokens: [{ ...document, ...evil, other_tokens: undefined }],
  });
  await assertRejects(() => header(app), InvalidTokenResponseError);
  assertEquals(await snapshot(setting), before);
});
