import { assert, assertEquals } from "@std/assert";
import { BrowserCookies } from "../../../lib/sandbox/person/browser.ts";
import type { Sandbox } from "../../../lib/sandbox/mod.ts";
import { AUTH, authorizeUrl, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("logIn() refuses a login that another browser began", async () => {
  const sandbox = stillSandbox();
  const page = await (await sandbox.browse(await authorizeUrl(sandbox))).text();
  const interaction = /name="interaction" value="([\w-]+)"/.exec(page)![1];
  const identity = sandbox.world.people[0].primary.id;
  const response = await sandbox.browse(`${AUTH}/v2/web/login`, {
    method: "POST",
    body: new URLSearchParams({ interaction, identity }),
  });
  assertEquals(response.status, 400);
});

const COLLECTION = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";
const DATA_ACCESS = `https://auth.globus.org/scopes/${COLLECTION}/data_access`;
const TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** Opens a login up to the consent page, as Ada. */
async function consentPage(sandbox: Sandbox, scope: string) {
  const cookies = new BrowserCookies();
  const send = async (url: string, body?: URLSearchParams) => {
    const response = await sandbox.browse(url, {
      method: body ? "POST" : "GET",
      body,
      headers: { cookie: cookies.header },
      redirect: "manual",
    });
    cookies.keep(response);
    return response;
  };
  const login = await (await send(await authorizeUrl(sandbox, { scope }))).text();
  const interaction = /name="interaction" value="([\w-]+)"/.exec(login)![1];
  const identity = sandbox.world.people[0].primary.id;
  const answer = await send(
    `${AUTH}/v2/web/login`,
    new URLSearchParams({ interaction, identity }),
  );
  const page = await (await send(answer.headers.get("location")!)).text();
  return { interaction, page, send };
}

Deno.test("the consent page leads back to the sample users, for another user to log in", async () => {
  const sandbox = stillSandbox();
  const { page, send } = await consentPage(sandbox, "openid");
  const path = /<a href="([^"]+)">Not you\? Use another account/.exec(page)![1];
  const again = await (await send(`${AUTH}${path}`)).text();
  assert(again.includes("Choose a sample user"));
  assert(again.includes("mei@fjord.example"));
});

Deno.test("only optional scopes have a box, and one that is not kept is not granted", async () => {
  const sandbox = stillSandbox();
  const { interaction, page, send } = await consentPage(
    sandbox,
    `openid ${TRANSFER}[*${DATA_ACCESS}]`,
  );
  assertEquals([...page.matchAll(/name="kept" value="([^"]+)"/g)].map(([, scope]) => scope), [
    DATA_ACCESS,
  ]);
  const decide = new URLSearchParams({ interaction, decision: "allow", offered: DATA_ACCESS });
  const answer = await send(`${AUTH}/v2/web/consent`, decide);
  assertEquals(answer.status, 303);
  const [code] = sandbox.world.codes.values();
  assertEquals(code.scopes.map(({ scope, dependencies }) => [scope, dependencies]), [
    ["openid", []],
    [TRANSFER, []],
  ]);
});

Deno.test("a scope that is not optional cannot be declined by a forged form", async () => {
  const sandbox = stillSandbox();
  const { interaction, send } = await consentPage(sandbox, `openid ${TRANSFER}[*${DATA_ACCESS}]`);
  const form = new URLSearchParams({ interaction, decision: "allow", offered: TRANSFER });
  await send(`${AUTH}/v2/web/consent`, form);
  const [code] = sandbox.world.codes.values();
  assertEquals(code.scopes.map(({ scope }) => scope), ["openid", TRANSFER]);
  assertEquals(code.scopes[1].dependencies.length, 1);
});
