import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { RequirementNotMetError } from "../../lib/gare/errors.ts";
import { GARE } from "../../lib/gare/gare.ts";
import { RequirementGuard, requirementKey } from "../../lib/gare/guard.ts";
import type { AuthorizationParametersDocument } from "../../lib/gare/parameters.ts";

function gare(parameters: AuthorizationParametersDocument, code = "X") {
  return new GARE(code, parameters);
}

function key(parameters: AuthorizationParametersDocument, code?: string) {
  return requirementKey(gare(parameters, code));
}

Deno.test("requirementKey() is the same for equal requirements", () => {
  assertEquals(
    key({ required_scopes: ["a[c *b]", "d"], session_required_policies: ["P", "q"] }),
    key({
      required_scopes: ["d", "a[*b]  a[c]"],
      session_required_policies: ["q", "p", "q", ""],
      session_message: "other words",
      session_required_identities: [],
      session_required_mfa: false,
    }, "Y"),
  );
});

Deno.test("requirementKey() depends on everything that a login can fulfill", () => {
  const all: AuthorizationParametersDocument[] = [
    {},
    { required_scopes: ["a"] },
    { required_scopes: ["*a"] },
    { required_scopes: ["a[b]"] },
    { required_scopes: ["a[*b]"] },
    { required_scopes: ["a["] },
    { session_required_identities: ["a"] },
    { session_required_policies: ["a"] },
    { session_required_single_domain: ["a"] },
    { session_required_mfa: true },
    { prompt: "login" },
  ];
  assertEquals(new Set(all.map((each) => key(each))).size, all.length);
  assertNotEquals(key({ required_scopes: ["a", "b"] }), key({ required_scopes: ["a b["] }));
});

Deno.test("RequirementGuard throws when a requirement comes again after its login", () => {
  const guard = new RequirementGuard();
  guard.beforeLogin(gare({ session_required_mfa: true }));
  const error = assertThrows(
    () => guard.beforeLogin(gare({ session_required_mfa: true, session_message: "again" }, "Y")),
    RequirementNotMetError,
  );
  assertEquals(error.code, "Y");
  assert(error instanceof GlobusError);
});

Deno.test("RequirementGuard never allows a third login, however the requirement changes", () => {
  const guard = new RequirementGuard();
  guard.beforeLogin(gare({ required_scopes: ["a"] }));
  guard.beforeLogin(gare({ required_scopes: ["b"] }));
  assertThrows(() => guard.beforeLogin(gare({ required_scopes: ["c"] })), RequirementNotMetError);
  const strict = new RequirementGuard({ maxLogins: 1 });
  strict.beforeLogin(gare({ required_scopes: ["a"] }));
  assertThrows(() => strict.beforeLogin(gare({ required_scopes: ["b"] })), RequirementNotMetError);
});
