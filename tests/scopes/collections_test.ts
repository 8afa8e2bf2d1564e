import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  AuthScopes,
  FlowsScopes,
  GCSCollectionScopes,
  GCSEndpointScopes,
  SpecificFlowScopes,
  TransferScopes,
} from "../../lib/scopes/collections.ts";
import { SpecificFlowClient } from "../../lib/services/flows/specific_client.ts";
import { GroupsClient } from "../../lib/services/groups/client.ts";
import { Scope } from "../../lib/scopes/scope.ts";

const ID = "3b4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f";

Deno.test("a scope collection gives all its scopes, and nothing else", () => {
  for (const collection of [AuthScopes, FlowsScopes, TransferScopes]) {
    const scopes = [...collection];
    assert(scopes.every((scope) => scope instanceof Scope));
    assertEquals(new Set(scopes.map(String)).size, scopes.length);
  }
  assertEquals([...TransferScopes].map(String), [
    "urn:globus:auth:scope:transfer.api.globus.org:all",
    "urn:globus:auth:scope:transfer.api.globus.org:gcp_install",
  ]);
});

Deno.test("GCSCollectionScopes gives the scopes that a transfer from the collection needs", () => {
  const scope = TransferScopes.all.withDependency(
    new GCSCollectionScopes(ID).dataAccess.withOptional(true),
  );
  assertEquals(
    `${scope}`,
    `urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/${ID}/data_access]`,
  );
});

Deno.test("collections made from an id refuse an id that is not a single name", () => {
  for (const bad of ["a b", "a[b]", "*"]) {
    for (const Made of [GCSCollectionScopes, GCSEndpointScopes, SpecificFlowScopes]) {
      assertThrows(() => new Made(bad), RangeError);
    }
  }
});

Deno.test("the default scopes of a client are only those that its usual calls need", () => {
  assertEquals(new GroupsClient().defaultScopeRequirements, [
    "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships",
  ]);
  const flow = new SpecificFlowClient(ID);
  assertEquals([flow.resourceServer, flow.defaultScopeRequirements.map(String)], [
    ID,
    [`${new SpecificFlowScopes(ID).user}`],
  ]);
});
