import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  IdentityValidationError,
  MissingIdentityError,
  MissingTokenError,
  TokenStorageError,
  TokenValidationError,
  UnmetScopeRequirementsError,
} from "../../lib/storage/errors.ts";

Deno.test("each error of stored tokens tells its class by its name", () => {
  const errors = [
    [new TokenStorageError("m", "busy"), "TokenStorageError"],
    [new TokenValidationError("m"), "TokenValidationError"],
    [new IdentityValidationError("m"), "IdentityValidationError"],
    [new MissingIdentityError("m"), "MissingIdentityError"],
    [new IdentityMismatchError("m", "a", "b"), "IdentityMismatchError"],
    [new MissingTokenError("m", "groups.api.globus.org"), "MissingTokenError"],
    [new ExpiredTokenError("m", 1_000), "ExpiredTokenError"],
    [
      new UnmetScopeRequirementsError("m", "groups.api.globus.org", ["openid"]),
      "UnmetScopeRequirementsError",
    ],
  ] as const;
  for (const [error, name] of errors) {
    assertEquals(error.name, name);
    assertEquals(`${error}`, `${name}: m`);
  }
  for (const [error] of errors.slice(1)) assertInstanceOf(error, TokenValidationError);
});
