"""Reads and writes files of collections over HTTPS, with the experimental classes of the Python SDK."""

import globus_sdk
from globus_sdk import TransferClient
from globus_sdk.experimental.gcs_collection_client import GCSCollectionClient
from globus_sdk.experimental.gcs_downloader import GCSDownloader
from globus_sdk.scopes import GCSCollectionScopes, TransferScopes
from sandbox import MAPPED, ApprovedLogin, address, advance, login, user_app

GUEST = "f10d0003-c1e7-4f35-86d2-b94a05e8172f"

transfer = TransferClient(authorizer=login(TransferScopes.all))
guest = address(transfer.get_endpoint(GUEST)["https_server"])
mapped = address(transfer.get_endpoint(MAPPED)["https_server"])

# A file is written, read, looked for and removed, with a token of the collection.
client = GCSCollectionClient(GUEST, guest, authorizer=login(GCSCollectionScopes(GUEST).https))
assert client.put(f"{guest}/a b.txt", data="from Python", encoding="text").http_status == 200
assert client.get(f"{guest}/a%20b.txt").text == "from Python"
part = client.get(f"{guest}/a%20b.txt", headers={"Range": "bytes=5-"})
assert (part.http_status, part.text) == (206, "Python")
head = client.request("HEAD", f"{guest}/a%20b.txt")
assert head.headers["Content-Length"] == "11"
assert "a b.txt" in [entry["name"] for entry in transfer.operation_ls(GUEST, path="/")]
assert client.delete(f"{guest}/a%20b.txt").http_status == 200
try:
    client.get(f"{guest}/a%20b.txt")
except globus_sdk.GlobusAPIError as error:
    assert error.http_status == 404 and error.content_type.startswith("text/html")
else:
    raise AssertionError("a file that was removed is still there")

# A transfer moves a file, and the downloader reads it: it finds the collection by the redirect of a
# request without a token, and the scopes by Transfer. The app logs in twice.
client.put(f"{guest}/moved.txt", data="moved", encoding="text")
data = globus_sdk.TransferData(source_endpoint=GUEST, destination_endpoint=MAPPED)
data.add_item("/moved.txt", "/home/ada/moved.txt")
both = globus_sdk.Scope(str(TransferScopes.all)).with_dependency(
    GCSCollectionScopes(MAPPED).data_access.with_optional(True)
)
mover = TransferClient(authorizer=login(both))
task_id = mover.submit_transfer(data)["task_id"]

advance(120)
assert mover.get_task(task_id)["status"] == "SUCCEEDED"
with GCSDownloader(user_app()) as downloader:
    assert downloader.read_file(f"{mapped}/home/ada/moved.txt") == "moved"
    assert downloader.read_file(f"{mapped}/home/ada/moved.txt", as_text=False) == b"moved"
assert len(ApprovedLogin.logins) == 2
assert "data_access" in ApprovedLogin.logins[1] and "https" in ApprovedLogin.logins[1]

ApprovedLogin.logins.clear()
client.put(f"{guest}/two.txt", data="two", encoding="text")
with GCSDownloader(user_app()) as downloader:
    assert downloader.read_file(f"{guest}/two.txt") == "two"
assert "data_access" not in ApprovedLogin.logins[-1]

# A token of one collection opens no other.
try:
    client.get(f"{mapped}/home/ada/moved.txt", headers={"X-Requested-With": "XMLHttpRequest"})
except globus_sdk.GlobusAPIError as error:
    assert error.http_status == 401
else:
    raise AssertionError("a token of another collection was accepted")
print("done")
