"""Schedules transfers and flows, as the tutorials of the Python SDK do."""

import datetime

import globus_sdk
from globus_sdk import (
    FlowTimer,
    OnceTimerSchedule,
    RecurringTimerSchedule,
    TimersClient,
    TransferClient,
    TransferData,
    TransferTimer,
)
from globus_sdk.gare import to_gare
from globus_sdk.scopes import TimersScopes, TransferScopes
from sandbox import MAPPED, TUTORIAL1, TUTORIAL2, advance, login

HELLO_FLOW = "f1010000-2c9b-4d75-8e36-a0b7f4d1c852"
DAY = 86_400


def transfer_to(destination):
    data = TransferData(source_endpoint=TUTORIAL1, destination_endpoint=destination)
    data.add_item("/home/share/godata/file1.txt", "/~/nightly.txt")
    return data


timers = TimersClient(authorizer=login(TimersScopes.timer))
schedule = RecurringTimerSchedule(
    interval_seconds=DAY,
    end={"condition": "iterations", "count": 3},
)
created = timers.create_timer(
    timer=TransferTimer(name="nightly", schedule=schedule, body=transfer_to(TUTORIAL2))
)["timer"]
timer_id = created["job_id"]
assert created["status"] == "new" and created["timer_type"] == "transfer", created
assert created["schedule"]["interval_seconds"] == DAY

advance(60)
job = timers.get_job(timer_id)
assert (job["n_runs"], job["n_errors"]) == (1, 0), job.text
task_id = job["results"]["data"][0]["data"]["details"]["task_id"]
transfer = TransferClient(authorizer=login(TransferScopes.all))
assert transfer.get_task(task_id)["status"] == "SUCCEEDED"

assert timers.update_job(timer_id, {"name": "renamed"})["name"] == "renamed"
assert [j["job_id"] for j in timers.list_jobs(query_params={"filter_name": "RENAMED"})["jobs"]] == [
    timer_id
]
assert "paused" in timers.pause_job(timer_id)["message"]
advance(1.5 * DAY)
assert timers.get_job(timer_id)["n_runs"] == 1
assert "resumed" in timers.resume_job(timer_id)["message"]
job = timers.get_job(timer_id)
assert job["n_runs"] == 2, "one missed run is made up for"
# Tokens live for two days.
timers = TimersClient(authorizer=login(TimersScopes.timer))
advance(DAY)
job = timers.get_job(timer_id)
assert (job["n_runs"], job["status"], job["next_run"]) == (3, "ended", None), job.text

# A mapped collection requires a consent: the timer stops and says so.
timers = TimersClient(authorizer=login(TimersScopes.timer))
stopped = timers.create_timer(
    timer=TransferTimer(schedule=OnceTimerSchedule(), body=transfer_to(MAPPED))
)["timer"]["job_id"]
advance(60)
job = timers.get_job(stopped)
assert job["status"] == "inactive", job.text
assert job["inactive_reason"]["cause"] == "globus_auth_requirements"
gare = to_gare(job["inactive_reason"]["detail"])
(required,) = gare.authorization_parameters.required_scopes
timers = TimersClient(authorizer=login(required))
timers.resume_job(stopped, update_credentials=True)
advance(60)
job = timers.get_job(stopped)
assert (job["status"], job["n_runs"], job["n_errors"]) == ("ended", 1, 0), job.text

# A flow, tomorrow.
scope = TimersScopes.timer.with_dependency(
    globus_sdk.SpecificFlowClient(HELLO_FLOW).scopes.user
)
timers = TimersClient(authorizer=login(scope))
now = timers.get_job(stopped)["submitted_at"]
tomorrow = datetime.datetime.fromisoformat(now) + datetime.timedelta(days=1)
flow_timer = timers.create_timer(
    timer=FlowTimer(
        flow_id=HELLO_FLOW,
        schedule=OnceTimerSchedule(datetime=tomorrow),
        body={"body": {"echo_string": "from Python"}},
    )
)["timer"]
assert flow_timer["scope"].endswith("_user") and flow_timer["results"] == []
advance(DAY + 60)
job = timers.get_job(flow_timer["job_id"])
assert (job["status"], job["n_runs"], job["n_errors"]) == ("ended", 1, 0), job.text

try:
    timers.create_timer(
        timer=TransferTimer(
            schedule={"type": "recurring", "interval": 1800}, body=transfer_to(TUTORIAL2)
        )
    )
except globus_sdk.TimersAPIError as error:
    assert error.http_status == 422
    assert error.messages == ["field required: body.timer.schedule.interval_seconds"], error.messages
else:
    raise AssertionError("a schedule without an interval was accepted")

assert timers.delete_job(stopped)["job_id"] == stopped
try:
    timers.get_job(stopped)
except globus_sdk.TimersAPIError as error:
    assert error.http_status == 404
else:
    raise AssertionError("a deleted timer was found")
print("done")
