"""Copies a file from one collection to another, and waits until it is there."""

import globus_sdk
from globus_sdk.scopes import TransferScopes

# Two collections that Globus keeps for its tutorials: everyone may read and write there.
SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc"
DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d"

client = globus_sdk.NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2")
client.oauth2_start_flow(requested_scopes=TransferScopes.all)
print(f"Log in at:\n\n{client.oauth2_get_authorize_url()}\n")
code = input("Paste the code that you get there: ").strip()
tokens = client.oauth2_exchange_code_for_tokens(code)
token = tokens.by_resource_server["transfer.api.globus.org"]["access_token"]
tc = globus_sdk.TransferClient(authorizer=globus_sdk.AccessTokenAuthorizer(token))

data = globus_sdk.TransferData(SOURCE, DESTINATION, label="My first transfer")
data.add_item("/home/share/godata/file1.txt", "/~/my-first-transfer.txt")

# From here on Globus does the work: this program could end, and the file would still arrive.
task_id = tc.submit_transfer(data)["task_id"]
print("Submitted as task", task_id)

while not tc.task_wait(task_id, timeout=10, polling_interval=1):
    task = tc.get_task(task_id)
    print("Under way:", task["bytes_transferred"], "bytes,", task["nice_status"] or "no fault")

# The task has ended. Its status says whether it succeeded.
task = tc.get_task(task_id)
print(f"{task['status']}: {task['files_transferred']} file")
