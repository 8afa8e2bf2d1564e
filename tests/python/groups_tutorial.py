"""Manages a group with the Python SDK: policies, invitations, roles, and what a batch refuses."""

from globus_sdk import (
    AuthClient,
    BatchMembershipActions,
    GroupMemberVisibility,
    GroupPolicies,
    GroupRequiredSignupFields,
    GroupRole,
    GroupsAPIError,
    GroupsClient,
    GroupsManager,
    GroupVisibility,
)
from globus_sdk.scopes import AuthScopes, GroupsScopes
from sandbox import login

SUBSCRIPTION = "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601"
USERNAMES = ["ada@fjord.example", "noor@meridian.example", "sam@globusid.org"]


def refused(call):
    try:
        call()
    except GroupsAPIError as error:
        return error.http_status, error.code
    raise AssertionError("The call was not refused")


ada, noor, sam = (
    GroupsClient(authorizer=login(GroupsScopes.all, username)) for username in USERNAMES
)
auth = AuthClient(authorizer=login(AuthScopes.view_identities))
ids = {one["username"]: one["id"] for one in auth.get_identities(usernames=USERNAMES)["identities"]}
ADA, NOOR, SAM = (ids[username] for username in USERNAMES)
manager = GroupsManager(ada)

# A group of one's own.
group = manager.create_group("Tutorial", "A group for a tutorial")
group_id = group["id"]
assert group["parent_id"] is None
assert group_id in [one["id"] for one in ada.get_my_groups()]
assert refused(lambda: noor.get_group(group_id)) == (404, "NOT_FOUND")
ada.update_group(group_id, {"description": "Changed"})
assert ada.get_group(group_id, include="policies")["description"] == "Changed"

# Policies, by the manager and by the class.
policies = manager.set_group_policies(
    group_id,
    is_high_assurance=False,
    group_visibility=GroupVisibility.private,
    group_members_visibility=GroupMemberVisibility.members,
    join_requests=False,
    signup_fields=[GroupRequiredSignupFields.address1],
)
assert policies["signup_fields"] == ["address1"]
ada.set_group_policies(
    group_id,
    GroupPolicies(
        is_high_assurance=False,
        group_visibility=GroupVisibility.authenticated,
        group_members_visibility=GroupMemberVisibility.members,
        join_requests=True,
        signup_fields=[],
    ),
)
assert ada.get_group_policies(group_id)["join_requests"] is True

# An invitation, and a request to join.
manager.invite_member(group_id, NOOR, role=GroupRole.manager)
invited = noor.get_my_groups(query_params={"statuses": "invited"})
assert [one["name"] for one in invited] == ["Tutorial"]
accepted = GroupsManager(noor).accept_invite(group_id, NOOR)
assert accepted["accept"][0]["role"] == "manager"
GroupsManager(sam).request_join(group_id, SAM)
assert GroupsManager(noor).approve_pending(group_id, SAM)["approve"][0]["status"] == "active"

# A batch: what is refused stands beside what is done.
batch = BatchMembershipActions().add_members([SAM]).change_roles("admin", [NOOR])
result = ada.batch_membership_action(group_id, batch)
assert result["change_role"][0]["role"] == "admin"
assert result["errors"]["add"][0]["code"] == "ALREADY_ACTIVE"
twice = BatchMembershipActions().remove_members([SAM, SAM])
assert refused(lambda: ada.batch_membership_action(group_id, twice)) == (400, "BAD_REQUEST")

members = ada.get_group(group_id, include="memberships")["memberships"]
assert {one["identity_id"]: one["role"] for one in members} == {
    ADA: "admin",
    NOOR: "admin",
    SAM: "member",
}

# What a member tells the group, and who may be added without being asked.
sam.set_membership_fields(group_id, {SAM: {"city": "Bergen"}})
assert sam.get_membership_fields(group_id)[SAM]["city"] == "Bergen"
assert sam.set_identity_preferences({SAM: {"allow_add": False}})[SAM]["allow_add"] is False
assert sam.get_identity_preferences()[SAM]["allow_add"] is False

assert GroupsManager(sam).leave(group_id, SAM)["leave"][0]["status"] == "left"
assert manager.add_member(group_id, SAM)["errors"]["add"][0]["identity_id"] == SAM
assert manager.remove_member(group_id, NOOR)["remove"][0]["status"] == "removed"
subscription = ada.get_group_by_subscription_id(SUBSCRIPTION)
assert ada.get_group(subscription["group_id"])["group_type"] == "plus"

assert ada.delete_group(group_id)["name"] == "Tutorial"
assert refused(lambda: ada.get_group(group_id)) == (404, "NOT_FOUND")
print("done")
