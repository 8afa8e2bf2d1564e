"""The Globus tutorial: log in, take the tokens of two services, list my collections."""

import globus_sdk

# The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2"
client = globus_sdk.NativeAppAuthClient(CLIENT_ID)

# Since version 4 the Python SDK requires scopes. In TypeScript these are the default.
client.oauth2_start_flow(
    "openid profile email urn:globus:auth:scope:transfer.api.globus.org:all"
)
authorize_url = client.oauth2_get_authorize_url()
print(f"Please go to this URL and login:\n\n{authorize_url}\n")

auth_code = input("Please enter the code you get after login here: ").strip()
token_response = client.oauth2_exchange_code_for_tokens(auth_code)

# Each service accepts only its own tokens.
globus_auth_data = token_response.by_resource_server["auth.globus.org"]
globus_transfer_data = token_response.by_resource_server["transfer.api.globus.org"]

AUTH_TOKEN = globus_auth_data["access_token"]
TRANSFER_TOKEN = globus_transfer_data["access_token"]

authorizer = globus_sdk.AccessTokenAuthorizer(TRANSFER_TOKEN)
tc = globus_sdk.TransferClient(authorizer=authorizer)

print("My Endpoints:")
for ep in tc.endpoint_search(filter_scope="my-endpoints"):
    print(f"[{ep['id']}] {ep['display_name']}")
