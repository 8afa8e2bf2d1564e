"""Manages a Connect Server endpoint with the Python SDK: collections, gateways, credentials, roles."""

import requests
from globus_sdk import (
    ConnectorTable,
    EndpointDocument,
    GCSAPIError,
    GCSClient,
    GCSRoleDocument,
    GuestCollectionDocument,
    MappedCollectionDocument,
    POSIXStoragePolicies,
    StorageGatewayDocument,
    TransferClient,
    UserCredentialDocument,
)
from globus_sdk.scopes import GCSCollectionScopes, GCSEndpointScopes, TransferScopes
from globus_sdk.transport import RequestsTransport
from sandbox import MAPPED, address, login, user_app

FJORD = "f10d0001-3a52-4c8e-9d17-60be4f29a7c3"
KOFI = "kofi@harbor.example"


class SandboxAdapter(requests.adapters.HTTPAdapter):
    """Sends what is for a host of Connect Server to the sandbox's port: the SDK takes https alone."""

    def send(self, request, **kwargs):
        request.url = address(request.url)
        return super().send(request, **kwargs)


def transport():
    made = RequestsTransport()
    made.session.mount("https://", SandboxAdapter())
    return made


def refused(call):
    try:
        call()
    except GCSAPIError as error:
        return error.http_status, error.code, error.detail_data_type
    raise AssertionError("The call was not refused")


# The address of the manager comes from Transfer, and the tokens that it takes from itself.
tc = TransferClient(authorizer=login(TransferScopes.all))
endpoint = tc.get_endpoint(MAPPED)
host = endpoint["gcs_manager_url"].removeprefix("https://")
manage = GCSEndpointScopes(FJORD).manage_collections
data_access = GCSCollectionScopes(MAPPED).data_access.with_optional(True)


def manager(username, scope=manage):
    return GCSClient(host, authorizer=login(scope, username), transport=transport())


kofi = manager(KOFI)
info = kofi.get_gcs_info()
assert info["client_id"] == kofi.endpoint_client_id == FJORD == endpoint["owner_id"]
assert info.full_data["data"][1]["DATA_TYPE"].startswith("connector#")

# The endpoint.
assert kofi.get_endpoint()["display_name"] == "Fjord Data Server"
change = EndpointDocument(description="Changed", gridftp_control_channel_port=2811)
assert kofi.update_endpoint(change, include="endpoint")["gridftp_control_channel_port"] == 2811
assert kofi.update_endpoint({"DATA_TYPE": "endpoint#1.0.0", "public": True})["data"] == []

# A storage gateway, and a mapped collection on it.
gateway = kofi.create_storage_gateway(
    StorageGatewayDocument(
        display_name="Tutorial storage",
        connector_id=ConnectorTable.POSIX.connector_id,
        policies=POSIXStoragePolicies(groups_allow=["staff"]),
        require_mfa=False,
    )
)
gateway_id = gateway["id"]
kofi.update_storage_gateway(gateway_id, StorageGatewayDocument(users_deny=["eve"]))
private = kofi.get_storage_gateway(gateway_id, include="private_policies")
assert private["users_deny"] == ["eve"]
assert gateway_id in [one["id"] for one in kofi.get_storage_gateway_list()]
mapped = kofi.create_collection(
    MappedCollectionDocument(
        storage_gateway_id=gateway_id,
        collection_base_path="/",
        display_name="Tutorial collection",
        public=True,
        enable_https=True,
        keywords=["tutorial", "python"],
    )
)
mapped_id = mapped["id"]
assert tc.get_endpoint(mapped_id)["keywords"] == "tutorial, python"
pages = list(kofi.paginated.get_collection_list(page_size=1, filter="mapped_collections"))
assert {one["id"] for page in pages for one in page} == {MAPPED, mapped_id}
assert refused(lambda: kofi.delete_storage_gateway(gateway_id))[:2] == (409, "conflict")
assert refused(lambda: kofi.delete_collection(mapped_id))[:2] == (409, "conflict")
kofi.update_collection(mapped_id, MappedCollectionDocument(delete_protected=False))
kofi.delete_collection(mapped_id)
kofi.delete_storage_gateway(gateway_id)
assert refused(lambda: kofi.get_collection(mapped_id)) == (
    404,
    "not_found",
    "collection_not_found#1.0.0",
)

# A guest collection: consent to the data, a credential, the folder.
storage_gateway_id = kofi.get_collection(MAPPED)["storage_gateway_id"]
credential = UserCredentialDocument(storage_gateway_id=storage_gateway_id, display_name="Mine")
plain = manager("ada@fjord.example")
error = refused(lambda: plain.create_user_credential(credential))
assert error == (403, "permission_denied", "missing_required_scopes#1.0.0")
ada = manager("ada@fjord.example", manage.with_dependency(data_access))
credential_id = ada.create_user_credential(credential)["id"]
assert ada.get_user_credential(credential_id)["username"] == "ada"
named = UserCredentialDocument(display_name="Home")
assert ada.update_user_credential(credential_id, named)["display_name"] == "Home"
assert [one["id"] for one in ada.get_user_credential_list(storage_gateway_id)] == [credential_id]
guest = ada.create_collection(
    GuestCollectionDocument(
        mapped_collection_id=MAPPED,
        user_credential_id=credential_id,
        collection_base_path="/home/ada/results/",
        display_name="Tutorial results",
        public=True,
    )
)
guest_id = guest["id"]
assert [one["id"] for one in tc.endpoint_search("Tutorial results")] == [guest_id]
assert tc.operation_ls(guest_id)["endpoint"] == guest_id
changed = ada.update_collection(guest_id, GuestCollectionDocument(description="Shared"))
assert changed["description"] == "Shared"

# Roles, which count in Transfer too.
role = ada.create_role(
    GCSRoleDocument(
        collection=guest_id,
        principal=f"urn:globus:auth:identity:{tc.get_endpoint(MAPPED)['owner_id']}",
        role="access_manager",
    )
)
assert ada.get_role(role["id"])["role"] == "access_manager"
assert [one["role"] for one in ada.get_role_list(guest_id)] == ["administrator", "access_manager"]
ada.delete_role(role["id"])
assert refused(lambda: ada.get_role(role["id"]))[:2] == (404, "not_found")
ada.delete_collection(guest_id)
ada.delete_user_credential(credential_id)
assert tc.endpoint_search("Tutorial results")["DATA"] == []

# An app finds the scopes of the manager by itself.
app = user_app()
mine = GCSClient(f"https://{host}/api/", app=app, transport=transport())
assert mine.resource_server == FJORD
assert mine.get_collection(MAPPED)["display_name"] == "Fjord Research Storage"
print("done")
