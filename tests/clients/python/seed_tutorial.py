"""The tutorial that this project started from, word for word: its programs are read from the
document, whose folder the variable SEEDS names. Version 4 of the SDK wants scopes named where the
tutorial relies on a default: that one argument is added."""

import builtins
import os
import pathlib
import re

from sandbox import advance, approve

FOLDER = pathlib.Path(os.environ["SEEDS"])
[document] = [path for path in FOLDER.iterdir() if path.name.startswith("000_")]
LINES = document.read_text().splitlines()
SCOPES = '["openid", "profile", "email", "urn:globus:auth:scope:transfer.api.globus.org:all"]'
printed = []
builtins.print, real_print = lambda *words, **_: printed.append(" ".join(map(str, words))), print
builtins.input = lambda *_: approve(re.search(r"http\S+/authorize\?\S+", printed[-1]).group())


def program(first, last, after=0):
    """The lines from one that begins with `first` to the next that begins with `last`."""
    start = next(i for i in range(after, len(LINES)) if LINES[i].startswith(first))
    end = next(i for i in range(start, len(LINES)) if LINES[i].startswith(last))
    text = "\n".join(LINES[start : end + 1])
    text = text.replace("oauth2_start_flow()", f"oauth2_start_flow({SCOPES})")
    return end, text.replace("oauth2_start_flow(refresh", f"oauth2_start_flow({SCOPES}, refresh")


# Steps 2 and 3.
names = {}
at, text = program("import globus_sdk", "TRANSFER_TOKEN =")
exec(text, names)
assert len(names["AUTH_TOKEN"]) > 20 and names["AUTH_TOKEN"] != names["TRANSFER_TOKEN"]
at, text = program("# a GlobusAuthorizer", "    print(", at)
exec(text, names)
assert printed[-1].startswith("[") and len([line for line in printed if line.startswith("[")]) > 3

# Step 4.
at, text = program("CLIENT_ID =", "token_response =", at)
exec(text, names)
servers = names["token_response"].by_resource_server
assert sorted(servers) == ["auth.globus.org", "transfer.api.globus.org"]
assert servers["transfer.api.globus.org"]["refresh_token"] is None
assert servers["auth.globus.org"]["scope"].split() == ["openid", "profile", "email"]

# Step 5: the same client works for days and days.
at, text = program("CLIENT_ID =", "token_response =", at)
exec(text, names)
at, text = program("# get credentials", "tc =", at)
exec(text, names)
for _ in range(3):
    assert names["tc"].task_list()["total"] == 42
    advance(3 * 86_400)
real_print("done")
