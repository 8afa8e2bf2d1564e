import { assertEquals, assertRejects } from "@std/assert";
import { AppAuthClient } from "../../lib/app/auth_client.ts";
import { InvalidResponseError } from "../../lib/core/errors.ts";
import { Scope } from "../../lib/scopes/scope.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";

const ID = "8ca28797-3541-4a5d-a264-05b00f91e608";

function clientWith(consents: unknown) {
  const { fetch, requests } = fakeFetch(() => Response.json({ consents }));
  return { client: new AppAuthClient({ fetch }), requests };
}

Deno.test("an app reads the consents of an identity, without those of other clients", async () => {
  const { client, requests } = clientWith([
    { id: 1, scope_name: "urn:a", dependency_path: [1] },
    { id: 2, scope_name: "urn:b", dependency_path: [1, 2] },
  ]);
  const forest = (await client.getConsents(ID)).toForest();
  assertEquals(forest.meetsScopeRequirements([Scope.parse("urn:a[urn:b]")]), true);
  assertEquals(forest.meetsScopeRequirements([Scope.parse("urn:a"), Scope.parse("urn:b")]), false);
  assertEquals(forest.meetsScopeRequirements([]), true);
  assertEquals(new URL(requests[0].url).search, "?all=false");
});

Deno.test("an app refuses consents that are not a list with paths", async () => {
  for (const consents of [undefined, null, {}, "x", [null], [{}], [{ dependency_path: "1" }]]) {
    const error = await assertRejects(
      () => clientWith(consents).client.getConsents(ID),
      InvalidResponseError,
      "Cannot read consents: their list is malformed",
    );
    assertEquals(error.httpStatus, 200);
  }
});
