"""What a login gives: tokens by resource server, what they are good for, and who logged in."""

import time

import globus_sdk
from globus_sdk.scopes import AuthScopes, TransferScopes

client = globus_sdk.NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2")
client.oauth2_start_flow(
    requested_scopes=[
        AuthScopes.openid,
        AuthScopes.profile,
        AuthScopes.email,
        TransferScopes.all,
    ]
)
print(f"Log in at:\n\n{client.oauth2_get_authorize_url()}\n")
code = input("Paste the code that you get there: ").strip()
tokens = client.oauth2_exchange_code_for_tokens(code)

# One entry for each service: a token is valid for that service only.
for resource_server, token in tokens.by_resource_server.items():
    print(f"\n{resource_server}")
    print("  scopes:    ", token["scope"])
    print("  ends:      ", time.ctime(token["expires_at_seconds"]))
    print("  renewable: ", "yes" if token["refresh_token"] else "no")

# Checks signature, audience and times, and raises an error if one is wrong.
claims = tokens.decode_id_token()
print("\nLogged in:", claims["name"])
print("  identity:  ", claims["sub"])
print("  signed by: ", claims["iss"])
