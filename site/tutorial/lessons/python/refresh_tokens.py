"""Tokens that outlive two days: renew an access token, let the SDK do it, revoke it."""

import globus_sdk
from globus_sdk.scopes import TransferScopes

client = globus_sdk.NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2")
client.oauth2_start_flow(
    requested_scopes=["openid", TransferScopes.all], refresh_tokens=True
)
print(f"Log in at:\n\n{client.oauth2_get_authorize_url()}\n")
code = input("Paste the code that you get there: ").strip()
tokens = client.oauth2_exchange_code_for_tokens(code)
refresh_token = tokens.by_resource_server["transfer.api.globus.org"]["refresh_token"]

# By hand: a refresh token gets a new access token, without a browser.
renewed = client.oauth2_refresh_token(refresh_token)
new_tokens = renewed.by_resource_server["transfer.api.globus.org"]
print("Renewed: good for", new_tokens["expires_in"] // 3600, "hours from now")

# Automatically: this renews when the token expires, or when a service refuses it.
authorizer = globus_sdk.RefreshTokenAuthorizer(
    refresh_token,
    client,
    access_token=new_tokens["access_token"],
    expires_at=new_tokens["expires_at_seconds"],
    on_refresh=lambda response: print("The SDK has renewed the token"),
)
tc = globus_sdk.TransferClient(authorizer=authorizer)
print("Accepted:", len(list(tc.endpoint_search(filter_scope="my-endpoints"))), "collections")

# A revoked access token is useless. The next call is refused, and the authorizer gets a new one.
client.oauth2_revoke_token(new_tokens["access_token"])
print("Accepted:", len(list(tc.endpoint_search(filter_scope="my-endpoints"))), "collections")

# Without a refresh token only a new login helps.
client.oauth2_revoke_token(refresh_token)
