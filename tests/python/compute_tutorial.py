"""Registers a function of Compute, runs it on an endpoint, and reads its results."""

import json
import uuid

import globus_sdk
from globus_sdk import ComputeClientV2, ComputeClientV3
from globus_sdk.scopes import ComputeScopes
from sandbox import advance, door, login

ENDPOINT = "c0de0001-7a1d-4e52-9c3b-5f60a1b2c3d4"
JSON_RESULTS = "globus_compute_sdk.serialize.JSONData"


def pack(*buffers):
    return "".join(f"{len(buffer)}\n{buffer}" for buffer in buffers)


def arguments(*args, **kwargs):
    return pack("11\n" + json.dumps(args), "11\n" + json.dumps(kwargs))


authorizer = login(ComputeScopes.all)
v2 = ComputeClientV2(authorizer=authorizer)
v3 = ComputeClientV3(authorizer=authorizer)

assert json.loads(v2.get_version().text) == "1.23.0"
assert v2.get_version(service="all")["api"] == "1.23.0"
urls = {v2.get_result_amqp_url()["connection_url"] for _ in range(2)}
assert len(urls) == 2, "each question makes a new password"

assert [e["uuid"] for e in v2.get_endpoints().data] == [ENDPOINT]
assert v2.get_endpoint(ENDPOINT)["multi_user"] is True
assert v2.get_endpoint_status(ENDPOINT)["status"] == "online"

source = "def add(a, b):\n    return a + b\n"
meta = {"python_version": "3.12.7", "sdk_version": "3.1.1"}
function = v3.register_function(
    {
        "function_name": "add",
        "function_code": pack("st\nadd:" + source),
        "meta": {**meta, "serde_identifier": "st"},
    }
)["function_uuid"]
assert v2.get_function(function)["function_name"] == "add"
assert v3.get_endpoint_allowlist(ENDPOINT)["restricted"] is False

door("POST functions", {"name": "add", "result": {"sum": "µ🚀"}, "seconds": 30})
submitted = v3.submit(
    ENDPOINT,
    {
        "tasks": {function: [arguments(2, 3), arguments(a=4, b="µ🚀")]},
        "result_serializers": [JSON_RESULTS],
    },
)
first, second = submitted["tasks"][function]
assert v2.get_task(first)["status"] == "waiting-for-launch"
advance(5)
assert v2.get_task(first)["status"] == "running"
advance(30)
task = v2.get_task(first)
assert task["status"] == "success", task.text
assert json.loads(task["result"].removeprefix("11\n")) == {"sum": "µ🚀"}
batch = v2.get_task_batch([first, second])
assert set(batch["results"]) == {second}, "a result is read once"
group = v2.get_task_group(submitted["task_group_id"])
assert [t["id"] for t in group["tasks"]] == [first, second]
advance(10)

door("POST functions", {"name": "add", "exception": "too many"})
old = v2.submit({"tasks": [[function, ENDPOINT, arguments(1, 2)]]})
task_id = old["results"][0]["task_uuid"]
advance(10)
v2.get_version()
advance(10)
failed = v2.get_task_batch(task_id)["results"][task_id]
assert failed["status"] == "failed" and failed["exception"].endswith("too many"), failed

own_id = str(uuid.uuid4())
v2.register_endpoint({"endpoint_name": "own", "endpoint_uuid": own_id})
mine = v3.register_endpoint({"endpoint_name": "mine", "metadata": {}})["endpoint_id"]
v3.update_endpoint(mine, {"display_name": "Mine"})
advance(10)
assert v2.get_endpoint(mine)["display_name"] == "Mine"
v3.lock_endpoint(mine)
try:
    v3.update_endpoint(mine, {})
except globus_sdk.ComputeAPIError as error:
    assert (error.http_status, error.code) == (423, "RESOURCE_LOCKED"), error
else:
    raise AssertionError("a locked endpoint was updated")
v2.lock_endpoint(own_id)
for endpoint in (own_id, mine):
    assert v2.delete_endpoint(endpoint)["result"] == 302
advance(10)

for wrong, status in (
    ({"tasks": {str(uuid.uuid4()): ["x"]}}, 404),
    ({"tasks": {function: ["x" * 10_000_000]}}, 413),
    ({}, 422),
):
    try:
        v3.submit(ENDPOINT, wrong)
    except globus_sdk.ComputeAPIError as error:
        assert error.http_status == status, error
    else:
        raise AssertionError(f"{status}: a wrong submission was accepted")

assert v2.register_function(
    {"function_name": "old", "function_code": "x", "metadata": meta}
)["function_uuid"]
assert v2.delete_function(function)["result"] == 302
print("done")
