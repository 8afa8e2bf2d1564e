"""Connect Server by https with the Globus CLI: collections, credentials, gateways and roles."""

from cli import document, login, run
from sandbox import MAPPED

FJORD = "f10d0001-3a52-4c8e-9d17-60be4f29a7c3"
HARBOR = "4a9b0001-27f3-4e5c-b086-d1e94c7a3528"
KOFI = "kofi@harbor.example"

login("login", "--no-local-server")
assert "Fjord" in run("endpoint", "show", FJORD)
run("collection", "list", FJORD, code=4)
login("login", "--no-local-server", "--gcs", FJORD)
assert MAPPED in run("collection", "list", FJORD)
assert MAPPED in run("collection", "show", MAPPED)
[gateway] = document("endpoint", "storage-gateway", "list", FJORD)["data"][:1]
run("collection", "create", "guest", MAPPED, "/home/ada/", "Mine", code=4)
login("login", "--no-local-server", "--gcs", f"{FJORD}:{MAPPED}")
credential = ["endpoint", "user-credential"]
made = document(*credential, "create", "posix", FJORD, gateway["id"], "ada@fjord.example", "ada")
credential_id = made["id"]
assert credential_id in run(*credential, "list", FJORD)
run(*credential, "show", FJORD, credential_id)

guest = document("collection", "create", "guest", MAPPED, "/home/ada/", "Mine")["id"]
run("collection", "update", guest, "--description", "Of Ada")
assert "Of Ada" in run("collection", "show", guest)
run("collection", "role", "list", guest)
assert document("gcs", "collection", "show", guest)["display_name"] == "Mine"
assert "Mine" in run("endpoint", "search", "--filter-scope", "my-endpoints")
run("collection", "delete", guest)
run(*credential, "delete", FJORD, credential_id)
run("logout", "--yes")

login("login", "--no-local-server", username=KOFI)
login("login", "--no-local-server", "--gcs", HARBOR, username=KOFI)
run("gcs", "endpoint", "show", HARBOR)
run("gcs", "endpoint", "update", HARBOR, "--description", "Changed")
assert "Changed" in run("gcs", "endpoint", "show", HARBOR, "-F", "json")
run("gcs", "endpoint", "role", "list", HARBOR)
run("endpoint", "role", "list", HARBOR)
collection = ["gcs", "collection"]
[gateway] = document("gcs", "storage-gateway", "list", HARBOR)["data"][:1]
new = document(*collection, "create", "mapped", HARBOR, "Scratch", "--storage-gateway-id", gateway["id"])
assert new["manager_url"].startswith("https://127.0.0.1:")
assert "Scratch" in run(*collection, "list", HARBOR)
run(*collection, "update", new["id"], "--description", "Of Kofi")
assert document(*collection, "show", new["id"])["description"] == "Of Kofi"
# The CLI has no option that ends the protection of a mapped collection.
run(*collection, "delete", new["id"], code=1)
print("done")
