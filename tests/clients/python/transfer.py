"""All of Transfer with the Python SDK: files, tasks, shares, roles, streams, and who manages them."""

import uuid

from globus_sdk import DeleteData, TransferAPIError, TransferClient, TransferData
from globus_sdk.scopes import TransferScopes
from sandbox import MAPPED, TUTORIAL1, TUTORIAL2, advance, door, login

SHARE = "ada10003-d7f4-4a28-95e3-8b60c1f92d7a"
LAPTOP = "ada10001-b352-4f87-a6c9-19e8d07f4b25"
HARBOR_STORAGE = "4a9b0002-e86d-4123-9fb4-05a7c3d8621e"
SAM = "5a300001-b4e7-4162-95cf-1d8072fe6a3b"
SUBSCRIPTION = "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601"


def refused(call):
    try:
        call()
    except TransferAPIError as error:
        return error
    raise AssertionError("The call was not refused")


tc = TransferClient(authorizer=login(TransferScopes.all))

# Endpoints.
assert [one for one in tc.endpoint_search("tutorial") if one["id"] == TUTORIAL1]
found = tc.paginated.endpoint_search(filter_scope="all", filter_fulltext="collection")
assert len({one["id"] for one in found.items()}) > 1
assert tc.get_endpoint(TUTORIAL1)["display_name"]
tc.update_endpoint(LAPTOP, {"display_name": "Laptop", "description": "Blue"})
assert tc.get_endpoint(LAPTOP)["description"] == "Blue"
tc.set_subscription_id(LAPTOP, SUBSCRIPTION)
tc.set_subscription_admin_verified(LAPTOP, True)
assert tc.get_endpoint(LAPTOP)["subscription_id"] == SUBSCRIPTION
share = tc.create_shared_endpoint(
    {"DATA_TYPE": "shared_endpoint", "host_endpoint": LAPTOP, "host_path": "/~/", "display_name": "S"}
)["id"]
assert share in [one["id"] for one in tc.my_shared_endpoint_list(LAPTOP)]
assert share in [one["id"] for one in tc.get_shared_endpoint_list(LAPTOP)["shared_endpoints"]]
assert list(tc.my_effective_pause_rule_list(LAPTOP)) == []
for server in tc.endpoint_server_list(MAPPED):
    assert tc.get_endpoint_server(MAPPED, server["id"])["id"] == server["id"]
tc.delete_endpoint(share)
assert refused(lambda: tc.get_endpoint(share)).http_status == 404

# Roles and access rules.
role = tc.add_endpoint_role(
    SHARE,
    {"DATA_TYPE": "role", "principal_type": "identity", "principal": SAM, "role": "access_manager"},
)["id"]
assert tc.get_endpoint_role(SHARE, role)["principal"] == SAM
assert role in [one["id"] for one in tc.endpoint_role_list(SHARE)]
tc.delete_endpoint_role(SHARE, role)
rule = {
    "DATA_TYPE": "access",
    "principal_type": "identity",
    "principal": SAM,
    "path": "/x/",
    "permissions": "r",
}
rule_id = tc.add_endpoint_acl_rule(SHARE, rule)["access_id"]
tc.update_endpoint_acl_rule(SHARE, rule_id, {"DATA_TYPE": "access", "permissions": "rw"})
assert tc.get_endpoint_acl_rule(SHARE, rule_id)["permissions"] == "rw"
assert rule_id in [one["id"] for one in tc.endpoint_acl_list(SHARE)]
tc.delete_endpoint_acl_rule(SHARE, rule_id)

# Bookmarks.
bookmark = tc.create_bookmark(
    {"DATA_TYPE": "bookmark", "name": "b", "endpoint_id": TUTORIAL1, "path": "/home/"}
)["id"]
tc.update_bookmark(bookmark, {"DATA_TYPE": "bookmark", "name": "c"})
assert tc.get_bookmark(bookmark)["name"] == "c"
assert [one["id"] for one in tc.bookmark_list()] == [bookmark]
tc.delete_bookmark(bookmark)

# Files.
names = [one["name"] for one in tc.operation_ls(TUTORIAL1, path="/home/share/godata/")]
assert names == ["file1.txt", "file2.txt", "file3.txt"], names
large = tc.operation_ls(
    TUTORIAL1, path="/home/share/godata/", orderby=["size DESC"], filter={"name": "~file*"}, limit=2
)
assert len(large["DATA"]) == 2
tc.operation_mkdir(TUTORIAL2, "/~/one")
tc.operation_rename(TUTORIAL2, "/~/one", "/~/two")
assert tc.operation_stat(TUTORIAL2, "/~/two")["type"] == "dir"
assert refused(lambda: tc.operation_ls(TUTORIAL2, path="/~/one")).http_status == 404
error = refused(lambda: tc.operation_ls(MAPPED, path="/"))
assert error.info.consent_required and error.code == "ConsentRequired"

# A transfer and a deletion.
data = TransferData(
    source_endpoint=TUTORIAL1,
    destination_endpoint=TUTORIAL2,
    label="From Python",
    sync_level="checksum",
    deadline="2100-01-01T00:00:00+00:00",
)
data.add_item("/home/share/godata/", "/~/two/", recursive=True)
data.add_filter_rule("file3*", method="exclude", type="file")
data["submission_id"] = tc.get_submission_id()["value"]
task = tc.submit_transfer(data)["task_id"]
assert tc.submit_transfer(data)["code"] == "Duplicate"
tc.update_task(task, {"DATA_TYPE": "task", "label": "Renamed"})
advance(120)
assert tc.task_wait(task, timeout=5, polling_interval=1)
done = tc.get_task(task)
assert (done["status"], done["files"], done["label"]) == ("SUCCEEDED", 2, "Renamed"), done.text
assert len(tc.task_successful_transfers(task)["DATA"]) == 2
assert tc.task_skipped_errors(task)["DATA"] == []
assert "SUCCEEDED" in [event["code"] for event in tc.task_event_list(task)]
assert tc.task_pause_info(task)["pause_rules"] == []
assert tc.cancel_task(task)["code"] == "TaskComplete"
assert task in [one["task_id"] for one in tc.task_list(filter={"status": "SUCCEEDED"}, limit=5)]
assert len(list(tc.paginated.task_list(limit=10).items())) == 43
deletion = DeleteData(endpoint=TUTORIAL2, recursive=True, ignore_missing=True)
deletion.add_item("/~/two")
gone = tc.submit_delete(deletion)["task_id"]
advance(60)
assert tc.task_wait(gone, timeout=5, polling_interval=1)

# What fails says so, and a fault of the service is tried again.
data = TransferData(TUTORIAL1, TUTORIAL2)
data.add_item("/no/such/file", "/~/x")
lost = tc.submit_transfer(data)["task_id"]
advance(120)
assert tc.get_task(lost)["nice_status"] == "FILE_NOT_FOUND"
assert any(event["is_error"] for event in tc.task_event_list(lost))
tc.cancel_task(lost)
door("POST faults", {"fault": "answer", "status": 503, "service": "transfer", "times": 1})
tc.task_list()

# Streams.
points = tc.get("/v2/stream_access_points")["data"]
assert tc.get_stream_access_point(points[0]["id"])["data"]["id"] == points[0]["id"]
tunnel = tc.create_tunnel(
    {
        "data": {
            "type": "Tunnel",
            "relationships": {
                side: {"data": {"type": "StreamAccessPoint", "id": points[i]["id"]}}
                for i, side in enumerate(["initiator", "listener"])
            },
            "attributes": {"submission_id": str(uuid.uuid4()), "label": "t"},
        }
    }
)["data"]["id"]
assert tc.get_tunnel(tunnel)["data"]["id"] == tunnel
assert tunnel in [one["id"] for one in tc.list_tunnels()["data"]]
change = {"data": {"type": "Tunnel", "attributes": {"state": "STOPPING"}}}
tc.update_tunnel(tunnel, change)
assert tc.get_tunnel_events(tunnel)["data"]
advance(60)
tc.delete_tunnel(tunnel)

# Who manages endpoints sees the same things in every answer.
kofi = TransferClient(authorizer=login(TransferScopes.all, "kofi@harbor.example"))
monitored = list(kofi.endpoint_manager_monitored_endpoints())
assert monitored
for endpoint in monitored:
    shown = kofi.endpoint_manager_get_endpoint(endpoint["id"])
    plain = kofi.get_endpoint(endpoint["id"])
    for key in ("id", "display_name", "owner_id", "owner_string", "entity_type"):
        assert endpoint[key] == shown[key] == plain[key], (key, endpoint[key], shown[key], plain[key])
    list(kofi.endpoint_manager_hosted_endpoint_list(endpoint["id"]))
guests = [one for one in monitored if one["entity_type"].endswith("guest_collection")]
for guest in guests:
    list(kofi.endpoint_manager_acl_list(guest["id"]))
data = TransferData(LAPTOP, HARBOR_STORAGE)
data.add_item("/~/a", "/~/b")
rules = list(kofi.endpoint_manager_pause_rule_list())
assert rules and kofi.endpoint_manager_get_pause_rule(rules[0]["id"])["id"] == rules[0]["id"]
made = kofi.endpoint_manager_create_pause_rule(
    {"DATA_TYPE": "pause_rule", "endpoint_id": rules[0]["endpoint_id"], "message": "m"}
)["id"]
changed = kofi.endpoint_manager_update_pause_rule(made, {"DATA_TYPE": "pause_rule", "message": "n"})
assert changed["message"] == "n"
kofi.endpoint_manager_delete_pause_rule(made)

managed = monitored[0]["id"]
for one in monitored:
    tasks = list(kofi.endpoint_manager_task_list(filter_endpoint=one["id"]))
    for each in tasks[:2]:
        task_id = each["task_id"]
        shown = kofi.endpoint_manager_get_task(task_id)
        assert shown["status"] == each["status"] and shown["owner_id"] == each["owner_id"]
        list(kofi.endpoint_manager_task_event_list(task_id))
        kofi.endpoint_manager_task_pause_info(task_id)
        list(kofi.endpoint_manager_task_successful_transfers(task_id))
        kofi.endpoint_manager_task_skipped_errors(task_id)
tasks = list(kofi.endpoint_manager_task_list(filter_status="ACTIVE", filter_endpoint=managed))
ids = [each["task_id"] for each in tasks] or [str(uuid.uuid4())]
if tasks:
    kofi.endpoint_manager_pause_tasks(ids, "wait")
    kofi.endpoint_manager_resume_tasks(ids)
    order = kofi.endpoint_manager_cancel_tasks(ids, "enough")
    assert kofi.endpoint_manager_cancel_status(order["id"])["done"] is True
print("done")
