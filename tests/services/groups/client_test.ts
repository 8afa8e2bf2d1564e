import { assert, assertEquals, assertRejects } from "@std/assert";
import { ClientApp, GroupsClient, GroupsScopes, httpResponse } from "@globus-deno/sdk";
import { GroupsAPIError } from "../../../lib/services/groups/errors.ts";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { testOperations } from "../../kit/operations.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const GROUP = "c0ffee01-0000-4000-8000-000000000001";
const ANN = "c0ffee02-0000-4000-8000-000000000002";

testOperations({
  name: "Groups",
  clients: [{ source: "groups/client.ts", make: (options) => new GroupsClient(options) }],
  operations: 16,
  origin: "https://groups.api.globus.org",
  errorClass: GroupsAPIError,
  good: {},
  listKeys: [],
  listings: 0,
  lists: ["getMyGroups"],
});

function fakeGroups(answer: (seen: Sent) => Answer) {
  return fakeClient(GroupsClient, answer);
}

Deno.test("every method of Groups, given any shape for any argument, sends what is meant or refuses it", async () => {
  const { methods, wrong } = await callWithShapes({
    type: GroupsClient,
    make: (options, method) =>
      new GroupsClient(
        method === "addAppScope"
          ? { app: new ClientApp("tests", { clientId: ANN, clientSecret: crypto.randomUUID() }) }
          : options,
      ),
    response: (method) => method === "getMyGroups" ? [] : {},
    fits(method, parameter, shape) {
      if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
      if (parameter === "...scopes") return /^(empty )?text$/.test(shape);
      if (/^(params|options)$/.test(parameter)) return false;
      if (/^(data|actions)$/.test(parameter)) return shape === "instance";
      if (parameter === "subscriptionId" && method === "setSubscriptionAdminVerified") {
        return /text$|^null$/.test(shape);
      }
      return /^(JSON )?text$/.test(shape);
    },
  });
  assertEquals(wrong, []);
  assert(methods >= 16 + 7, `${methods}`);
});

/** Shapes that the methods of every client take: a path, a verb, any JSON as the body. */
const RAW: Record<string, RegExp> = {
  method: /^text$/,
  path: /text$/,
  options: /^$/,
  data: /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
};

Deno.test("getMyGroups() returns the list, of which httpResponse() tells the HTTP side", async () => {
  const { client, requests } = fakeGroups(() => ({
    json: [{ id: GROUP, name: "a" }],
    headers: { "x-request-id": "r1" },
  }));
  const groups = await client.getMyGroups({ statuses: ["active", "invited"] });
  assertEquals(groups.map(({ id }) => id), [GROUP]);
  assertEquals(httpResponse(groups)?.status, 200);
  assertEquals(requests[0].address.search, "?statuses=active%2Cinvited");
  await client.getMyGroups();
  await client.getMyGroups({ statuses: null });
  await client.getMyGroups({ statuses: "left" }, { query: { statuses: "removed" } });
  assertEquals(requests.slice(1).map(({ address: url }) => url.search), [
    "",
    "",
    "?statuses=removed",
  ]);
});

Deno.test("getMyGroups() takes nothing but a list of objects", async () => {
  for (const json of [null, {}, "x", 5, [1], [null], [[]], [{}, "x"]]) {
    const { client } = fakeGroups(() => ({ json }));
    await assertRejects(() => client.getMyGroups(), Error, "not a list of JSON objects");
  }
});

Deno.test("include and statuses hold no comma within an item: it would be read as two", async () => {
  const { client, requests } = fakeGroups(() => ({ json: [] }));
  for (
    const call of [
      () => client.getMyGroups({ statuses: ["active,left" as "left"] }),
      () => client.getGroup(GROUP, { include: ["policies,memberships" as "policies"] }),
      () => client.getChildren(GROUP, { include: ["a,b" as "policies"] }),
    ]
  ) await assertRejects(call, RangeError, "holds a comma");
  assertEquals(requests.length, 0);
});

Deno.test("R1 creating and changing memberships is not repeated after a lost response, all else is", async () => {
  const once = ["createGroup", "batchMembershipAction"];
  const calls: Record<string, (client: GroupsClient) => Promise<unknown>> = {
    createGroup: (client) => client.createGroup({ name: "a" }),
    batchMembershipAction: (client) => client.batchMembershipAction(GROUP, {}),
    updateGroup: (client) => client.updateGroup(GROUP, {}),
    deleteGroup: (client) => client.deleteGroup(GROUP),
    setGroupPolicies: (client) => client.setGroupPolicies(GROUP, {}),
    setIdentityPreferences: (client) => client.setIdentityPreferences({}),
    setMembershipFields: (client) => client.setMembershipFields(GROUP, {}),
    setSubscriptionAdminVerified: (client) => client.setSubscriptionAdminVerified(GROUP, null),
    getGroup: (client) => client.getGroup(GROUP),
  };
  for (const [name, call] of Object.entries(calls)) {
    const { client, requests } = fakeGroups(() => ({ throws: new TypeError("connection reset") }));
    await errorOf(call(client));
    assertEquals(requests.length, once.includes(name) ? 1 : 4, name);
  }
});

Deno.test("a client of an app asks for the scope that reads, and for all where it is told to", () => {
  const config = { tokenStorage: "memory", environment: "production" } as const;
  const asked = (appScopes?: readonly (typeof GroupsScopes.all)[]) => {
    const app = new ClientApp("tests", {
      clientId: ANN,
      clientSecret: crypto.randomUUID(),
      config,
    });
    new GroupsClient({ app, ...(appScopes ? { appScopes } : {}) });
    return app.scopeRequirements.get("groups.api.globus.org")?.map(String);
  };
  const urn = "urn:globus:auth:scope:groups.api.globus.org:";
  assertEquals(asked(), [`${urn}view_my_groups_and_memberships`]);
  assertEquals(asked([GroupsScopes.all]), [`${urn}all`]);
});

Deno.test("types hold what the service takes", () => {
  // Never called: only the compiler looks at it.
  const _mistakes = (client: GroupsClient) => {
    // @ts-expect-error: there is no such status.
    client.getMyGroups({ statuses: ["gone"] });
    // @ts-expect-error: there is no such part.
    client.getGroup(GROUP, { include: ["members"] });
    // @ts-expect-error: a group needs a name.
    client.createGroup({ description: "a" });
    // @ts-expect-error: there is no such visibility.
    client.setGroupPolicies(GROUP, { group_visibility: "public" });
    // @ts-expect-error: preferences are by identity.
    client.setIdentityPreferences({ allow_add: false });
    // @ts-expect-error: there is no such role.
    client.batchMembershipAction(GROUP, { add: [{ identity_id: ANN, role: "owner" }] });
    client.setGroupPolicies(GROUP, { join_requests: null });
    client.batchMembershipAction(GROUP, { leave: [{ identity_id: ANN }] });
  };
});
