import { assert, assertEquals } from "@std/assert";
import { BrowserCookies } from "../../../lib/sandbox/person/browser.ts";
import {
  AUTH,
  authApi,
  authorizeUrl,
  stillSandbox,
  TRANSFER_ALL,
} from "../../kit/sandbox_calls.ts";

const URN = "urn:globus:auth:scope:auth.globus.org:";

Deno.test("getConsents() shows one's own consents, as trees, of this client or of all", async () => {
  const sandbox = stillSandbox();
  const { world } = sandbox;
  const storage = [...world.collections.all()].find((one) => one.needsDataAccess)!.id;
  const dataAccess = `https://auth.globus.org/scopes/${storage}/data_access`;
  const call = await authApi(sandbox, `${URN}view_consents ${TRANSFER_ALL}[*${dataAccess}]`);
  await sandbox.login({ clientId: world.demoClient.id, scopes: "openid" });
  const me = world.people[0].primary.id;
  const { consents } = (await call("GET", `/identities/${me}/consents?all=False`)).body;
  assertEquals(
    consents.map((one: Record<string, unknown>) => [one.scope_name, one.atomically_revocable]),
    [[`${URN}view_consents`, false], [TRANSFER_ALL, false], [dataAccess, true]],
  );
  const [, root, child] = consents;
  assertEquals([root.dependency_path, child.dependency_path], [[root.id], [root.id, child.id]]);
  assertEquals([root.client, child.client], [
    world.tutorialClientId,
    "2fbdda78-a599-4cb5-ac3d-1fbcfbc6a754",
  ]);
  const all = (await call("GET", `/identities/${me}/consents?all=true`)).body.consents;
  assertEquals(all.length, 4);
  const other = world.people[1].primary.id;
  assertEquals((await call("GET", `/identities/${other}/consents`)).status, 403);
  // What a client was allowed itself, any of its tokens may see.
  const weak = await authApi(sandbox, "openid");
  assertEquals((await weak("GET", `/identities/${me}/consents?all=true`)).status, 403);
  const own = (await weak("GET", `/identities/${me}/consents`)).body.consents;
  assertEquals(own.length, 4);
  assert(own.every((one: Record<string, unknown>) => one.client !== world.demoClient.id));
});

Deno.test("the consents page takes a consent back, its subtree and their tokens with it", async () => {
  const sandbox = stillSandbox();
  const { world } = sandbox;
  const cookies = new BrowserCookies();
  await sandbox.approve(await authorizeUrl(sandbox), { cookies });
  const tokens = await sandbox.login({ scopes: TRANSFER_ALL, refreshTokens: true });
  const root = world.consents.of(world.people[0].primary.id)
    .find((consent) => consent.scope_name === TRANSFER_ALL)!;
  const page = `${AUTH}/v2/web/consents`;
  const headers = { cookie: cookies.header };
  assert((await (await sandbox.browse(page, { headers })).text()).includes(`value="${root.id}"`));
  const body = new URLSearchParams({ consent: String(root.id) });
  await sandbox.browse(page, { method: "POST", headers, body });
  assertEquals(world.consents.get(root.id), undefined);
  const refreshed = await sandbox.fetch(`${AUTH}/v2/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: world.tutorialClientId,
      refresh_token: tokens.refresh_token!,
    }),
  });
  assertEquals((await refreshed.json()).error, "invalid_grant");
  assertEquals((await sandbox.browse(page)).status, 401);
});
