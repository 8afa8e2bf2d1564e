"""The Globus tutorial: log in, take the tokens of two services, list my collections."""

import globus_sdk

# The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2"

client = globus_sdk.NativeAppAuthClient(CLIENT_ID)
client.oauth2_start_flow(
    requested_scopes=[
        "openid",
        "profile",
        "email",
        "urn:globus:auth:scope:transfer.api.globus.org:all",
    ]
)
print(f"Log in at:\n\n{client.oauth2_get_authorize_url()}\n")

code = input("Paste the code that you get there: ").strip()
tokens = client.oauth2_exchange_code_for_tokens(code)

# Each service takes tokens of its own.
auth_tokens = tokens.by_resource_server["auth.globus.org"]
transfer_tokens = tokens.by_resource_server["transfer.api.globus.org"]

tc = globus_sdk.TransferClient(
    authorizer=globus_sdk.AccessTokenAuthorizer(transfer_tokens["access_token"])
)
print("\nMy collections:")
for endpoint in tc.endpoint_search(filter_scope="my-endpoints"):
    print(f"[{endpoint['id']}] {endpoint['display_name']}")
