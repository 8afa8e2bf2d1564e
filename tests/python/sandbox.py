"""What the tutorials of this folder need of the sandbox beside Globus: logins and time."""

import json
import os
import ssl
import urllib.request

import globus_sdk
from globus_sdk.login_flows import LoginFlowManager
from globus_sdk.token_storage import MemoryTokenStorage

TUTORIAL_CLIENT = "61338d24-54d5-408f-a10d-66c06b59f6d2"
TUTORIAL1 = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc"
TUTORIAL2 = "31ce9ba0-176d-45a5-add3-f37d233ba47d"
# The storage of Fjord University, a mapped collection that requires data_access.
MAPPED = "f10d0002-8b64-4e19-b5a0-2c7d913fe846"


def door(route, body=None):
    """Asks what only a sandbox has, such as `POST approve`: the document of the answer."""
    method, path = route.split(" ")
    request = urllib.request.Request(
        f"{os.environ['SANDBOX_URL']}/_sandbox/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    trusted = os.environ.get("GLOBUS_SDK_VERIFY_SSL")
    context = trusted and ssl.create_default_context(cafile=trusted)
    with urllib.request.urlopen(request, context=context) as response:
        return json.load(response)


def approve(url, username="ada@fjord.example"):
    """The code that a person gets who opens an authorize URL and allows everything."""
    return door("POST approve", {"url": url, "username": username})["code"]


def _text(scopes):
    return " ".join(map(str, scopes)) if isinstance(scopes, (list, tuple)) else str(scopes)


def login(scope, username="ada@fjord.example"):
    """An authorizer of a person who consented to a scope with its dependencies."""
    document = door("POST login", {"username": username, "scopes": _text(scope)})
    return globus_sdk.AccessTokenAuthorizer(document["access_token"])


def advance(seconds):
    """Moves the clock of the sandbox."""
    door("POST clock", {"advance_seconds": seconds})


def address(https_url):
    """The address on the sandbox's port of a host that Globus would serve."""
    return f"{os.environ['SANDBOX_URL']}/{https_url.removeprefix('https://')}"


class ApprovedLogin(LoginFlowManager):
    """Logs a person in who allows all that the app asks for, and counts that."""

    logins = []
    username = "ada@fjord.example"

    @classmethod
    def for_globus_app(cls, app_name, login_client, config):
        return cls(login_client)

    def run_login_flow(self, auth_parameters):
        code_page = f"{os.environ['GLOBUS_SDK_SERVICE_URL_AUTH']}v2/web/auth-code"
        url = self._get_authorize_url(auth_parameters, code_page)
        self.logins.append(url)
        return self.login_client.oauth2_exchange_code_for_tokens(
            approve(url, self.username)
        )


def user_app():
    """An app of the tutorial's client, whose person logs in without a browser."""
    return globus_sdk.UserApp(
        "tutorial",
        client_id=TUTORIAL_CLIENT,
        config=globus_sdk.GlobusAppConfig(
            login_flow_manager=ApprovedLogin,
            token_storage=MemoryTokenStorage(),
        ),
    )
