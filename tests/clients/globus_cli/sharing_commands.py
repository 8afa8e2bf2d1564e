"""Roles, permissions, computers and groups with the Globus CLI."""

from cli import document, login, run

SHARE = "ada10003-d7f4-4a28-95e3-8b60c1f92d7a"
LAPTOP = "ada10001-b352-4f87-a6c9-19e8d07f4b25"
SUBSCRIPTION = "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601"
SAM = "sam@globusid.org"
NOOR = "noor@meridian.example"

login("login", "--no-local-server")

role = document("endpoint", "role", "create", SHARE, "--identity", SAM, "--role", "administrator")
assert SAM in run("endpoint", "role", "list", SHARE)
assert SAM in run("endpoint", "role", "show", SHARE, role["id"])
run("endpoint", "role", "delete", SHARE, role["id"])

permission = ["endpoint", "permission"]
rule = document(*permission, "create", f"{SHARE}:/x/", "--permissions", "r", "--identity", SAM)
rule_id = rule["access_id"]
assert "/x/" in run(*permission, "list", SHARE)
run(*permission, "update", SHARE, rule_id, "--permissions", "rw")
assert document(*permission, "show", SHARE, rule_id)["permissions"] == "rw"
run(*permission, "delete", SHARE, rule_id)
run(*permission, "create", f"{SHARE}:/all/", "--permissions", "r", "--all-authenticated")

run("endpoint", "show", LAPTOP)
run("gcp", "update", "mapped", LAPTOP, "--display-name", "Laptop")
assert document("endpoint", "show", LAPTOP)["display_name"] == "Laptop"
guest = document("gcp", "create", "guest", "Shared", f"{LAPTOP}:/~/")["id"]
run("gcp", "update", "guest", guest, "--display-name", "Shared once more")
assert "Shared once more" in run("endpoint", "my-shared-endpoint-list", LAPTOP)
run("gcp", "set-subscription-id", LAPTOP, SUBSCRIPTION)
run("gcp", "set-subscription-admin-verified", LAPTOP, "true")
created = document("gcp", "create", "mapped", "New laptop")
assert created["globus_connect_setup_key"]
run("endpoint", "delete", created["id"])
assert "No Globus Connect Personal" in run("endpoint", "local-id", code=1)

group = document("group", "create", "Readers", "--description", "They read")["id"]
assert "Readers" in run("group", "list")
assert "They read" in run("group", "show", group)
run("group", "update", group, "--name", "Writers")
run("group", "set-policies", group, "--visibility", "authenticated", "--join-requests")
assert document("group", "show", group)["policies"]["group_visibility"] == "authenticated"
member = ["group", "member"]
run(*member, "add", group, SAM)
run(*member, "invite", group, NOOR)
assert SAM in run(*member, "list", group)
run(*member, "remove", group, SAM)
subscription = document("group", "get-by-subscription", SUBSCRIPTION)
assert subscription["group_id"]
run("group", "get-subscription-info", SUBSCRIPTION)
run("group", "set-subscription-admin-verified", group, SUBSCRIPTION, code=1)
run("group", "update", group, "--subscription-admin-verified-id", "null")

run("logout", "--yes")
login("login", "--no-local-server", username=NOOR)
run("group", "invite", "accept", group)
run("group", "leave", group)
run("logout", "--yes")
login("login", "--no-local-server", username=SAM)
run("group", "join", group, "--request")
run("logout", "--yes")
login("login", "--no-local-server")
run(*member, "approve", group, SAM)
assert document("group", "show", group)["name"] == "Writers"
run("group", "delete", group)
print("done")
