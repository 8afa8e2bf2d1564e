"""Logins, sessions and consents with the Globus CLI: by a browser, for flows, as another person."""

import os

from cli import login, run
from sandbox import TUTORIAL1, door

HELLO_FLOW = "f1010000-2c9b-4d75-8e36-a0b7f4d1c852"
TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all"

# A browser on this machine, and a server of the CLI that waits for it.
assert "logged in" in run("login")
assert run("whoami").strip() == "ada@fjord.example"
run("login")
login("login", "--no-local-server", "--force")
assert "updated your CLI session" in login("session", "update", "--no-local-server", "--all")
login("session", "update", "--no-local-server", "ada@fjord.example")
login("session", "update", "--no-local-server", "globusid.org", username="ada@globusid.org")
assert "ada@globusid.org" in run("session", "show")
login("session", "consent", "--no-local-server", TRANSFER)
login("login", "--no-local-server", "--flow", HELLO_FLOW)
assert "run_id" in run("flows", "start", HELLO_FLOW, "--input", '{"echo_string": "x"}', "-F", "json")

# Tokens that have ended are renewed without a word.
door("DELETE tokens")
assert "home" in run("ls", f"{TUTORIAL1}:/")

# A clock that was moved does not hinder a login.
door("POST clock", {"advance_seconds": 5 * 86_400})
assert "logged in" in login("login", "--no-local-server", "--force")

# Another person must log out first.
try:
    login("login", "--no-local-server", "--force", username="sam@globusid.org")
except AssertionError as refused:
    assert "tried to login with an account" in str(refused)
else:
    raise AssertionError("another person took over the login")
run("logout", "--yes")
login("login", "--no-local-server", username="sam@globusid.org")
assert run("whoami").strip() == "sam@globusid.org"
run("logout", "--yes")

# A client by its secret, without a login.
client = door("POST clients", {"name": "Robot"})
os.environ["GLOBUS_CLI_CLIENT_ID"] = client["id"]
os.environ["GLOBUS_CLI_CLIENT_SECRET"] = client["secret"]
assert run("whoami").strip() == f"{client['id']}@clients.auth.globus.org"
assert "home" in run("ls", f"{TUTORIAL1}:/")
run("group", "list")
print("done")
