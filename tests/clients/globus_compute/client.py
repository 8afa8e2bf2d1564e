"""Registers and runs functions with the Python SDK of Globus Compute."""

import os
import warnings

import globus_compute_sdk.sdk.client as compute_client
from globus_compute_sdk import Client
from globus_compute_sdk.errors import TaskExecutionFailed, TaskPending
from globus_compute_sdk.serialize import JSONData
from globus_sdk import ComputeAPIError
from globus_sdk.scopes import ComputeScopes
from sandbox import advance, door, login

ENDPOINT = "c0de0001-7a1d-4e52-9c3b-5f60a1b2c3d4"

# It knows the addresses of Globus alone.
compute_client.get_web_service_url = lambda *_: os.environ["GLOBUS_SDK_SERVICE_URL_COMPUTE"]
# The versions of Python here and on the endpoint differ.
warnings.simplefilter("ignore")

client = Client(
    authorizer=login(ComputeScopes.all),
    data_serialization_strategy=JSONData(),
    do_version_check=False,
)


def add(a, b):
    return a + b


assert [e["uuid"] for e in client.get_endpoints()] == [ENDPOINT]
assert client.get_endpoint_status(ENDPOINT)["status"] == "online"
assert client.get_endpoint_metadata(ENDPOINT)["multi_user"] is True
assert client.get_result_amqp_url()["connection_url"].startswith("amqps://")

# A function of this program, by dill, and one that is given as source.
function = client.register_function(add)
source = client.register_source_code("def add(a, b):\n    return a + b\n", "add")
assert client.get_function(source)["function_name"] == "add"

door("POST functions", {"name": "add", "result": "µ🚀", "seconds": 10})
batch = client.create_batch(result_serializers=["globus_compute_sdk.serialize.JSONData"])
batch.add(function, args=(2, 3))
batch.add(source, kwargs={"a": 1, "b": "µ🚀"})
answer = client.batch_run(ENDPOINT, batch)
(first,), (second,) = answer["tasks"][function], answer["tasks"][source]
try:
    client.get_result(first)
except TaskPending as pending:
    assert pending.reason == "waiting-for-launch", pending
else:
    raise AssertionError("a task that has just been submitted has a result")
advance(2)
assert client.get_task(first)["status"] == "running"
advance(20)
assert client.get_result(first) == "µ🚀"
assert client.get_result(first) == "µ🚀", "the SDK keeps what it has read"
assert client.get_batch_result([second])[second]["result"] == "µ🚀"

door("POST functions", {"name": "add", "exception": "too many"})
advance(10)
failing = client.run(2, 3, endpoint_id=ENDPOINT, function_id=source)
advance(5)
try:
    client.get_result(failing)
except TaskExecutionFailed as failed:
    assert "too many" in str(failed), failed
else:
    raise AssertionError("a failing task has a result")

advance(10)
client.delete_function(source)
try:
    client.run(2, 3, endpoint_id=ENDPOINT, function_id=source)
except ComputeAPIError as error:
    assert (error.http_status, error.code) == (404, "FUNCTION_NOT_FOUND"), error
else:
    raise AssertionError("a deleted function ran")
print("done")
