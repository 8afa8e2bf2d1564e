"""Apps of the Python SDK: logins by a browser and by a pasted code, stored tokens, client apps."""

import builtins
import os
import re

from globus_sdk import (
    AuthClient,
    ClientApp,
    GlobusAppConfig,
    GroupsClient,
    TransferAPIError,
    TransferClient,
    UserApp,
)
from globus_sdk.login_flows import CommandLineLoginFlowManager, LocalServerLoginFlowManager
from globus_sdk.token_storage import JSONTokenStorage, MemoryTokenStorage, SQLiteTokenStorage
from sandbox import MAPPED, TUTORIAL1, TUTORIAL_CLIENT, advance, approve, door

FOLDER = os.environ["HOME"]
printed = []
builtins.print, real_print = lambda *words, **_: printed.append(" ".join(map(str, words))), print


def paste(prompt=""):
    """The person reads the last address, allows what it asks for, and pastes the code."""
    return approve(re.findall(r"http\S+/authorize\?\S+", "\n".join(printed))[-1])


builtins.input = paste


def user_app(**config):
    return UserApp("tool", client_id=TUTORIAL_CLIENT, config=GlobusAppConfig(**config))


# A browser, and a server that waits for it.
app = user_app(
    login_flow_manager=LocalServerLoginFlowManager, token_storage=MemoryTokenStorage()
)
tc = TransferClient(app=app)
assert len(list(tc.endpoint_search(filter_scope="my-endpoints"))) > 3
assert app.login_required() is False
app.logout()
assert app.login_required() is True

# A code that the person pastes; tokens in a file, which another app then finds.
path = f"{FOLDER}/tokens.json"
app = user_app(
    login_flow_manager=CommandLineLoginFlowManager,
    token_storage=JSONTokenStorage(path),
    request_refresh_tokens=True,
)
TransferClient(app=app).task_list()
found = user_app(token_storage=JSONTokenStorage(path), request_refresh_tokens=True)
TransferClient(app=found).task_list()

# Tokens that have ended are renewed; a moved clock hinders neither that nor a login.
door("DELETE tokens")
TransferClient(app=found).task_list()
advance(3 * 86_400)
TransferClient(app=found).task_list()
app = user_app(
    login_flow_manager=CommandLineLoginFlowManager,
    token_storage=SQLiteTokenStorage(f"{FOLDER}/tokens.db"),
)
tc = TransferClient(app=app)
groups = GroupsClient(app=app)
auth = AuthClient(app=app)
assert auth.userinfo()["preferred_username"] == "ada@fjord.example"
assert groups.get_my_groups().http_status == 200

# A collection that requires a consent: the app logs in for it once.
try:
    tc.operation_ls(MAPPED, path="/")
except TransferAPIError as error:
    assert error.info.consent_required, error
    tc.add_app_data_access_scope(MAPPED)
    assert tc.operation_ls(MAPPED, path="/")["DATA"]
else:
    raise AssertionError("a consent was not required")
redriven = user_app(
    login_flow_manager=CommandLineLoginFlowManager,
    token_storage=MemoryTokenStorage(),
    auto_redrive_gares=True,
)
logins = sum("authorize" in line for line in printed)
TransferClient(app=redriven).operation_ls(TUTORIAL1, path="/")
assert sum("authorize" in line for line in printed) >= logins

# A program by itself.
client = door("POST clients", {"name": "Robot"})
robot = ClientApp("robot", client_id=client["id"], client_secret=client["secret"],
                  config=GlobusAppConfig(token_storage=MemoryTokenStorage()))
tc = TransferClient(app=robot)
assert "home" in [entry["name"] for entry in tc.operation_ls(TUTORIAL1, path="/")]
assert AuthClient(app=robot).userinfo()["sub"] == client["id"]
door("DELETE tokens")
tc.task_list()
real_print("done")
