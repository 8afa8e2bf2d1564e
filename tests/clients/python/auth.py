"""All of Auth with the Python SDK: logins, tokens, identities, projects, policies, clients, scopes."""

import os

import globus_sdk
from globus_sdk import (
    AuthAPIError,
    AuthClient,
    ConfidentialAppAuthClient,
    DependentScopeSpec,
    IdentityMap,
    NativeAppAuthClient,
)
from globus_sdk.scopes import AuthScopes, GroupsScopes, Scope, TransferScopes
from sandbox import MAPPED, TUTORIAL_CLIENT, approve, door, login

ADA = "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8"
NOOR = "a00f0001-4b8c-4d97-8e35-f0a6219c7d54"


def refused(call):
    try:
        call()
    except AuthAPIError as error:
        return error.http_status
    raise AssertionError("The call was not refused")


# A native client: PKCE, tokens for two services, ID token.
native = NativeAppAuthClient(TUTORIAL_CLIENT)
native.oauth2_start_flow(
    [AuthScopes.openid, AuthScopes.profile, AuthScopes.email, TransferScopes.all],
    refresh_tokens=True,
)
tokens = native.oauth2_exchange_code_for_tokens(approve(native.oauth2_get_authorize_url()))
assert sorted(tokens.by_resource_server) == ["auth.globus.org", "transfer.api.globus.org"]
transfer = tokens.by_resource_server["transfer.api.globus.org"]
assert transfer["refresh_token"] and transfer["token_type"] == "Bearer"
assert str(TransferScopes.all) in tokens.by_scopes
claims = tokens.decode_id_token()
assert claims["sub"] == ADA and claims["preferred_username"] == "ada@fjord.example", claims
configuration = native.get_openid_configuration()
key = native.get_jwk(openid_configuration=configuration, as_pem=True)
assert tokens.decode_id_token(openid_configuration=configuration, jwk=key)["sub"] == ADA
renewed = native.oauth2_refresh_token(transfer["refresh_token"])
assert renewed.by_resource_server["transfer.api.globus.org"]["access_token"] != transfer["access_token"]
assert native.oauth2_revoke_token(transfer["refresh_token"])["active"] is False
assert refused(lambda: native.oauth2_refresh_token(transfer["refresh_token"])) in (400, 401)
instance = native.create_native_app_instance(TUTORIAL_CLIENT, "One computer")
credential = instance["included"]["client_credential"]
ConfidentialAppAuthClient(credential["client"], credential["secret"])

# Native clients on a loopback address.
native.oauth2_start_flow(AuthScopes.openid, redirect_uri="http://127.0.0.1:49152", state="mine")
url = native.oauth2_get_authorize_url(query_params={"prompt": "login"})
answer = door("POST approve", {"url": url, "username": "sam@globusid.org"})
assert answer["redirect"].startswith("http://127.0.0.1:49152") and "state=mine" in answer["redirect"]
native.oauth2_exchange_code_for_tokens(answer["code"])
answer = door("POST approve", {"url": url, "deny": True})
assert answer["code"] is None and "error=access_denied" in answer["redirect"]

# A confidential client of one's own.
made = door("POST clients", {"name": "Portal", "redirect_uris": ["https://portal.example/cb"]})
portal = ConfidentialAppAuthClient(made["id"], made["secret"])
portal.oauth2_start_flow(
    "https://portal.example/cb", [AuthScopes.openid, TransferScopes.all], refresh_tokens=True
)
code = approve(portal.oauth2_get_authorize_url(), "noor@meridian.example")
tokens = portal.oauth2_exchange_code_for_tokens(code)
access = tokens.by_resource_server["transfer.api.globus.org"]["access_token"]
facts = portal.oauth2_token_introspect(access, include="identity_set,session_info")
assert facts["active"] and facts["sub"] == NOOR and facts["identity_set"] == [NOOR]
assert portal.oauth2_token_introspect("no such token")["active"] is False
assert portal.oauth2_validate_token(access)["active"] if hasattr(portal, "oauth2_validate_token") else True
portal.oauth2_revoke_token(access)
assert portal.oauth2_token_introspect(access)["active"] is False
own = portal.oauth2_client_credentials_tokens([TransferScopes.all, AuthScopes.openid])
assert own.by_resource_server["transfer.api.globus.org"]["refresh_token"] is None
assert own.decode_id_token()["sub"] == made["id"]
assert refused(
    lambda: ConfidentialAppAuthClient(made["id"], "wrong").oauth2_client_credentials_tokens(
        TransferScopes.all
    )
) == 401
child = portal.create_child_client("Child", public_client=True)
assert child["client"]["parent_client"] == made["id"]

# Identities and providers.
ada = AuthClient(
    authorizer=login(
        [AuthScopes.openid, AuthScopes.profile, AuthScopes.email, AuthScopes.view_identities,
         AuthScopes.view_identity_set, Scope(AuthScopes.manage_projects.scope_string), AuthScopes.view_consents]
        if hasattr(AuthScopes, "view_consents")
        else "openid profile email urn:globus:auth:scope:auth.globus.org:view_identities "
        "urn:globus:auth:scope:auth.globus.org:view_identity_set "
        "urn:globus:auth:scope:auth.globus.org:manage_projects "
        "urn:globus:auth:scope:auth.globus.org:view_consents"
    )
)
assert ada.userinfo()["sub"] == ADA
assert ada.get_identities(ids=[ADA, NOOR])["identities"]
[sam] = ada.get_identities(usernames="sam@globusid.org")["identities"]
new = ada.get_identities(usernames="new.one@globusid.org", provision=True)["identities"]
assert len(new) == 1, new
provider = ada.get_identity_providers(domains="globusid.org")["identity_providers"][0]
assert ada.get_identity_providers(ids=provider["id"])["identity_providers"][0]["name"] == "Globus ID"
names = IdentityMap(ada, [NOOR, "sam@globusid.org"])
assert names[NOOR]["username"] == "noor@meridian.example"
assert names["sam@globusid.org"]["id"] == sam["id"]
forest = ada.get_consents(ADA).to_forest()
assert forest.meets_scope_requirements(AuthScopes.openid)

# Projects, policies, clients, credentials and scopes.
project = ada.create_project("Climate", "ada@fjord.example", admin_ids=[ADA])["project"]
project_id = project["id"]
assert project_id in [one["id"] for one in ada.get_projects()]
assert ada.get_project(project_id)["project"]["display_name"] == "Climate"
assert ada.update_project(project_id, display_name="Weather")["project"]["display_name"] == "Weather"
policy = ada.create_policy(
    project_id=project_id,
    display_name="Fjord only",
    description="People of Fjord University",
    domain_constraints_include=["fjord.example"],
)["policy"]
assert policy["id"] in [one["id"] for one in ada.get_policies()]
assert ada.get_policy(policy["id"])["policy"]["domain_constraints_include"] == ["fjord.example"]
assert ada.update_policy(policy["id"], display_name="Fjord")["policy"]["display_name"] == "Fjord"
ada.delete_policy(policy["id"])
client = ada.create_client("App", project=project_id, client_type="confidential_client")["client"]
client_id = client["id"]
assert client_id in [one["id"] for one in ada.get_clients()]
assert ada.get_client(client_id=client_id)["client"]["name"] == "App"
updated = ada.update_client(client_id, name="Renamed", redirect_uris=["https://app.example/cb"])
assert updated["client"]["redirect_uris"] == ["https://app.example/cb"]
secret = ada.create_client_credential(client_id, "first")["credential"]
assert secret["secret"]
[listed] = ada.get_client_credentials(client_id)
assert listed["id"] == secret["id"] and listed["secret"] is None
app = ConfidentialAppAuthClient(client_id, secret["secret"])
assert app.oauth2_client_credentials_tokens(TransferScopes.all)
[groups_scope] = ada.get_scopes(scope_strings=str(GroupsScopes.view_my_groups_and_memberships))
scope = ada.create_scope(
    client_id,
    "Use the app",
    "Lets an app use this one",
    "use",
    dependent_scopes=[DependentScopeSpec(groups_scope["id"], False, False)],
)["scope"]
assert ada.get_scope(scope["id"])["scope"]["scope_string"].endswith("/use")
assert ada.update_scope(scope["id"], name="Use it")["scope"]["name"] == "Use it"

# The app is called with its own scope, and goes on to Groups for its caller.
login_again = door("POST login", {"scopes": scope["scope_string"]})
[dependent] = app.oauth2_get_dependent_tokens(login_again["access_token"]).by_resource_server.values()
assert dependent["resource_server"] == "groups.api.globus.org"
ada.delete_scope(scope["id"])
ada.delete_client_credential(client_id, secret["id"])
assert refused(lambda: app.oauth2_client_credentials_tokens(TransferScopes.all)) == 401
ada.delete_client(client_id)
ada.delete_project(project_id)

# A scope with a dependency, and what the login must fulfill.
scope = TransferScopes.all.with_dependency(
    globus_sdk.scopes.GCSCollectionScopes(MAPPED).data_access.with_optional(True)
)
native.oauth2_start_flow([scope, AuthScopes.openid])
url = native.oauth2_get_authorize_url(
    session_required_single_domain="globusid.org", session_message="Use your Globus ID"
)
tokens = native.oauth2_exchange_code_for_tokens(approve(url, "ada@globusid.org"))
print("done")
