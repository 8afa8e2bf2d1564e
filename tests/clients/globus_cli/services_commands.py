"""Search, Flows, Timers and streams with the Globus CLI."""

import json
import os
import tempfile

from cli import document, login, run
from sandbox import TUTORIAL1, TUTORIAL2, advance

HELLO_FLOW = "f1010000-2c9b-4d75-8e36-a0b7f4d1c852"
FOLDER = tempfile.mkdtemp(dir=os.environ["HOME"])


def file(name, content):
    path = f"{FOLDER}/{name}"
    with open(path, "w") as opened:
        json.dump(content, opened)
    return path


login("login", "--no-local-server")

# Search.
index = document("search", "index", "create", "Reefs", "What lives there")["id"]
assert "Reefs" in run("search", "index", "list")
assert "Reefs" in run("search", "index", "show", index)
entry = {"subject": "https://reef.example/1", "visible_to": ["public"], "content": {"depth": 7}}
ingest = file("ingest.json", {"ingest_type": "GMetaEntry", "ingest_data": entry})
task = document("search", "ingest", index, ingest)["task_id"]
advance(5)
assert document("search", "task", "show", task)["state"] == "SUCCESS"
assert task in run("search", "task", "list", index)
assert "reef.example/1" in run("search", "query", index, "-q", "*")
assert document("search", "query", index, "-q", "depth:7", "--advanced")["total"] == 1
run("search", "query", index, "--query-document", file("query.json", {"q": "*"}))
assert "depth" in run("search", "subject", "show", index, entry["subject"])
role = document("search", "index", "role", "create", index, "writer", "sam@globusid.org")["id"]
assert "sam@globusid.org" in run("search", "index", "role", "list", index)
run("search", "index", "role", "delete", index, role)
run("search", "subject", "delete", index, entry["subject"])
run("search", "delete-by-query", index, "-q", "*")
run("search", "index", "delete", index)

# Flows.
definition = file("flow.json", {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
schema = file("schema.json", {"type": "object"})
flow = document("flows", "create", "Nothing", definition, "--input-schema", schema)["id"]
assert "Nothing" in run("flows", "list")
run("flows", "update", flow, "--title", "Still nothing")
assert "Still nothing" in run("flows", "show", flow)
run("flows", "validate", definition)
run("flows", "start", flow, code=4)
login("login", "--no-local-server", "--flow", flow)
started = document("flows", "start", flow, "--input", "{}", "--label", "one")["run_id"]
advance(60)
assert document("flows", "run", "show", started)["status"] == "SUCCEEDED"
assert started in run("flows", "run", "list", "-F", "json")
assert "FlowSucceeded" in run("flows", "run", "show-logs", started)
assert document("flows", "run", "show-definition", started)["definition"]["StartAt"] == "P"
run("flows", "run", "update", started, "--label", "two")
run("flows", "run", "cancel", started, code=1)
run("flows", "run", "delete", started)
run("flows", "registered-api", "list")
run("flows", "web-input", "list")
run("flows", "delete", flow)

# Timers.
source, target = f"{TUTORIAL1}:/home/share/godata/file1.txt", f"{TUTORIAL2}:/~/timed.txt"
timer = ["timer", "create", "transfer", source, target, "--interval", "1h"]
created = document(*timer, "--stop-after-runs", "3", "--name", "hourly")["job_id"]
assert "hourly" in run("timer", "list")
run("timer", "pause", created)
run("timer", "resume", created)
advance(60)
assert document("timer", "show", created)["n_runs"] == 1
run("timer", "delete", created)
flow_timer = ["timer", "create", "flow", HELLO_FLOW, "--input", '{"echo_string": "x"}']
run(*flow_timer, "--interval", "1d", "--stop-after-runs", "2", code=4)
login("login", "--no-local-server", "--timer", f"flow:{HELLO_FLOW}")
run(*flow_timer, "--interval", "1d", "--stop-after-runs", "2")

# Streams.
run("streams", "tunnel", "list")
print("done")
