"""Connect Server by https with apps of the Python SDK: the addresses and scopes find themselves."""

import os

import requests
from globus_sdk import (
    ClientApp,
    ConnectorTable,
    GCSClient,
    GCSRoleDocument,
    GlobusAppConfig,
    GuestCollectionDocument,
    MappedCollectionDocument,
    NetworkError,
    StorageGatewayDocument,
    TransferClient,
    UserCredentialDocument,
)
from globus_sdk.scopes import GCSCollectionScopes, GCSEndpointScopes
from globus_sdk.token_storage import MemoryTokenStorage
from globus_sdk.transport import RetryConfig
from sandbox import MAPPED, ApprovedLogin, door, login, user_app

HARBOR = "4a9b0001-27f3-4e5c-b086-d1e94c7a3528"
SANDBOX = os.environ["SANDBOX_URL"]
assert SANDBOX.startswith("https://")

# An administrator, whose app asks the manager which tokens it takes.
ApprovedLogin.username = "kofi@harbor.example"
app = user_app()
tc = TransferClient(app=app)
address = tc.get_endpoint(HARBOR)["gcs_manager_url"]
assert address.startswith(f"{SANDBOX}/")
kofi = GCSClient(address, app=app)
assert kofi.endpoint_client_id == HARBOR
assert len(ApprovedLogin.logins) == 1
gateway = kofi.create_storage_gateway(
    StorageGatewayDocument(
        display_name="Scratch", connector_id=ConnectorTable.POSIX.connector_id
    )
)


def create(client, name):
    document = MappedCollectionDocument(
        storage_gateway_id=gateway["id"],
        collection_base_path="/",
        display_name=name,
        public=True,
        enable_https=True,
    )
    return client.create_collection(document)


def names(client):
    return {one["display_name"] for one in client.get_collection_list()}


made = create(kofi, "By a person")
assert len(ApprovedLogin.logins) == 2, "one more login, for the tokens of the manager"
assert "By a person" in names(kofi)
assert made["manager_url"] == address
assert made["https_url"] == tc.get_endpoint(made["id"])["https_server"]
assert made["https_url"].startswith(f"{SANDBOX}/")

# A program with a secret of its own, once it has a role.
client = door("POST clients", {"name": "Robot", "client_type": "client_identity"})
role = GCSRoleDocument(
    principal=f"urn:globus:auth:identity:{client['id']}", role="administrator"
)
kofi.create_role(role)
robot = ClientApp(
    "robot",
    client_id=client["id"],
    client_secret=client["secret"],
    config=GlobusAppConfig(token_storage=MemoryTokenStorage()),
)
with GCSClient(address, app=robot) as own:
    by_robot = create(own, "By a program")
    assert {"By a person", "By a program"} <= names(own)
    for one in made, by_robot:
        own.update_collection(one["id"], MappedCollectionDocument(delete_protected=False))
        own.delete_collection(one["id"])
    assert names(own).isdisjoint({"By a person", "By a program"})

# A guest collection of a user, in which files are read at the address that Transfer tells.
ApprovedLogin.username = "ada@fjord.example"
app = user_app()
tc = TransferClient(app=app)
mapped = tc.get_endpoint(MAPPED)
manage = GCSEndpointScopes(mapped["owner_id"]).manage_collections
data_access = GCSCollectionScopes(MAPPED).data_access.with_optional(True)
ada = GCSClient(
    mapped["gcs_manager_url"], app=app, app_scopes=[manage.with_dependency(data_access)]
)
storage_gateway_id = ada.get_collection(MAPPED)["storage_gateway_id"]
credential = ada.create_user_credential(
    UserCredentialDocument(storage_gateway_id=storage_gateway_id)
)
guest = ada.create_collection(
    GuestCollectionDocument(
        mapped_collection_id=MAPPED,
        user_credential_id=credential["id"],
        collection_base_path="/home/ada/",
        display_name="Mine",
        enable_https=True,
    )
)
door(f"PUT files/{guest['id']}?path=/note.txt", "text")
header = login(GCSCollectionScopes(guest["id"]).https).get_authorization_header()
answer = requests.get(
    f"{tc.get_endpoint(guest['id'])['https_server']}/note.txt",
    headers={"authorization": header},
    verify=os.environ["GLOBUS_SDK_VERIFY_SSL"],
)
assert (answer.status_code, answer.text) == (200, '"text"')

# Without trust in the certificate nothing is sent.
os.environ["GLOBUS_SDK_VERIFY_SSL"] = "1"
try:
    TransferClient(retry_config=RetryConfig(max_retries=0)).get("/")
except NetworkError as error:
    assert "CERTIFICATE_VERIFY_FAILED" in str(error.underlying_exception), error
else:
    raise AssertionError("The certificate was not checked")
print("done")
