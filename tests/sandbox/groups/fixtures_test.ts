import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";
import { testSandboxFixtures } from "../../kit/sandbox_fixtures.ts";
import { CORAL, groupUsers, STEWARDS } from "../../kit/sandbox_groups.ts";

const SUBSCRIPTION = "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601";

testSandboxFixtures({
  service: "groups",
  fields: new URL("./fixture_fields.json", import.meta.url),
  statuses: { create_group: 201 },
  // By the UUIDs of connectors.
  opaque: /connectors\./,
  // The OpenAPI description has them, and the Globus CLI reads them.
  added: /^\.(terms_and_conditions|subscription_admin_verified_id)$/,
  left: {},
  async answers() {
    const { ada, kofi } = await groupUsers(stillSandbox());
    const create = () => ada.call("POST", "/groups", { name: "New", description: "d" });
    const policies = {
      is_high_assurance: false,
      group_visibility: "private",
      group_members_visibility: "managers",
      join_requests: false,
      signup_fields: ["address1"],
    };
    return new Map<string, () => Promise<Answer>>([
      ["create_group/default", create],
      [
        "delete_group/default",
        async () => await ada.call("DELETE", `/groups/${(await create()).body.id}`),
      ],
      ["get_group/default", () => ada.call("GET", `/groups/${CORAL}`)],
      ["get_group/subscription", () => ada.call("GET", `/groups/${STEWARDS}`)],
      [
        "get_group_by_subscription_id/default",
        () => ada.call("GET", `/subscription_info/${SUBSCRIPTION}`),
      ],
      ["get_my_groups/default", () => ada.call("GET", "/groups/my_groups")],
      [
        "set_group_policies/default",
        () => ada.call("PUT", `/groups/${CORAL}/policies`, policies),
      ],
      [
        "set_subscription_admin_verified/default",
        () =>
          kofi.call("PUT", `/groups/${STEWARDS}/subscription_admin_verified`, {
            subscription_admin_verified_id: SUBSCRIPTION,
          }),
      ],
    ]);
  },
});
