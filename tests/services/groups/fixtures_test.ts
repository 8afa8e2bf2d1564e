import { GroupsClient } from "../../../lib/services/groups/client.ts";
import { GroupsAPIError } from "../../../lib/services/groups/errors.ts";
import { type Shape, testFixtures } from "../../kit/fixtures.ts";

const GROUP: Shape = {
  type: "Group",
  fields: {
    my_memberships: { type: "GroupMembership" },
    subscription_info: { type: "GroupSubscriptionInfo" },
  },
};

testFixtures({
  service: "groups",
  errorClass: GroupsAPIError,
  shapes: {
    create_group: GROUP,
    delete_group: GROUP,
    get_group: GROUP,
    get_group_by_subscription_id: {
      type: "SubscriptionGroup",
      fields: { subscription_info: { type: "GroupSubscriptionInfo" } },
    },
    get_my_groups: GROUP,
    set_group_policies: { type: "GroupPolicies" },
    set_subscription_admin_verified: { type: "SubscriptionAdminVerified" },
  },
  calls: {
    create_group: (options) => new GroupsClient(options).createGroup({ name: "A group" }),
    delete_group: (options, [id]) => new GroupsClient(options).deleteGroup(id),
    get_group: (options, [id]) => new GroupsClient(options).getGroup(id),
    get_group_by_subscription_id: (options, [id]) =>
      new GroupsClient(options).getGroupBySubscriptionId(id),
    get_my_groups: (options) => new GroupsClient(options).getMyGroups(),
    set_group_policies: (options, [id]) => new GroupsClient(options).setGroupPolicies(id, {}),
    set_subscription_admin_verified: (options, [id]) =>
      new GroupsClient(options).setSubscriptionAdminVerified(id, id),
  },
});
