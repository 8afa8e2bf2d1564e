import { assert, assertEquals } from "@std/assert";
import { GroupsClient } from "../../../lib/services/groups/client.ts";
import { GroupsAPIError } from "../../../lib/services/groups/errors.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { errorOf } from "../../kit/outcomes.ts";

async function errorFor(status: number, json: unknown): Promise<GroupsAPIError> {
  const { client } = fakeClient(GroupsClient, () => ({ status, json }));
  const error = await errorOf(client.createGroup({ name: "a" }));
  assert(error instanceof GroupsAPIError);
  return error;
}

Deno.test("an error has the service's code and detail", async () => {
  const error = await errorFor(403, { code: "FORBIDDEN", detail: "No", provided_scopes: ["a"] });
  assertEquals([error.code, error.messages], ["FORBIDDEN", ["No"]]);
  assertEquals(error.message, "Cannot POST /v2/groups: 403 FORBIDDEN No");
  assertEquals([error.providedScopes, error.ambiguousIdentities], [["a"], []]);
});

Deno.test("an error names the identities that a request holds twice", async () => {
  const error = await errorFor(400, { code: "X", detail: "d", ambiguous_identities: ["i", 5] });
  assertEquals(error.ambiguousIdentities, ["i"]);
  for (const json of [null, [], "x", {}, { ambiguous_identities: "i" }]) {
    assertEquals((await errorFor(400, json)).ambiguousIdentities, []);
  }
});

Deno.test("an error of form says which field is wrong", async () => {
  const detail = [
    { loc: ["body", "add", 0, "identity_id"], msg: "Input should be a UUID", type: "uuid" },
    { loc: ["body", "name"], msg: "Field required", type: "missing" },
  ];
  const error = await errorFor(422, { detail });
  assertEquals(error.code, null);
  assertEquals(error.messages, [
    "Input should be a UUID: body.add.0.identity_id",
    "Field required: body.name",
  ]);
  assertEquals(error.errors.map(({ raw }) => raw), detail);
  for (const odd of [[], [5], [{ msg: 5 }], {}, null]) {
    assertEquals((await errorFor(422, { detail: odd })).messages, []);
  }
});

Deno.test("info says what a login must fulfill for a group with a session policy", async () => {
  const error = await errorFor(401, {
    code: "X",
    detail: "d",
    authorization_parameters: { session_required_mfa: true },
  });
  assertEquals(error.info.authorizationParameters?.session_required_mfa, true);
});
