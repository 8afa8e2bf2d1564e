"""Files, tasks, bookmarks and raw calls with the Globus CLI, from login to logout."""

from cli import document, login, run
from sandbox import TUTORIAL1, TUTORIAL2, advance

GODATA = f"{TUTORIAL1}:/home/share/godata"

run("whoami", code=4)
assert "successfully logged in" in login("login", "--no-local-server")
assert run("whoami").strip() == "ada@fjord.example"
assert "Ada Lind" in run("whoami", "-v")
assert "ada@globusid.org" in run("whoami", "--linked-identities")
assert "ada@fjord.example" in run("session", "show")
assert document("get-identities", "sam@globusid.org")["identities"][0]["name"] == "Sam Ortiz"
assert "new.one@globusid.org" in run("get-identities", "--provision", "new.one@globusid.org", "-v")

assert "file1.txt" in run("ls", GODATA)
assert "file1.txt" in run("ls", GODATA, "-l")
assert "godata/file1.txt" in run("ls", f"{TUTORIAL1}:/home/share", "-r")
assert run("ls", GODATA, "--filter", "~*1.txt").split() == ["file1.txt"]
run("mkdir", f"{TUTORIAL2}:/~/one")
run("rename", TUTORIAL2, "/~/one", "/~/two")
assert document("stat", f"{TUTORIAL2}:/~/two")["type"] == "dir"
run("stat", f"{TUTORIAL2}:/~/no-such-file")
assert "tutorial" in run("endpoint", "search", "tutorial").lower()
mine = document("endpoint", "search", "--filter-scope", "my-endpoints")["DATA"]
assert len(mine) > 3

submission = run("task", "generate-submission-id").strip()
transfer = ["transfer", GODATA, f"{TUTORIAL2}:/~/copy", "-r", "--submission-id", submission]
task = document(*transfer, "--label", "From the CLI")["task_id"]
assert document(*transfer)["task_id"] == task, "the same submission makes one task"
assert document("transfer", GODATA, f"{TUTORIAL2}:/~/x", "-r", "--dry-run")["DATA"]
run("task", "update", task, "--label", "Renamed")
assert document("task", "show", task)["label"] == "Renamed"
advance(120)
run("task", "wait", task, "--timeout", "10")
assert document("task", "show", task)["status"] == "SUCCEEDED"
assert "file1.txt" in run("task", "show", task, "--successful-transfers")
run("task", "show", task, "--skipped-errors")
assert task in run("task", "list")
assert "SUCCEEDED" in run("task", "event-list", task)
run("task", "pause-info", task)
assert "completed" in run("task", "cancel", task)
other = document("transfer", GODATA, f"{TUTORIAL2}:/~/other", "-r")["task_id"]
run("task", "cancel", other)
assert document("task", "show", other)["canceled_by_admin"] is None

deletion = document("delete", f"{TUTORIAL2}:/~/copy", "-r")["task_id"]
advance(60)
run("task", "wait", deletion)
run("ls", f"{TUTORIAL2}:/~/copy", code=1)

bookmark = document("bookmark", "create", f"{TUTORIAL1}:/home/share/", "godata")["id"]
assert "godata" in run("bookmark", "list")
assert run("bookmark", "show", "godata").strip() == f"{TUTORIAL1}:/home/share/"
assert "godata" in run("ls", run("bookmark", "show", bookmark).strip())
run("bookmark", "rename", "godata", "renamed")
run("bookmark", "delete", "renamed")

assert "ada@fjord.example" in run("api", "auth", "GET", "/v2/oauth2/userinfo")
assert "DATA" in run("api", "transfer", "GET", "/v0.10/task_list", "-Q", "limit=1")
assert run("api", "groups", "GET", "/v2/groups/my_groups").startswith("[")
assert "flows" in run("api", "flows", "GET", "/flows")
assert "index_list" in run("api", "search", "GET", "/v1/index_list")
assert "jobs" in run("api", "timers", "GET", "/jobs/")
run("list-commands")
run("version")
run("cli-profile-list")

assert "logged out" in run("logout", "--yes")
run("ls", GODATA, code=4)
print("done")
