import { assert, assertEquals } from "@std/assert";
import { projectAdmin, stillSandbox, TRANSFER_ALL } from "../../kit/sandbox_calls.ts";

Deno.test("scopes can be made, found, changed and deleted", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  const { id } = sandbox.world.demoClient;
  const body = { name: "View", description: "View beams", scope_suffix: "view" };
  const { scope } = (await call("POST", `/clients/${id}/scopes`, { scope: body })).body;
  assertEquals(scope.scope_string, `https://auth.globus.org/scopes/${id}/view`);
  assertEquals([scope.advertised, scope.allows_refresh_token], [false, true]);
  assertEquals((await call("POST", `/clients/${id}/scopes`, { scope: body })).status, 409);
  const bad = { ...body, scope_suffix: "No Good" };
  assertEquals((await call("POST", `/clients/${id}/scopes`, { scope: bad })).status, 422);
  const byString = await call("GET", `/scopes?scope_strings=${scope.scope_string},openid`);
  assertEquals(byString.body.scopes.length, 2);
  assertEquals((await call("GET", "/scopes")).body.scopes, [scope]);
  const openid = byString.body.scopes[1].id;
  const changed = (await call("PUT", `/scopes/${scope.id}`, {
    scope: { scope_suffix: "look", dependent_scopes: [{ scope: openid, optional: true }] },
  })).body.scope;
  assertEquals(changed.scope_string, `https://auth.globus.org/scopes/${id}/look`);
  assertEquals(changed.dependent_scopes, [
    { scope: openid, optional: true, requires_refresh_token: false },
  ]);
  assertEquals((await call("GET", `/scopes/${scope.id}`)).body.scope, changed);
  assertEquals((await call("DELETE", `/scopes/${scope.id}`)).body.scope, changed);
  assertEquals((await call("GET", `/scopes/${scope.id}`)).status, 404);
  assertEquals((await call("PUT", `/scopes/${openid}`, { scope: {} })).status, 403);
});

Deno.test("a scope that another depends on is named by its id or by its text", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  const own = sandbox.world.scopes.get(TRANSFER_ALL)!;
  const { body: { projects: [project] } } = await call("GET", "/projects");
  const { body: { client } } = await call("POST", "/clients", {
    client: { name: "API", project: project.id, client_type: "confidential_client" },
  });
  const path = `/clients/${client.id}/scopes`;
  const scope = { name: "Copy", description: "Copy data" };
  for (const [suffix, named] of [["by_id", own.id], ["by_text", TRANSFER_ALL]]) {
    const spec = { scope: named, optional: true, requires_refresh_token: false };
    const { status, body } = await call("POST", path, {
      scope: { ...scope, scope_suffix: suffix, dependent_scopes: [spec] },
    });
    assert(status < 300, `${status}`);
    assertEquals(body.scope.dependent_scopes, [{ ...spec, scope: own.id }]);
  }
  const unknown = { scope: "urn:x", optional: false, requires_refresh_token: false };
  const { status } = await call("POST", path, {
    scope: { ...scope, scope_suffix: "bad", dependent_scopes: [unknown] },
  });
  assert(status >= 400, `${status}`);
});
