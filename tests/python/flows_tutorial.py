"""Creates, runs, watches and deletes flows, as the tutorial of the Python SDK does."""

import globus_sdk
from globus_sdk import FlowsClient, SpecificFlowClient
from globus_sdk.gare import to_gare
from sandbox import MAPPED, TUTORIAL1, TUTORIAL2, advance, login

DEFINITION = {
    "StartAt": "Copy",
    "States": {
        "Copy": {
            "Type": "Action",
            "ActionUrl": "https://transfer.actions.globus.org/transfer",
            "Parameters": {
                "source_endpoint": TUTORIAL1,
                "destination_endpoint.$": "$.destination",
                "DATA": [
                    {
                        "source_path": "/home/share/godata/file1.txt",
                        "destination_path": "/~/from-python.txt",
                    }
                ],
            },
            "ResultPath": "$.copied",
            "End": True,
        }
    },
}
SCHEMA = {
    "type": "object",
    "required": ["destination"],
    "properties": {"destination": {"type": "string"}},
    "additionalProperties": False,
}

flows = FlowsClient(authorizer=login(globus_sdk.scopes.FlowsScopes.all))

assert flows.validate_flow(DEFINITION)["scopes"]["User"] == [
    "urn:globus:auth:scope:transfer.api.globus.org:all"
]
try:
    flows.create_flow("Bad", DEFINITION, SCHEMA, flow_viewers=["not a principal"])
except globus_sdk.FlowsAPIError as error:
    assert error.http_status == 422 and error.code == "UNPROCESSABLE_ENTITY"
    assert "Unrecognized principal string" in error.messages[0]
else:
    raise AssertionError("a bad principal was accepted")

flow = flows.create_flow("Copy", DEFINITION, SCHEMA, keywords=["python"])
flow_id = flow["id"]
assert flows.get_flow(flow_id)["title"] == "Copy"
assert flows.update_flow(flow_id, subtitle="from Python")["subtitle"] == "from Python"
assert [f["id"] for f in flows.list_flows(filter_roles="flow_owner")["flows"]].count(flow_id) == 1
titles = [f["title"] for f in flows.paginated.list_flows(orderby="title ASC").items()]
assert titles == sorted(titles), titles

scope = flow["globus_auth_scope"]
assert str(SpecificFlowClient(flow_id).scopes.user) == scope
specific = SpecificFlowClient(flow_id, authorizer=login(scope))
assert specific.validate_run({"destination": TUTORIAL2})["message"] == "validation successful"
try:
    specific.run_flow({})
except globus_sdk.FlowsAPIError as error:
    assert error.code == "FLOW_INPUT_ERROR", error
    assert error.messages == ["'destination' is a required property"], error.messages
else:
    raise AssertionError("a bad input was accepted")

run_id = specific.run_flow({"destination": TUTORIAL2}, label="one", tags=["t"])["run_id"]
assert flows.get_run(run_id)["status"] == "ACTIVE"
advance(60)
run = flows.get_run(run_id, include_flow_description=True)
assert run["status"] == "SUCCEEDED", run["details"]
assert run["details"]["output"]["copied"]["details"]["files_transferred"] == 1
assert run["flow_description"]["title"] == "Copy"
codes = [e["code"] for e in flows.paginated.get_run_logs(run_id, limit=2).items()]
assert codes == ["FlowStarted", "ActionStarted", "ActionCompleted", "FlowSucceeded"], codes
assert flows.get_run_definition(run_id)["definition"] == DEFINITION
assert flows.update_run(run_id, label="renamed")["label"] == "renamed"
assert [r["run_id"] for r in flows.paginated.list_runs(filter_flow_id=flow_id).items()] == [run_id]

# A mapped collection requires a consent: the run waits for it.
waiting = specific.run_flow({"destination": MAPPED})["run_id"]
advance(60)
run = flows.get_run(waiting)
assert run["status"] == "INACTIVE", run
gare = to_gare(run["details"])
assert gare is not None and gare.code == "ConsentRequired"
(required,) = gare.authorization_parameters.required_scopes
specific = SpecificFlowClient(flow_id, authorizer=login(required))
assert specific.resume_run(waiting)["status"] == "ACTIVE"
advance(60)
assert flows.get_run(waiting)["status"] == "SUCCEEDED"

stopped = specific.run_flow({"destination": TUTORIAL2})["run_id"]
assert flows.cancel_run(stopped)["details"]["code"] == "FlowCanceled"
assert flows.delete_run(stopped)["run_id"] == stopped
try:
    flows.get_run(stopped)
except globus_sdk.FlowsAPIError as error:
    assert error.http_status == 404 and error.code == "NOT_FOUND"
else:
    raise AssertionError("a released run was found")

assert flows.delete_flow(flow_id)["DELETED"] is True
print("done")
