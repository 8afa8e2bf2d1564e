import { ScopeParser } from "@globus-deno/sdk";
import { assertEquals } from "@std/assert";
import {
  codeOf,
  composeScopes,
  readScopeChoice,
  writeScopeChoice,
} from "../../../../site/tutorial/lessons/compose_scope.ts";

const ID = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";

Deno.test("composeScopes() makes data_access a dependency of the scope for Transfer", () => {
  const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
  const choice = { collection: ID, isOptional: true, withGroups: false };
  assertEquals(
    composeScopes(choice).join(" "),
    `${all}[*https://auth.globus.org/scopes/${ID}/data_access]`,
  );
  const others = composeScopes({ isOptional: true, withGroups: true });
  assertEquals(ScopeParser.parse(others.join(" ")).length, 2);
  assertEquals(`${others[0]}`, all);
});

Deno.test("codeOf() shows the calls that compose the same scopes", () => {
  const code = codeOf({ collection: ID, isOptional: true, withGroups: true });
  assertEquals(code.includes("dataAccess.withOptional(true)"), true);
  assertEquals(code.includes("GroupsScopes.viewMyGroupsAndMemberships"), true);
  // A login without these would bring no ID token.
  for (const scope of ["openid", "profile", "email"]) {
    assertEquals(code.includes(`AuthScopes.${scope},`), true, scope);
  }
  assertEquals(codeOf({ isOptional: true, withGroups: false }).includes("dataAccess"), false);
});

Deno.test("readScopeChoice() reads what writeScopeChoice() wrote, and drops a collection that is not a UUID", () => {
  for (const collection of [ID, undefined]) {
    const choice = { collection, isOptional: true, withGroups: true };
    assertEquals(readScopeChoice(new URLSearchParams(writeScopeChoice(choice))), choice);
  }
  const hostile = new URLSearchParams({ collection: `${ID}] other[` });
  assertEquals(readScopeChoice(hostile).collection, undefined);
});
