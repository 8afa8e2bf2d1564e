"""What the tutorials of this folder need of the sandbox beside Globus: logins and time."""

import json
import os
import urllib.request

import globus_sdk

TUTORIAL1 = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc"
TUTORIAL2 = "31ce9ba0-176d-45a5-add3-f37d233ba47d"
# The storage of Fjord University, a mapped collection that requires data_access.
MAPPED = "f10d0002-8b64-4e19-b5a0-2c7d913fe846"


def _post(door, body):
    request = urllib.request.Request(
        f"{os.environ['SANDBOX_URL']}/_sandbox/{door}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def login(scope, username="ada@fjord.example"):
    """An authorizer of a person who consented to a scope with its dependencies."""
    document = _post("login", {"username": username, "scopes": str(scope)})
    return globus_sdk.AccessTokenAuthorizer(document["access_token"])


def advance(seconds):
    """Moves the clock of the sandbox."""
    _post("clock", {"advance_seconds": seconds})
