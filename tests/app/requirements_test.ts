import { assertEquals, assertThrows } from "@std/assert";
import { Requirements } from "../../lib/app/requirements.ts";
import { ScopeParseError } from "../../lib/scopes/errors.ts";
import { header, Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

function texts({ byResourceServer }: Requirements) {
  return Object.fromEntries(
    Array.from(byResourceServer, ([server, scopes]) => [server, `${scopes}`]),
  );
}

Deno.test("Requirements names the services whose required scopes have changed", () => {
  const requirements = new Requirements();
  assertEquals(requirements.add({ a: "one two", b: [] }), ["a"]);
  assertEquals(requirements.add({ a: "two", b: "three" }), ["b"]);
  assertEquals(requirements.add({ a: ["two[x]"] }), ["a"]);
  assertEquals(texts(requirements), { a: "one,two[x]", b: "three" });
  assertEquals(requirements.remove({ a: "four", b: [], c: "five" }), []);
  assertEquals(requirements.remove({ a: "two[x]", b: "three" }), ["a", "b"]);
  assertEquals(texts(requirements), { a: "one,two" });
});

Deno.test("Requirements changes nothing if one of several texts is malformed", () => {
  const requirements = new Requirements();
  requirements.add({ a: "one" });
  assertThrows(() => requirements.add({ a: "two", b: "bad[" }), ScopeParseError);
  assertThrows(() => requirements.remove({ a: "one", b: "bad[" }), ScopeParseError);
  assertEquals(texts(requirements), { a: "one" });
});

Deno.test("a scope that is added for a service in use is requested with its next call", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const first = await header(app);
  app.addScopeRequirements({ [TRANSFER]: TRANSFER_ALL });
  assertEquals(await header(app), first);
  const scope = `urn:globus:auth:scope:${TRANSFER}:gcp_install`;
  app.addScopeRequirements({ [TRANSFER]: scope });
  await header(app);
  assertEquals(setting.logins.length, 2);
  assertEquals(setting.logins[1].searchParams.get("scope")?.includes(scope), true);
});
